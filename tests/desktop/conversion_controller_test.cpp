#include "desktop/conversion_controller.hpp"

#include "desktop/test_models.hpp"

#include <gmock/gmock.h>
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

std::shared_ptr<const Jobs> jobsTo(const std::vector<std::filesystem::path>& destinations) {
    auto jobs = std::make_shared<Jobs>();
    for (const std::filesystem::path& destination : destinations) {
        ConversionJob job;
        job.destination = destination;
        job.staging = destination.string() + ".staging";
        jobs->push_back(job);
    }
    return jobs;
}

std::shared_ptr<const Jobs> jobTo(const std::filesystem::path& destination) {
    return jobsTo({destination});
}

/// A conversion that writes until it is told to end, or stopped.
class SlowConversion {
public:
    ConvertFunction function() {
        return [this](std::span<const ConversionJob> jobs, Progress& progress,
                      const StopToken& stop) { return Outcomes(jobs.size(), run(progress, stop)); };
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
    ConversionController controller({slow.function()});
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
    ConversionController controller({slow.function()});
    const QString id = controller.enqueue(QStringLiteral("A"), {}, true, jobTo("/a"));
    ASSERT_TRUE(becomes([&] { return slow.runs == 1; }));

    controller.stop(id);
    EXPECT_EQ(controller.find(id)->state, ConversionState::stopping);
    ASSERT_TRUE(becomes([&] { return !controller.isRunning(); }));
    EXPECT_EQ(controller.find(id)->state, ConversionState::stopped);
    EXPECT_TRUE(controller.find(id)->errors.empty());

    slow.end();
    controller.resume(id);
    ASSERT_TRUE(becomes([&] { return controller.find(id)->state == ConversionState::succeeded; }));
    EXPECT_EQ(slow.runs, 2);
}

TEST(ConversionController, StopsAWaitingJobWithoutRunningIt) {
    SlowConversion slow;
    ConversionController controller({slow.function()});
    controller.enqueue(QStringLiteral("A"), {}, true, jobTo("/a"));
    const QString waiting = controller.enqueue(QStringLiteral("B"), {}, true, jobTo("/b"));

    controller.stop(waiting);
    slow.end();

    ASSERT_TRUE(becomes([&] { return !controller.isRunning(); }));
    EXPECT_EQ(controller.find(waiting)->state, ConversionState::stopped);
    EXPECT_EQ(slow.runs, 1);
}

TEST(ConversionController, KeepsAFailureApartFromAStop) {
    ConversionController controller(
        {[](std::span<const ConversionJob>, Progress&, const StopToken&) {
            return Outcomes{Error{ErrorCode::diskFull, "No room.", "/a"}};
        }});
    const QString id = controller.enqueue(QStringLiteral("A"), {}, true, jobTo("/a"));

    ASSERT_TRUE(becomes([&] { return !controller.isRunning(); }));
    EXPECT_EQ(controller.find(id)->state, ConversionState::failed);
    ASSERT_EQ(controller.find(id)->errors.size(), 1U);
    EXPECT_EQ(controller.find(id)->error().code, ErrorCode::diskFull);
}

TEST(ConversionController, ForgetsEndedJobsButNotUnfinishedWork) {
    SlowConversion slow;
    ConversionController controller({slow.function()});
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
    ConversionController controller({slow.function()});
    const auto jobs = jobsTo({folder / "a", folder / "b"});
    folder.write("a.staging/model.safetensors", "half");
    folder.write("b.staging/model.safetensors", "half");
    const QString id = controller.enqueue(QStringLiteral("A"), {}, true, jobs);
    controller.remove(id);
    EXPECT_NE(controller.find(id), nullptr) << "a running job stays";
    controller.stop(id);
    ASSERT_TRUE(becomes([&] { return !controller.isRunning(); }));

    controller.remove(id);

    EXPECT_EQ(controller.find(id), nullptr);
    EXPECT_TRUE(becomes([&] { return !std::filesystem::exists(jobs->front().staging); }));
    EXPECT_TRUE(becomes([&] { return !std::filesystem::exists(jobs->back().staging); }));
}

TEST(ConversionController, PartsWhatIsWholeFromWhatFailed) {
    int runs = 0;
    ConversionController controller(
        {[&runs](std::span<const ConversionJob> jobs, Progress&, const StopToken&) {
            Outcomes outcomes;
            for (const ConversionJob& job : jobs) {
                ConversionReport report;
                report.folder = job.destination;
                const bool fails = runs == 0 && job.destination == "/b";
                outcomes.push_back(
                    fails ? Result<ConversionReport>(Error{ErrorCode::diskFull, "No room.", "/b"})
                          : Result<ConversionReport>(report));
            }
            ++runs;
            return outcomes;
        }});
    QSignalSpy ended(&controller, &ConversionController::jobEnded);
    const QString id =
        controller.enqueue(QStringLiteral("a"), {}, true, jobsTo({"/a", "/b", "/c"}));

    ASSERT_TRUE(becomes([&] { return !controller.isRunning(); }));
    ASSERT_EQ(controller.jobs().size(), 2);
    const QueuedJob& whole = controller.jobs().front();
    EXPECT_EQ(whole.state, ConversionState::succeeded);
    ASSERT_EQ(whole.reports.size(), 2U);
    EXPECT_EQ(whole.reports[1].folder, "/c");
    const QueuedJob& failed = controller.jobs().back();
    EXPECT_EQ(failed.id, id);
    EXPECT_EQ(failed.state, ConversionState::failed);
    EXPECT_EQ(failed.title, QStringLiteral("b"));
    EXPECT_EQ(ended.size(), 2);

    controller.resume(id);
    ASSERT_TRUE(becomes([&] { return controller.find(id)->state == ConversionState::succeeded; }));
    EXPECT_EQ(controller.find(id)->jobs->size(), 1U);
}

/// A download that lasts until it is told to end, or stopped.
class SlowDownload {
public:
    DownloadFunction function() {
        return [this](const DownloadOrder&, hub::DownloadProgress& progress,
                      const StopToken& stop) -> Result<FetchedModel> {
            ++runs;
            progress.bytesTotal = 1000;
            progress.bytesDone = 400;
            progress.phase = hub::DownloadPhase::fetching;
            while (!mayEnd) {
                if (stop.stopRequested()) {
                    return failsWhenStopped ? Error{ErrorCode::io, "It broke.", {}}
                                            : Error{ErrorCode::stopped, "Stopped.", {}};
                }
                QThread::yieldCurrentThread();
            }
            if (fails) {
                return Error{ErrorCode::notFound, "It is gone.", {}};
            }
            progress.bytesDone = 1000;
            return FetchedModel{"/cache/snapshot", note};
        };
    }

    std::atomic<bool> mayEnd{false};
    std::atomic<bool> fails{false};
    std::atomic<bool> failsWhenStopped{false};
    std::string note;
    std::atomic<int> runs{0};
};

Result<Jobs> sameJobs(const std::filesystem::path& folder, const Jobs& jobs) {
    Jobs again = jobs;
    for (ConversionJob& job : again) {
        job.sourceRevision = folder.string();
    }
    return again;
}

const DownloadOrder tiny{"kim/Tiny", "main", {}, "/cache"};

class Downloads : public testing::Test {
protected:
    Downloads() { slow.end(); }

    ConversionState stateOf(const QString& id) {
        const QueuedJob* job = controller.find(id);
        return job == nullptr ? ConversionState::idle : job->state;
    }

    SlowConversion slow;
    SlowDownload download;
    ConversionController controller{{slow.function(), download.function(), sameJobs}};
};

TEST_F(Downloads, DownloadsThenConvertsWhatIsThere) {
    QSignalSpy downloaded(&controller, &ConversionController::downloaded);
    const QString id = controller.enqueueDownload(QStringLiteral("A"), tiny, true, jobTo("/a"));
    ASSERT_TRUE(becomes([&] { return stateOf(id) == ConversionState::downloading; }));
    EXPECT_TRUE(controller.isDownloading("kim/Tiny"));
    EXPECT_TRUE(controller.isDestinationTaken("/a"));
    EXPECT_EQ(slow.runs, 0);

    download.mayEnd = true;

    ASSERT_TRUE(becomes([&] { return stateOf(id) == ConversionState::succeeded; }));
    EXPECT_EQ(slow.runs, 1);
    ASSERT_EQ(downloaded.size(), 1);
    EXPECT_EQ(downloaded[0][0].toString(), QStringLiteral("kim/Tiny"));
    EXPECT_EQ(controller.find(id)->jobs->front().sourceRevision, "/cache/snapshot");
    EXPECT_FALSE(controller.isDownloading("kim/Tiny"));
}

TEST_F(Downloads, OnlyDownloadsWithoutAnythingToMake) {
    download.mayEnd = true;
    const QString id = controller.enqueueDownload(QStringLiteral("A"), tiny, false,
                                                  std::make_shared<const Jobs>());

    ASSERT_TRUE(becomes([&] { return stateOf(id) == ConversionState::succeeded; }));
    EXPECT_EQ(slow.runs, 0);
    ASSERT_EQ(controller.find(id)->reports.size(), 1U);
    EXPECT_EQ(controller.find(id)->reports.front().folder, "/cache/snapshot");
}

TEST_F(Downloads, PausesAndGoesOn) {
    const QString id = controller.enqueueDownload(QStringLiteral("A"), tiny, true, jobTo("/a"));
    ASSERT_TRUE(becomes([&] { return stateOf(id) == ConversionState::downloading; }));

    controller.pause(id);
    ASSERT_TRUE(becomes([&] { return stateOf(id) == ConversionState::stopped; }));
    EXPECT_TRUE(controller.find(id)->isPaused);
    EXPECT_FALSE(controller.isRunning());

    download.mayEnd = true;
    controller.resume(id);
    ASSERT_TRUE(becomes([&] { return stateOf(id) == ConversionState::succeeded; }));
    EXPECT_EQ(download.runs, 2);
    EXPECT_FALSE(controller.find(id)->isPaused);
}

TEST_F(Downloads, LeavesTheQueueWhenItIsStopped) {
    QSignalSpy ended(&controller, &ConversionController::jobEnded);
    const QString id = controller.enqueueDownload(QStringLiteral("A"), tiny, true, jobTo("/a"));
    ASSERT_TRUE(becomes([&] { return stateOf(id) == ConversionState::downloading; }));

    controller.stop(id);

    ASSERT_TRUE(becomes([&] { return !controller.isRunning(); }));
    EXPECT_EQ(controller.find(id), nullptr);
    EXPECT_EQ(ended.size(), 1);
}

TEST_F(Downloads, APausedOneStaysAlthoughItWasStoppedBeforeWhileItFailed) {
    const QString id = controller.enqueueDownload(QStringLiteral("A"), tiny, true, jobTo("/a"));
    ASSERT_TRUE(becomes([&] { return stateOf(id) == ConversionState::downloading; }));
    download.failsWhenStopped = true;
    controller.stop(id);
    ASSERT_TRUE(becomes([&] { return stateOf(id) == ConversionState::failed; }));
    download.failsWhenStopped = false;
    controller.resume(id);
    ASSERT_TRUE(becomes([&] { return stateOf(id) == ConversionState::downloading; }));

    controller.pause(id);

    ASSERT_TRUE(becomes([&] { return !controller.isRunning(); }));
    EXPECT_EQ(stateOf(id), ConversionState::stopped);
}

TEST_F(Downloads, TellsWhyAModelWasTakenAsItLies) {
    download.note = "The Hub did not answer.";
    download.mayEnd = true;
    const QString id = controller.enqueueDownload(QStringLiteral("A"), tiny, true, jobTo("/a"));

    ASSERT_TRUE(becomes([&] { return stateOf(id) == ConversionState::succeeded; }));
    EXPECT_THAT(controller.find(id)->reports.front().warnings,
                testing::ElementsAre("The Hub did not answer."));
}

TEST_F(Downloads, ConvertsNothingAfterADownloadThatFailed) {
    download.fails = true;
    download.mayEnd = true;
    const QString id =
        controller.enqueueDownload(QStringLiteral("A"), tiny, true, jobsTo({"/a", "/b"}));

    ASSERT_TRUE(becomes([&] { return stateOf(id) == ConversionState::failed; }));
    EXPECT_EQ(slow.runs, 0);
    EXPECT_EQ(controller.find(id)->error().message, "It is gone.");

    download.fails = false;
    controller.resume(id);
    EXPECT_TRUE(becomes([&] { return stateOf(id) == ConversionState::succeeded; }));
}

TEST_F(Downloads, DoesNotDownloadTheSameModelTwiceAtATime) {
    const QString first = controller.enqueueDownload(QStringLiteral("A"), tiny, false,
                                                     std::make_shared<const Jobs>());
    ASSERT_TRUE(becomes([&] { return stateOf(first) == ConversionState::downloading; }));
    controller.pause(first);
    ASSERT_TRUE(becomes([&] { return !controller.isRunning(); }));
    const QString second = controller.enqueueDownload(QStringLiteral("A"), tiny, false,
                                                      std::make_shared<const Jobs>());

    controller.resume(first);

    EXPECT_EQ(stateOf(first), ConversionState::stopped);
    EXPECT_TRUE(controller.isDownloading("kim/Tiny"));
    controller.stop(second);
    EXPECT_TRUE(becomes([&] { return !controller.isRunning(); }));
}

TEST(ConversionController, StopsWhatRunsWhenItGoes) {
    SlowConversion slow;
    {
        ConversionController controller({slow.function()});
        controller.enqueue(QStringLiteral("A"), {}, true, jobTo("/a"));
        controller.enqueue(QStringLiteral("B"), {}, true, jobTo("/b"));
    }
    EXPECT_LE(slow.runs, 1);
}

}  // namespace
}  // namespace app
