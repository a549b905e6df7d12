#include "ui/pages/evaluate_dialog.hpp"

#include <QCheckBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

namespace ui {
namespace {

using quince::ConversionState;

class EvaluateDialogTest : public testing::Test {
protected:
    QPushButton* button(const char* words) {
        for (QPushButton* one : dialog.findChildren<QPushButton*>()) {
            if (one->text().remove(QLatin1Char('&')) == QLatin1String(words)) {
                return one;
            }
        }
        return nullptr;
    }

    QCheckBox* gathers() { return dialog.findChild<QCheckBox*>(); }
    QLineEdit* importance() {
        for (QLineEdit* one : dialog.findChildren<QLineEdit*>()) {
            if (one->accessibleName() == QStringLiteral("File for the importance")) {
                return one;
            }
        }
        return nullptr;
    }

    void show(ConversionState state) {
        EvaluationView view;
        view.state = state;
        view.words = QStringLiteral("words");
        dialog.setView(view);
    }

    EvaluateDialog dialog{
        QStringLiteral("M"),
        {{}, QStringLiteral("/models/M")},
        [](QWidget*, const QString&, const QString&) { return QStringLiteral("/texts/book.txt"); },
        {}};
};

TEST_F(EvaluateDialogTest, WantsATextBeforeItStarts) {
    dialog.show();
    EXPECT_FALSE(button("Evaluate")->isEnabled());
    QSignalSpy start(&dialog, &EvaluateDialog::startRequested);

    dialog.findChild<QPushButton*>()->click();  // the text's "Choose…"
    ASSERT_TRUE(button("Evaluate")->isEnabled());
    QTest::mouseClick(button("Evaluate"), Qt::LeftButton);

    ASSERT_EQ(start.size(), 1);
    EXPECT_EQ(dialog.choice().text, QStringLiteral("/texts/book.txt"));
    EXPECT_EQ(dialog.choice().source, QStringLiteral("/models/M"));
}

TEST_F(EvaluateDialogTest, OffersToStopWhileItRuns) {
    dialog.show();
    QSignalSpy stop(&dialog, &EvaluateDialog::stopRequested);

    show(ConversionState::evaluating);
    EXPECT_TRUE(button("Stop")->isVisible());
    EXPECT_FALSE(button("Evaluate")->isEnabled());
    QTest::mouseClick(button("Stop"), Qt::LeftButton);
    EXPECT_EQ(stop.size(), 1);
    show(ConversionState::stopping);
    EXPECT_FALSE(button("Stop")->isEnabled());
    show(ConversionState::succeeded);
    EXPECT_FALSE(button("Stop")->isVisible());
}

TEST_F(EvaluateDialogTest, StopsWhatRunsWhenItIsClosed) {
    dialog.show();
    QSignalSpy stop(&dialog, &EvaluateDialog::stopRequested);
    show(ConversionState::evaluating);

    QTest::keyClick(&dialog, Qt::Key_Escape);

    EXPECT_EQ(stop.size(), 1);
    EXPECT_FALSE(dialog.isVisible());
}

TEST_F(EvaluateDialogTest, WritesTheImportanceBesideTheTextWhenAsked) {
    dialog.show();
    dialog.findChild<QPushButton*>()->click();  // the text's "Choose…"
    EXPECT_FALSE(dialog.choice().gathers);
    EXPECT_FALSE(importance()->isEnabled());

    gathers()->setFocus();
    QTest::keyClick(gathers(), Qt::Key_Space);

    EXPECT_TRUE(importance()->isEnabled());
    EXPECT_TRUE(dialog.choice().gathers);
    EXPECT_EQ(dialog.choice().importance, QStringLiteral("/texts/M.imatrix.gguf"));
    EXPECT_EQ(importance()->placeholderText(), QStringLiteral("/texts/M.imatrix.gguf"));
    importance()->setText(QStringLiteral("/elsewhere/i.gguf"));
    EXPECT_EQ(dialog.choice().importance, QStringLiteral("/elsewhere/i.gguf"));
    show(ConversionState::evaluating);
    EXPECT_FALSE(gathers()->isEnabled());
    EXPECT_FALSE(importance()->isEnabled());
    show(ConversionState::succeeded);
    EXPECT_TRUE(importance()->isEnabled());
}

TEST_F(EvaluateDialogTest, AsksWhereTheImportanceIsToBeWritten) {
    QString asked;
    EvaluateDialog other(QStringLiteral("org/M"), {QStringLiteral("/texts/a.txt"), {}, true}, {},
                         {}, [&](QWidget*, const QString&, const QString& start) {
                             asked = start;
                             return QStringLiteral("/chosen.gguf");
                         });
    other.show();

    for (QPushButton* one : other.findChildren<QPushButton*>()) {
        if (one->accessibleName() == QStringLiteral("Choose File for the importance")) {
            one->click();
        }
    }

    EXPECT_EQ(asked, QStringLiteral("/texts/org-M.imatrix.gguf"));
    EXPECT_EQ(other.choice().importance, QStringLiteral("/chosen.gguf"));
}

TEST_F(EvaluateDialogTest, NamesItsControls) {
    for (const QLineEdit* edit : dialog.findChildren<QLineEdit*>()) {
        EXPECT_FALSE(edit->accessibleName().isEmpty());
    }
    EXPECT_FALSE(gathers()->accessibleDescription().isEmpty());
    EXPECT_EQ(button("Stop")->focusPolicy(), Qt::StrongFocus);
}

}  // namespace
}  // namespace ui
