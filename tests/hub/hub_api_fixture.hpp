#pragma once

#include "hub/client_support.hpp"
#include "hub/hub_api.hpp"
#include "support/fake_hub/hub.hpp"

#include <gtest/gtest.h>

namespace hub::test {

/// A fake Hub and clients of it, which do not wait.
class HubApiTest : public ::testing::Test {
protected:
    HubApi apiWith(const char* token) {
        return HubApi(environmentOf(fakeHub.server()), Token::fromText(token), waiter,
                      {.jitter = [] { return 0.0; }, .onPause = {}});
    }

    /// One answer of the path in place of the fake's.
    void answerOnce(const QByteArray& words, const QByteArray& body, int status = 200) {
        fakeHub.server().fail(
            words,
            {.status = status, .body = body, .headers = {{"Content-Type", "application/json"}}});
    }

    fake::Hub fakeHub;
    TestWaiter waiter;
    HubApi api = apiWith(fake::Hub::readToken);
};

}  // namespace hub::test
