#include "ui/pages/evaluate_dialog.hpp"

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

TEST_F(EvaluateDialogTest, NamesItsControls) {
    for (const QLineEdit* edit : dialog.findChildren<QLineEdit*>()) {
        EXPECT_FALSE(edit->accessibleName().isEmpty());
    }
    EXPECT_EQ(button("Stop")->focusPolicy(), Qt::StrongFocus);
}

}  // namespace
}  // namespace ui
