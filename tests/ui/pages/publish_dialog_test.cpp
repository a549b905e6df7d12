#include "ui/pages/publish_dialog.hpp"

#include "ui/hub_samples.hpp"
#include "ui/widget_finding.hpp"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTest>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ui {
namespace {

using quince::ConversionState;
using testing::HasSubstr;

class PublishDialogTest : public testing::Test {
protected:
    void SetUp() override {
        dialog.show();
        (void)QTest::qWaitForWindowExposed(&dialog);
    }

    QPushButton* button(const char* words) { return buttonOf(dialog, words); }
    QLineEdit* named(const char* name) {
        for (QLineEdit* one : dialog.findChildren<QLineEdit*>()) {
            if (one->accessibleName() == QLatin1String(name)) {
                return one;
            }
        }
        return nullptr;
    }

    static PublishProblems judge(const PublishChoice& choice) {
        PublishProblems problems;
        if (choice.name.contains(QLatin1Char(' '))) {
            problems.name = QStringLiteral("No spaces.");
        }
        if (!choice.card.startsWith(QLatin1String("---"))) {
            problems.card.append(QStringLiteral("The front matter is gone."));
        }
        return problems;
    }

    PublishDialog dialog{QStringLiteral("M"), samplePublishChoice(), &PublishDialogTest::judge};
};

TEST_F(PublishDialogTest, WantsAnAccountThatMayWriteBeforeItStarts) {
    EXPECT_FALSE(button("Publish")->isEnabled());
    PublishView view = samplePublish(ConversionState::idle);
    view.account.canWrite = false;
    dialog.setView(view);
    EXPECT_FALSE(button("Publish")->isEnabled());
    EXPECT_THAT(visibleWords(dialog), HasSubstr("may only read"));
    EXPECT_TRUE(named("Access token of Hugging Face")->isVisible());

    view.account.canWrite = true;
    dialog.setView(view);

    EXPECT_TRUE(button("Publish")->isEnabled());
    EXPECT_FALSE(named("Access token of Hugging Face")->isVisible());
}

TEST_F(PublishDialogTest, SendsWhatWasChosenAndIsPrivateUnlessSaidOtherwise) {
    dialog.setView(samplePublish(ConversionState::idle));
    QSignalSpy start(&dialog, &PublishDialog::startRequested);

    QTest::mouseClick(button("Publish"), Qt::LeftButton);
    ASSERT_EQ(start.size(), 1);
    EXPECT_EQ(start[0][0].value<PublishChoice>(), samplePublishChoice());

    dialog.findChild<QComboBox*>()->setCurrentIndex(1);
    dialog.findChildren<QRadioButton*>().last()->click();
    named("Name of the model")->setText(QStringLiteral("Other"));
    dialog.findChild<QPlainTextEdit*>()->setPlainText(QStringLiteral("---\n---\n"));
    QTest::mouseClick(button("Publish"), Qt::LeftButton);

    const auto choice = start[1][0].value<PublishChoice>();
    EXPECT_EQ(choice.owner, QStringLiteral("quince-models"));
    EXPECT_EQ(choice.name, QStringLiteral("Other"));
    EXPECT_TRUE(choice.isPublic);
    EXPECT_EQ(choice.card, QStringLiteral("---\n---\n"));
}

TEST_F(PublishDialogTest, TellsProblemsOfNameAndCardAtOnce) {
    dialog.setView(samplePublish(ConversionState::idle));

    named("Name of the model")->setText(QStringLiteral("a b"));
    EXPECT_FALSE(button("Publish")->isEnabled());
    EXPECT_THAT(visibleWords(dialog), HasSubstr("No spaces."));
    named("Name of the model")->setText(QStringLiteral("ab"));
    dialog.findChild<QPlainTextEdit*>()->setPlainText(QStringLiteral("Words."));

    EXPECT_THAT(visibleWords(dialog), HasSubstr("The front matter is gone."));
    EXPECT_TRUE(button("Publish")->isEnabled()) << "the Hub has the last word on a card";
}

TEST_F(PublishDialogTest, TellsWhenOwnerOrNameChangeAndTakesAnotherCardWithoutLosingTheCursor) {
    QSignalSpy changed(&dialog, &PublishDialog::repoChanged);
    dialog.setView(samplePublish(ConversionState::idle));
    named("Name of the model")->setText(QStringLiteral("Other"));
    dialog.findChild<QComboBox*>()->setCurrentIndex(1);
    EXPECT_EQ(changed.size(), 2);
    auto* card = dialog.findChild<QPlainTextEdit*>();
    const QString before = card->toPlainText();
    card->moveCursor(QTextCursor::End);
    QString after = before;
    after.replace(QStringLiteral("# Qwen3-8B-MLX-4bit\n"), QStringLiteral("# Other\n"));

    dialog.setCard(after);

    EXPECT_EQ(dialog.choice().card, after);
    EXPECT_TRUE(card->textCursor().atEnd());
    dialog.setCard(QString());
    EXPECT_EQ(dialog.choice().card, QString());
    card->undo();
    card->undo();
    EXPECT_EQ(dialog.choice().card, before);
}

TEST_F(PublishDialogTest, ShowsRemarksOfASuccessWithoutBeingAsked) {
    PublishView view = samplePublish(ConversionState::succeeded);
    view.warnings = {QStringLiteral("One file was left out.")};

    dialog.setView(view);

    EXPECT_THAT(visibleWords(dialog), HasSubstr("One file was left out."));
}

TEST_F(PublishDialogTest, ShowsProgressAndStops) {
    dialog.setView(samplePublish(ConversionState::publishing));
    QSignalSpy stop(&dialog, &PublishDialog::stopRequested);
    EXPECT_THAT(visibleWords(dialog), HasSubstr("1.9 of 4.6 GB"));
    EXPECT_FALSE(named("Name of the model")->isEnabled());

    button("Stop")->setFocus();
    QTest::mouseClick(button("Stop"), Qt::LeftButton);
    EXPECT_EQ(stop.size(), 1);
    dialog.setView(samplePublish(ConversionState::stopped));

    EXPECT_TRUE(button("Resume")->isEnabled());
    EXPECT_FALSE(button("Stop")->isVisible());
    EXPECT_NE(dialog.focusWidget(), nullptr);
}

TEST_F(PublishDialogTest, KeepsAFailureInsideWithDetailsAndStartsAgain) {
    dialog.setView(samplePublish(ConversionState::failed));
    QSignalSpy start(&dialog, &PublishDialog::startRequested);
    EXPECT_THAT(visibleWords(dialog), HasSubstr("cannot be reached"));
    EXPECT_THAT(visibleWords(dialog), testing::Not(HasSubstr("the connection was lost")));

    for (QAbstractButton* each : dialog.findChildren<QAbstractButton*>()) {
        if (each->text() == QStringLiteral("Details")) {
            each->click();
        }
    }
    EXPECT_THAT(visibleWords(dialog), HasSubstr("the connection was lost"));
    QTest::mouseClick(button("Try again"), Qt::LeftButton);

    EXPECT_EQ(start.size(), 1);
}

TEST_F(PublishDialogTest, GivesTheLinkInTheEnd) {
    const PublishView view = samplePublish(ConversionState::succeeded);
    dialog.setView(view);
    QSignalSpy open(&dialog, &PublishDialog::linkRequested);
    EXPECT_EQ(named("Address of the model")->text(), view.link);

    QTest::mouseClick(button("Open its page"), Qt::LeftButton);

    ASSERT_EQ(open.size(), 1);
    EXPECT_EQ(open[0][0].toString(), view.link);
}

TEST_F(PublishDialogTest, ClosingStopsWhatRunsIfThePersonConfirms) {
    QSignalSpy stop(&dialog, &PublishDialog::stopRequested);
    dialog.setView(samplePublish(ConversionState::publishing));
    const auto answer = [this](const char* words) {
        QTest::keyClick(&dialog, Qt::Key_Escape);
        auto* box = dialog.findChildren<QMessageBox*>().last();
        for (QAbstractButton* each : box->buttons()) {
            if (each->text().remove(QLatin1Char('&')) == QLatin1String(words)) {
                QTest::mouseClick(each, Qt::LeftButton);
            }
        }
    };

    answer("Keep publishing");
    EXPECT_EQ(stop.size(), 0);
    EXPECT_TRUE(dialog.isVisible());
    answer("Stop");

    EXPECT_EQ(stop.size(), 1);
    EXPECT_FALSE(dialog.isVisible());
}

}  // namespace
}  // namespace ui
