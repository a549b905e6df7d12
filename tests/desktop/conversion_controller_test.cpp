#include "desktop/conversion_controller.hpp"

#include "desktop/test_models.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

namespace app {
namespace {

using quince::ConversionJob;
using quince::ConversionReport;
using quince::ConversionState;
using quince::Error;
using quince::ErrorCode;
using quince::Progress;
using quince::Result;
using quince::StopToken;
using test::becomes;
using test::TempFolder;

std::shared_ptr<const ConversionJob> jobTo(const std::filesystem::path& destination) {
    auto job = std::make_shared<ConversionJob>();
    job->destination = destination;
    job->staging = destination.string() + ".staging";
    return job;
}

/// A conversion that writes until it is told to end, or stopped.
class SlowConversion {
public:
    ConvertFunction function() {
        return [this](const ConversionJob&, Progress& progress, const StopToken& stop) {
            return run(progress, stop);
        };
    }

    void end() {
        const std::lock_guard lock(m_mutex);
        m_mayEnd = true;
        m_wake.notify_all();
    }

    std::atomic<int> runs{0};

private:
    Result<ConversionReport> run(Progress& progress, const StopToken& stop) {
        ++runs;
        progress.bytesTotal = 1000;
        progress.bytesDone = 250;
        progress.state = ConversionState::writing;
        std::unique_lock lock(m_mutex);
        using namespace std::chrono_literals;
        while (!m_wake.wait_for(lock, 5ms, [this] { return m_mayEnd; })) {
            if (stop.stopRequested()) {
                return Error{ErrorCode::stopped, "Stopped.", {}};
            }
        }
        ConversionReport report;
        report.folder = "/made";
        return report;
    }

    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_mayEnd = false;
};

TEST(ConversionController, RunsOneAfterTheOther) {
    SlowConversion slow;
    ConversionController controller(slow.function());
    QSignalSpy ended(&controller, &ConversionController::jobEnded);
    QSignalSpy running(&controller, &ConversionController::runningChanged);

    const QString first = controller.enqueue(QStringLiteral("A"), {}, true, jobTo("/a"));
    const QString second = controller.enqueue(QStringLiteral("B"), {}, true, jobTo("/b"));

    ASSERT_TRUE(becomes([&] { return controller.find(first)->progress.bytesDone == 250; }));
    EXPECT_EQ(controller.find(first)->state, ConversionState::writing);
    EXPECT_EQ(controller.find(second)->state, ConversionState::idle);
    EXPECT_EQ(slow.runs, 1);
    EXPECT_TRUE(controller.isDestinationTaken("/b"));

    slow.end();
    ASSERT_TRUE(becomes([&] { return !controller.isRunning(); }));
    EXPECT_EQ(controller.find(first)->state, ConversionState::succeeded);
    EXPECT_EQ(controller.find(second)->state, ConversionState::succeeded);
    EXPECT_EQ(ended.size(), 2);
    EXPECT_FALSE(controller.isDestinationTaken("/b"));
    EXPECT_EQ(running.back().front().toBool(), false);
}

TEST(ConversionController, StopsAndResumes) {
    SlowConversion slow;
    ConversionController controller(slow.function());
    const QString id = controller.enqueue(QStringLiteral("A"), {}, true, jobTo("/a"));
    ASSERT_TRUE(becomes([&] { return slow.runs == 1; }));

    controller.stop(id);
    EXPECT_EQ(controller.find(id)->state, ConversionState::stopping);
    ASSERT_TRUE(becomes([&] { return !controller.isRunning(); }));
    EXPECT_EQ(controller.find(id)->state, ConversionState::stopped);
    EXPECT_FALSE(controller.find(id)->error);

    slow.end();
    controller.resume(id);
    ASSERT_TRUE(becomes([&] { return controller.find(id)->state == ConversionState::succeeded; }));
    EXPECT_EQ(slow.runs, 2);
}

TEST(ConversionController, StopsAWaitingJobWithoutRunningIt) {
    SlowConversion slow;
    ConversionController controller(slow.function());
    controller.enqueue(QStringLiteral("A"), {}, true, jobTo("/a"));
    const QString waiting = controller.enqueue(QStringLiteral("B"), {}, true, jobTo("/b"));

    controller.stop(waiting);
    slow.end();

    ASSERT_TRUE(becomes([&] { return !controller.isRunning(); }));
    EXPECT_EQ(controller.find(waiting)->state, ConversionState::stopped);
    EXPECT_EQ(slow.runs, 1);
}

TEST(ConversionController, KeepsAFailureApartFromAStop) {
    ConversionController controller([](const ConversionJob&, Progress&, const StopToken&) {
        return Result<ConversionReport>(Error{ErrorCode::diskFull, "No room.", "/a"});
    });
    const QString id = controller.enqueue(QStringLiteral("A"), {}, true, jobTo("/a"));

    ASSERT_TRUE(becomes([&] { return !controller.isRunning(); }));
    EXPECT_EQ(controller.find(id)->state, ConversionState::failed);
    ASSERT_TRUE(controller.find(id)->error);
    EXPECT_EQ(controller.find(id)->error->code, ErrorCode::diskFull);
}

TEST(ConversionController, ForgetsEndedJobsButNotUnfinishedWork) {
    SlowConversion slow;
    ConversionController controller(slow.function());
    const QString done = controller.enqueue(QStringLiteral("A"), {}, true, jobTo("/a"));
    const QString stopped = controller.enqueue(QStringLiteral("B"), {}, true, jobTo("/b"));
    controller.stop(stopped);
    slow.end();
    ASSERT_TRUE(becomes([&] { return !controller.isRunning(); }));

    controller.clearEnded();

    EXPECT_EQ(controller.find(done), nullptr);
    EXPECT_NE(controller.find(stopped), nullptr);
}

TEST(ConversionController, RemovesTheWorkFolderOfARemovedJob) {
    const TempFolder folder;
    SlowConversion slow;
    ConversionController controller(slow.function());
    const auto job = jobTo(folder / "a");
    folder.write("a.staging/model.safetensors", "half");
    const QString id = controller.enqueue(QStringLiteral("A"), {}, true, job);
    controller.remove(id);
    EXPECT_NE(controller.find(id), nullptr) << "a running job stays";
    controller.stop(id);
    ASSERT_TRUE(becomes([&] { return !controller.isRunning(); }));

    controller.remove(id);

    EXPECT_EQ(controller.find(id), nullptr);
    EXPECT_TRUE(becomes([&] { return !std::filesystem::exists(job->staging); }));
}

TEST(ConversionController, StopsWhatRunsWhenItGoes) {
    SlowConversion slow;
    {
        ConversionController controller(slow.function());
        controller.enqueue(QStringLiteral("A"), {}, true, jobTo("/a"));
        controller.enqueue(QStringLiteral("B"), {}, true, jobTo("/b"));
    }
    EXPECT_LE(slow.runs, 1);
}

}  // namespace
}  // namespace app
