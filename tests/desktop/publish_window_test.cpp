#include "desktop/hub_window.hpp"
#include "ui/pages/account_section.hpp"
#include "ui/pages/publish_dialog.hpp"

#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPointer>
#include <QRadioButton>

#include <gmock/gmock.h>

namespace app {
namespace {

using quince::ConversionState;
using test::becomes;
using testing::HasSubstr;
using testing::Not;

/// The window with a model that was just made, and somebody signed in.
class PublishWindow : public test::HubWindow {
protected:
    void makeModelAndOpenDialog() {
        open();
        lookAtHub();
        chooseRow(0);
        click("Download and convert");
        ASSERT_TRUE(becomes([&] { return jobs().size() == 1 && isEnd(jobs().front().state); }));
        openDialog();
    }

    void openDialog() {
        click("Publish…");
        ASSERT_TRUE(
            becomes([&] { return m_app->account().view().state != ui::AccountState::checking; }));
        m_dialog = m_app->window().findChildren<ui::PublishDialog*>().last();
    }

    void signIn() {
        QTest::keyClicks(m_dialog->findChild<ui::AccountSection*>()->field(),
                         QStringLiteral("hf_kim"));
        click("Sign in");
    }

    QLineEdit* nameField() {
        for (QLineEdit* one : m_dialog->findChildren<QLineEdit*>()) {
            if (one->accessibleName() == QLatin1String("Name of the model")) {
                return one;
            }
        }
        return nullptr;
    }

    std::string dialogWords() {
        QStringList all;
        for (const QLabel* label : m_dialog->findChildren<QLabel*>()) {
            all.append(label->isVisible() ? label->text() : QString());
        }
        return all.join(QLatin1Char('|')).toStdString();
    }

    QPointer<ui::PublishDialog> m_dialog;
};

TEST_F(PublishWindow, PublishesWhatItMade) {
    makeModelAndOpenDialog();
    EXPECT_FALSE(button(QStringLiteral("Publish"))->isEnabled());

    signIn();
    m_holds = true;
    click("Publish");
    click("Stop");
    ASSERT_TRUE(becomes([&] { return button(QStringLiteral("Resume")) != nullptr; }));
    m_holds = false;
    click("Resume");
    click("Open its page");

    EXPECT_EQ(m_order.repoId, "kim/Tiny-MLX-4bit");
    EXPECT_FALSE(m_order.isPublic);
    EXPECT_THAT(m_order.card, HasSubstr("library_name: mlx"));
    EXPECT_EQ(m_pages.back(), QStringLiteral("https://huggingface.co/kim/Tiny-MLX-4bit"));
    click("Close");
}

TEST_F(PublishWindow, MakesTheCardNameTheRepoAndKeepsWhatThePersonWrites) {
    makeModelAndOpenDialog();
    auto* card = m_dialog->findChild<QPlainTextEdit*>();
    EXPECT_THAT(card->toPlainText().toStdString(), HasSubstr("--model kim/Tiny-MLX-4bit "));
    signIn();
    ASSERT_TRUE(becomes([&] { return m_dialog->choice().owner == QLatin1String("kim"); }));

    card->moveCursor(QTextCursor::End);
    card->insertPlainText(QStringLiteral("\nFor my friends at kim/Tiny-MLX-4bit.\n"));
    m_dialog->findChild<QComboBox*>()->setCurrentIndex(1);
    auto* name = nameField();
    name->setText(QStringLiteral("not a name"));
    name->setText(QStringLiteral("Small"));

    const std::string text = card->toPlainText().toStdString();
    EXPECT_THAT(text, HasSubstr("mlx_lm.generate --model friends/Small "));
    EXPECT_THAT(text, HasSubstr("search for `friends/Small`"));
    EXPECT_THAT(text, HasSubstr("\n# friends/Small\n"));
    EXPECT_THAT(text, HasSubstr("\nFor my friends at kim/Tiny-MLX-4bit.\n"));
    click("Publish");
    ASSERT_TRUE(becomes([&] { return isEnd(m_app->publishing().view().state); }));
    EXPECT_EQ(m_order.repoId, "friends/Small");
    EXPECT_THAT(m_order.card, HasSubstr("--model friends/Small "));
}

TEST_F(PublishWindow, PublishesNoCardWhereThePersonEmptiedIt) {
    makeModelAndOpenDialog();
    signIn();
    m_dialog->findChild<QPlainTextEdit*>()->setPlainText(QStringLiteral(" \n"));
    EXPECT_THAT(dialogWords(), HasSubstr("no README.md is published"));
    click("Publish");
    ASSERT_TRUE(becomes([&] { return isEnd(m_app->publishing().view().state); }));

    EXPECT_EQ(m_order.card, "");
}

TEST_F(PublishWindow, SaysBeforehandThatARepoIsThereAndSendsNothingPrivateToAPublicOne) {
    m_published = found("kim/Tiny-MLX-4bit");
    makeModelAndOpenDialog();
    signIn();
    ASSERT_TRUE(
        becomes([&] { return dialogWords().find("is there already") != std::string::npos; }));
    EXPECT_FALSE(button(QStringLiteral("Publish"))->isEnabled());

    m_dialog->findChildren<QRadioButton*>().last()->click();

    EXPECT_TRUE(button(QStringLiteral("Publish"))->isEnabled());
    EXPECT_THAT(dialogWords(), HasSubstr("It will be updated."));
    nameField()->setText(QStringLiteral("Other"));
    EXPECT_THAT(dialogWords(), Not(HasSubstr("is there already")));
}

TEST_F(PublishWindow, SaysThatAPrivateRepoStaysPrivate) {
    m_published = found("kim/Tiny-MLX-4bit");
    m_published->isPrivate = true;
    makeModelAndOpenDialog();
    signIn();

    EXPECT_TRUE(becomes([&] { return dialogWords().find("stays private") != std::string::npos; }));
    EXPECT_TRUE(button(QStringLiteral("Publish"))->isEnabled());
}

TEST_F(PublishWindow, TellsFailuresInTheirOwnWordsAndNotInThoseOfConversions) {
    m_publishError = quince::Error{quince::ErrorCode::invalidArgument,
                                   "The Hub refuses the model card.", "/models/README.md"};
    makeModelAndOpenDialog();
    signIn();
    click("Publish");
    ASSERT_TRUE(becomes([&] { return isEnd(m_app->publishing().view().state); }));

    EXPECT_THAT(dialogWords(), HasSubstr("The Hub refuses the model card."));
    EXPECT_THAT(dialogWords(), Not(HasSubstr("recipe and try again")));
    EXPECT_EQ(m_app->publishing().view().details, QStringLiteral("/models/README.md"));
    EXPECT_THAT(quince::test::contentOf(m_folder / "quince.log"),
                HasSubstr("failed: The Hub refuses the model card. /models/README.md"));
}

TEST_F(PublishWindow, GoesOnBesideTheWindowUntilThePersonStopsIt) {
    makeModelAndOpenDialog();
    signIn();
    m_holds = true;
    click("Publish");
    ASSERT_TRUE(becomes([&] { return m_app->publishing().isRunning(); }));
    EXPECT_EQ(QApplication::activeModalWidget(), nullptr);

    click("Publish…");  // shows the dialog that is there
    EXPECT_EQ(m_app->window().findChildren<ui::PublishDialog*>().size(), 1);
    QTest::keyClick(m_dialog, Qt::Key_Escape);
    click("Keep publishing");
    EXPECT_TRUE(m_app->publishing().isRunning());
    QTest::keyClick(m_dialog, Qt::Key_Escape);
    ASSERT_NE(QApplication::activeModalWidget(), nullptr);
    click("Stop");

    EXPECT_TRUE(becomes([&] { return !m_app->publishing().isRunning(); }));
    EXPECT_EQ(m_app->publishing().view().state, ConversionState::stopped);
    EXPECT_TRUE(becomes([&] { return m_dialog == nullptr; }));
}

TEST_F(PublishWindow, AsksBeforeItClosesWhilePublishing) {
    makeModelAndOpenDialog();
    signIn();
    m_holds = true;
    click("Publish");
    ASSERT_TRUE(becomes([&] { return m_app->publishing().isRunning(); }));

    m_app->window().close();
    click("Keep publishing");
    EXPECT_TRUE(m_app->window().isVisible());
    EXPECT_TRUE(m_app->publishing().isRunning());
    m_app->window().close();
    click("Stop");

    EXPECT_TRUE(becomes([&] { return !m_app->window().isVisible(); }));
    EXPECT_FALSE(m_app->publishing().isRunning());
}

TEST(JudgePublish, WarnsOfTermsOfTheOriginal) {
    ui::PublishChoice choice;
    choice.name = QStringLiteral("M");
    choice.card = QStringLiteral("---\nlicense: mit\nlibrary_name: mlx\n---\n");
    EXPECT_TRUE(judgePublish(choice).card.isEmpty());

    choice.card.insert(4, QStringLiteral("extra_gated_prompt: Sign here\n"));

    ASSERT_EQ(judgePublish(choice).card.size(), 1);
    EXPECT_THAT(judgePublish(choice).card.front().toStdString(), HasSubstr("agrees to its terms"));
}

}  // namespace
}  // namespace app
