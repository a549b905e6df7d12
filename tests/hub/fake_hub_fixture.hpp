#pragma once

#include "hub/raw_client.hpp"
#include "support/fake_hub/hub.hpp"

#include <gtest/gtest.h>

namespace hub::test {

/// The three digits.
inline QByteArray status(const QByteArray& answer) {
    return answer.mid(9, 3);
}

/// The value of a header; its names are written as the fake writes them.
inline QByteArray header(const QByteArray& answer, const QByteArray& name) {
    const auto start = answer.indexOf("\r\n" + name + ": ");
    return start < 0 ? QByteArray() : answer.mid(start + name.size() + 4).split('\r').front();
}

/// A fake Hub with one public model, asked without any client between.
class FakeHubTest : public ::testing::Test {
protected:
    FakeHubTest() {
        m_hub.addRepo("org/model");
        m_hub.commit("org/model", {{"config.json", fake::Content("{}")},
                                   {"a/b c.txt", fake::Content("text")},
                                   {"README.md", fake::Content(QByteArray(1000, 'x'))},
                                   {"model.safetensors", m_weights}});
    }

    QByteArray ask(const QByteArray& methodAndTarget, const char* token = nullptr,
                   const QByteArray& body = {}, const QByteArray& moreHeaders = {},
                   fake::Origin origin = fake::Origin::hub) {
        RawClient client(m_hub.server().port(origin));
        QByteArray headers = moreHeaders;
        if (token != nullptr) {
            headers += QByteArray("Authorization: Bearer ") + token + "\r\n";
        }
        if (!methodAndTarget.startsWith("GET") && !methodAndTarget.startsWith("HEAD")) {
            headers += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
        }
        client.request(methodAndTarget, headers + "Connection: close\r\n");
        client.send(body);
        return client.untilClosed();
    }

    /// The part of a CDN's URL after its origin.
    QByteArray onCdn(const QByteArray& url) const {
        const QByteArray cdn = m_hub.server().url(fake::Origin::cdn).toEncoded();
        EXPECT_TRUE(url.startsWith(cdn)) << url.constData();
        return url.mid(cdn.size());
    }

    fake::Content m_weights = fake::Content::seeded(5, 200'000);
    fake::Hub m_hub;
};

}  // namespace hub::test
