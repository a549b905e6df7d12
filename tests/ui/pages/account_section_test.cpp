#include "ui/pages/account_section.hpp"

#include "ui/hub_samples.hpp"
#include "ui/pages/settings_dialog.hpp"
#include "ui/widget_finding.hpp"

#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ui {
namespace {

using testing::HasSubstr;

TEST(AccountSectionTest, HandsTheTokenOverOnceAndForgetsIt) {
    AccountSection section;
    section.show();
    QSignalSpy signIn(&section, &AccountSection::signInRequested);
    EXPECT_EQ(section.field()->echoMode(), QLineEdit::Password);

    QTest::keyClicks(section.field(), QStringLiteral("hf_secret"));
    section.field()->setFocus();
    QTest::mouseClick(buttonOf(section, "Sign in"), Qt::LeftButton);

    ASSERT_EQ(signIn.size(), 1);
    EXPECT_EQ(signIn[0][0].toString(), QStringLiteral("hf_secret"));
    EXPECT_EQ(section.field()->text(), QString());
}

TEST(AccountSectionTest, SaysWhoIsSignedInAndSignsOutOnlyOfTheKeychain) {
    AccountSection section;
    section.show();
    AccountView view = sampleAccount();
    section.setView(view);
    EXPECT_THAT(visibleWords(section), HasSubstr("Signed in as kim, by the token from"));
    EXPECT_FALSE(section.field()->isVisible());
    EXPECT_TRUE(buttonOf(section, "Sign out")->isVisible());

    view.canSignOut = false;
    section.setView(view);

    EXPECT_FALSE(buttonOf(section, "Sign out")->isVisible());
}

TEST(AccountSectionTest, ReturnSignsInWithoutClosingTheSettings) {
    SettingsDialog dialog({}, {}, {});
    dialog.show();
    dialog.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&dialog));
    QSignalSpy signIn(&dialog.account(), &AccountSection::signInRequested);
    QLineEdit* field = dialog.account().field();
    field->setFocus();
    QTest::keyClicks(field, QStringLiteral("hf_secret"));

    QTest::keyClick(field, Qt::Key_Return);

    EXPECT_EQ(signIn.size(), 1);
    EXPECT_TRUE(dialog.isVisible());
}

TEST(AccountSectionTest, PutsTheCursorIntoTheFieldOnceTheTokenThatIsThereWasChecked) {
    SettingsDialog dialog({}, {}, {});
    dialog.show();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&dialog));
    AccountView view;
    view.state = AccountState::checking;
    dialog.account().setView(view);

    dialog.account().askForToken();
    EXPECT_FALSE(dialog.account().field()->hasFocus());
    view.state = AccountState::signedOut;
    dialog.account().setView(view);

    EXPECT_TRUE(dialog.account().field()->hasFocus());
}

}  // namespace
}  // namespace ui
