#pragma once

#include "hub/http_message.hpp"
#include "hub/hub_environment.hpp"
#include "hub/waiter.hpp"
#include "support/fake_hub/http_server.hpp"

#include <quince/result.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

namespace hub::test {

/// The environment of a client whose endpoint is the fake Hub.
HubEnvironment environmentOf(const fake::HttpServer& server);

/// A GET of a path of one of the server's addresses.
HttpRequest getFrom(const fake::HttpServer& server, fake::Origin origin, const QByteArray& path);

/// The code of a call that should fail; none if it did not.
template <typename Outcome>
std::optional<quince::ErrorCode> codeOf(const Outcome& outcome) {
    return outcome.ok() ? std::nullopt : std::optional(outcome.error().code);
}

/// A clock that stands still: waiting only moves it on. Remembers what was waited for.
class TestWaiter final : public Waiter {
public:
    bool wait(std::chrono::milliseconds time, const quince::StopToken& stop) override;
    [[nodiscard]] std::chrono::system_clock::time_point now() const override { return m_now; }

    [[nodiscard]] std::vector<std::chrono::milliseconds> waits() const { return m_waits; }
    /// Called in the middle of each wait; may ask for a stop.
    std::function<void()> onWait;

private:
    std::vector<std::chrono::milliseconds> m_waits;
    // 21 October 2015 07:28:00 UTC, the date of RFC 9110's example.
    std::chrono::system_clock::time_point m_now{std::chrono::seconds(1'445'412'480)};
};

}  // namespace hub::test
