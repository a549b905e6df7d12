#include "hub/keychain.hpp"

#include <QtGlobal>

#include <gtest/gtest.h>

namespace hub {
namespace {

#ifdef Q_OS_LINUX

// The process is cut off from the person's session before anything is asked, so that the real
// keychain is never reached.
class KeychainWithoutSession : public ::testing::Test {
protected:
    void SetUp() override { qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus"); }
    void TearDown() override {
        if (m_address.isNull()) {
            qunsetenv("DBUS_SESSION_BUS_ADDRESS");
        } else {
            qputenv("DBUS_SESSION_BUS_ADDRESS", m_address);
        }
    }

    const QUrl endpoint{QStringLiteral("http://127.0.0.1:1")};
    SystemKeychain keychain{std::chrono::seconds(5)};

private:
    const QByteArray m_address = qgetenv("DBUS_SESSION_BUS_ADDRESS");
};

TEST_F(KeychainWithoutSession, SaysThatThereIsNone) {
    const auto token = keychain.read(endpoint, {});
    const auto written = keychain.write(endpoint, Token::fromText("hf_secret"), {});

    ASSERT_FALSE(token.ok());
    ASSERT_FALSE(written.ok());
    for (const quince::Error& error : {token.error(), written.error()}) {
        EXPECT_TRUE(error.code == quince::ErrorCode::unsupported ||
                    error.code == quince::ErrorCode::io)
            << error.message;
        EXPECT_NE(error.message.find("keychain"), std::string::npos) << error.message;
        EXPECT_EQ(error.message.find("hf_secret"), std::string::npos);
    }
}

TEST_F(KeychainWithoutSession, SeesAStop) {
    quince::StopSource source;
    source.requestStop();

    const auto removed = keychain.remove(endpoint, source.token());

    ASSERT_FALSE(removed.ok());
}

#endif

}  // namespace
}  // namespace hub
