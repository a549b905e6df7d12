#include "ui/pages/conversion_pane.hpp"

#include "ui/samples.hpp"
#include "ui/widgets/copy_field.hpp"
#include "ui/widgets/disclosure.hpp"

#include <QClipboard>
#include <QGuiApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <gtest/gtest.h>

namespace ui {

namespace {

using quince::ConversionState;

class ConversionPaneTest : public ::testing::Test {
protected:
    void SetUp() override {
        pane.resize(900, 400);
        pane.show();
        (void)QTest::qWaitForWindowExposed(&pane);
    }

    /// Presses the visible button whose accessible name begins so.
    void press(const char* name) {
        for (QAbstractButton* each : pane.findChildren<QAbstractButton*>()) {
            if (each->isVisible() && each->accessibleName().startsWith(QLatin1String(name))) {
                QTest::mouseClick(each, Qt::LeftButton);
                return;
            }
        }
        ADD_FAILURE() << "nothing to press is called " << name;
    }

    void showJob(ConversionState state) {
        pane.setJobs({sampleJob(state)});
        QTest::qWait(1);
    }

    ConversionPane pane;
};

TEST_F(ConversionPaneTest, StopsTheRunningJob) {
    showJob(ConversionState::writing);
    QSignalSpy stop(&pane, &ConversionPane::stopRequested);

    press("Stop");

    ASSERT_EQ(stop.size(), 1);
    EXPECT_EQ(stop[0][0].toString(), sampleJob(ConversionState::writing).id);
}

TEST_F(ConversionPaneTest, ResumesAStoppedJobAndRemovesIt) {
    showJob(ConversionState::stopped);
    QSignalSpy resume(&pane, &ConversionPane::resumeRequested);
    QSignalSpy remove(&pane, &ConversionPane::removeRequested);

    press("Resume");
    press("Remove");

    EXPECT_EQ(resume.size(), 1);
    EXPECT_EQ(remove.size(), 1);
}

TEST_F(ConversionPaneTest, TriesAFailedJobAgain) {
    JobView job = sampleJob(ConversionState::failed);
    job.canResume = false;
    pane.setJobs({job});
    QTest::qWait(1);
    QSignalSpy retry(&pane, &ConversionPane::retryRequested);

    press("Start");

    EXPECT_EQ(retry.size(), 1);
}

TEST_F(ConversionPaneTest, OpensTheFolderOfADoneJob) {
    showJob(ConversionState::succeeded);
    QSignalSpy open(&pane, &ConversionPane::openFolderRequested);

    press("Open");

    EXPECT_EQ(open.size(), 1);
}

TEST_F(ConversionPaneTest, AsksLmStudioAboutADoneJob) {
    JobView job = sampleJob(ConversionState::succeeded);
    job.lmStudio.words = QStringLiteral("Listed in LM Studio.");
    job.lmStudio.canLoad = true;
    job.lmStudio.canTry = true;
    pane.setJobs({job});
    QTest::qWait(1);
    QSignalSpy asked(&pane, &ConversionPane::lmStudioRequested);

    press("Load Qwen3-8B-MLX-4bit in LM Studio");
    press("Try Qwen3-8B-MLX-4bit in LM Studio");

    ASSERT_EQ(asked.size(), 2);
    EXPECT_EQ(asked[0][0].toString(), job.id);
    EXPECT_EQ(asked[0][1].value<LmStudioAction>(), LmStudioAction::load);
    EXPECT_EQ(asked[1][1].value<LmStudioAction>(), LmStudioAction::tryOut);
}

TEST_F(ConversionPaneTest, KeepsTheKeyboardInTheLineOfLmStudio) {
    JobView job = sampleJob(ConversionState::succeeded);
    job.lmStudio.words = QStringLiteral("Listed in LM Studio.");
    job.lmStudio.canTry = true;
    pane.setJobs({job});
    QTest::qWait(1);
    const auto named = [this](const char* name) -> QAbstractButton* {
        for (QAbstractButton* each : pane.findChildren<QAbstractButton*>()) {
            if (each->isVisible() && each->accessibleName().startsWith(QLatin1String(name))) {
                return each;
            }
        }
        return nullptr;
    };
    ASSERT_NE(named("Try "), nullptr);
    EXPECT_EQ(named("Stop trying"), nullptr);
    named("Try ")->setFocus();

    job.lmStudio.isBusy = true;
    pane.updateJob(job);
    EXPECT_EQ(named("Try "), nullptr);
    ASSERT_NE(named("Stop trying"), nullptr);
    EXPECT_EQ(pane.window()->focusWidget(), named("Stop trying"));

    job.lmStudio.isBusy = false;
    pane.updateJob(job);
    EXPECT_EQ(pane.window()->focusWidget(), named("Try "));
}

TEST_F(ConversionPaneTest, CopiesACommand) {
    showJob(ConversionState::succeeded);
    QTest::mouseClick(pane.findChild<Disclosure*>(), Qt::LeftButton);
    QTest::qWait(1);

    press("Copy command: Serve");

    EXPECT_EQ(QGuiApplication::clipboard()->text(),
              sampleJob(ConversionState::succeeded).commands[2].text);
}

TEST_F(ConversionPaneTest, TellsWhatRunsAndWhenItIsEmpty) {
    QSignalSpy running(&pane, &ConversionPane::runningChanged);
    QSignalSpy empty(&pane, &ConversionPane::emptyChanged);
    JobView job = sampleJob(ConversionState::writing);

    pane.updateJob(job);
    EXPECT_EQ(pane.runningId(), job.id);
    job.state = ConversionState::verifying;
    pane.updateJob(job);
    job.state = ConversionState::succeeded;
    pane.updateJob(job);
    pane.setJobs({});

    ASSERT_EQ(running.size(), 2);
    EXPECT_EQ(running[0][0].toString(), job.id);
    EXPECT_EQ(running[1][0].toString(), QString());
    ASSERT_EQ(empty.size(), 2);
    EXPECT_FALSE(empty[0][0].toBool());
    EXPECT_TRUE(empty[1][0].toBool());
}

TEST_F(ConversionPaneTest, WantsRoomWhenACardGrowsAtItsEnd) {
    JobView job = sampleJob(ConversionState::writing);
    pane.setJobs({job});
    QTest::qWait(1);
    const int before = pane.sizeHint().height();
    QSignalSpy room(&pane, &ConversionPane::roomWanted);

    JobView done = sampleJob(ConversionState::succeeded);
    done.id = job.id;
    pane.updateJob(done);
    QTest::qWait(1);

    ASSERT_GT(pane.sizeHint().height(), before);
    EXPECT_GE(room.size(), 1);
}

TEST_F(ConversionPaneTest, CannotStopTwice) {
    showJob(ConversionState::stopping);

    for (QPushButton* each : pane.findChildren<QPushButton*>()) {
        EXPECT_FALSE(each->isVisible() && each->isEnabled()) << each->text().toStdString();
    }
}

}  // namespace

}  // namespace ui
