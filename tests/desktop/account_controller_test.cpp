#include "desktop/account_controller.hpp"

#include "desktop/test_models.hpp"

#include <gtest/gtest.h>

namespace app {
namespace {

using quince::Error;
using quince::ErrorCode;
using test::becomes;
using ui::AccountState;

/// A keychain, a variable, and a Hub that knows two tokens. Used by one thread at a time.
struct FakeAccount {
    std::string variable;
    std::string keychain;
    bool keychainFails = false;
    int asked = 0;

    AccountCalls calls() {
        AccountCalls calls;
        calls.find = [this](const quince::StopToken&) -> std::optional<FoundToken> {
            if (!variable.empty()) {
                return FoundToken{tokenOf(variable), QStringLiteral("HF_TOKEN"), false};
            }
            if (!keychain.empty()) {
                return FoundToken{tokenOf(keychain), QStringLiteral("the keychain"), true};
            }
            return std::nullopt;
        };
        calls.whoAmI = [this](const hub::Token& token,
                              const quince::StopToken&) -> quince::Result<Identity> {
            ++asked;
            if (token == tokenOf("hf_write")) {
                return Identity{"kim", {"friends"}, true};
            }
            if (token == tokenOf("hf_read")) {
                return Identity{"kim", {}, false};
            }
            return Error{ErrorCode::unauthorized, "This token is not valid.", {}};
        };
        calls.keep = [this](const hub::Token& token, const quince::StopToken&) -> quince::Status {
            if (keychainFails) {
                return Error{ErrorCode::io, "There is no keychain.", {}};
            }
            keychain = token.reveal().toStdString();
            return {};
        };
        calls.forget = [this](const quince::StopToken&) -> quince::Status {
            keychain.clear();
            return {};
        };
        return calls;
    }

    static hub::Token tokenOf(const std::string& text) {
        return hub::Token::fromText(QByteArray::fromStdString(text));
    }
};

class Account : public testing::Test {
protected:
    bool settles() {
        return becomes([&] { return controller.view().state != AccountState::checking; });
    }

    FakeAccount fake;
    AccountController controller{fake.calls()};
};

TEST_F(Account, IsSignedOutWithoutAToken) {
    controller.look();
    ASSERT_TRUE(settles());

    EXPECT_EQ(controller.view().state, AccountState::signedOut);
    EXPECT_EQ(fake.asked, 0);
}

TEST_F(Account, KnowsWhoseTokenWasFoundAndAsksOnce) {
    fake.variable = "hf_read";
    controller.look();
    ASSERT_TRUE(settles());
    controller.look();

    EXPECT_EQ(controller.view().state, AccountState::signedIn);
    EXPECT_EQ(controller.view().name, QStringLiteral("kim"));
    EXPECT_EQ(controller.view().source, QStringLiteral("HF_TOKEN"));
    EXPECT_FALSE(controller.view().canWrite);
    EXPECT_FALSE(controller.view().canSignOut);
    EXPECT_EQ(fake.asked, 1);
}

TEST_F(Account, SignsInKeepsTheTokenAndOffersAllOwners) {
    QSignalSpy changed(&controller, &AccountController::tokenChanged);

    controller.signIn(QStringLiteral(" hf_write\n"));
    ASSERT_TRUE(settles());

    EXPECT_EQ(controller.view().state, AccountState::signedIn);
    EXPECT_TRUE(controller.view().canWrite);
    EXPECT_EQ(controller.owners(), (QStringList{QStringLiteral("kim"), QStringLiteral("friends")}));
    EXPECT_EQ(fake.keychain, "hf_write");
    EXPECT_EQ(changed.size(), 1);

    controller.signOut();
    ASSERT_TRUE(settles());
    EXPECT_EQ(controller.view().state, AccountState::signedOut);
    EXPECT_EQ(fake.keychain, "");
    EXPECT_TRUE(controller.owners().isEmpty());
}

TEST_F(Account, KeepsNoTokenThatDoesNotWork) {
    controller.signIn(QStringLiteral("hf_wrong"));
    ASSERT_TRUE(settles());

    EXPECT_EQ(controller.view().state, AccountState::failed);
    EXPECT_EQ(controller.view().message, QStringLiteral("This token is not valid."));
    EXPECT_EQ(fake.keychain, "");
}

TEST_F(Account, StaysSignedInWithoutAKeychainAndSaysSo) {
    fake.keychainFails = true;
    controller.signIn(QStringLiteral("hf_write"));
    ASSERT_TRUE(settles());

    EXPECT_EQ(controller.view().state, AccountState::signedIn);
    EXPECT_TRUE(controller.view().message.contains(QStringLiteral("There is no keychain.")));
}

}  // namespace
}  // namespace app
