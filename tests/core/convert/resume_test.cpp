#include "core/convert/job_builder.hpp"
#include "core/convert/tiles.hpp"
#include "support/temp_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace quince::test {
namespace {

namespace fs = std::filesystem;
using Files = std::map<std::string, std::string>;

Result<ConversionReport> run(const ConversionJob& job) {
    Progress progress;
    return convert(job, progress, {});
}

/// What an undisturbed run of the same job gives.
Files undisturbed() {
    const TempFolder folder;
    const ConversionJob job = variedJob(folder.path());
    EXPECT_TRUE(run(job).ok());
    return filesIn(job.destination);
}

/// Runs the job until the first tile is done in `state`, then asks it to stop.
Result<ConversionReport> runAndStop(const ConversionJob& job, ConversionState state) {
    Progress progress;
    StopSource stop;
    std::thread watcher([&] {
        while (progress.state < state || (progress.state == state && progress.bytesDone == 0)) {
            std::this_thread::yield();
        }
        stop.requestStop();
    });
    Result<ConversionReport> result = convert(job, progress, stop.token());
    watcher.join();
    if (!result) {
        EXPECT_EQ(progress.state, ConversionState::stopped) << result.error().message;
    }
    return result;
}

/// Runs the job in a child process that is killed by its first write beyond byte `limit` of a
/// file, in the middle of a tile.
void runAndKill(const ConversionJob& job, std::uint64_t limit) {
    // Stopped before the first tile, so that the shards stand there in full size and it is a tile
    // that meets the limit.
    Progress progress;
    StopSource stop;
    stop.requestStop();
    ASSERT_FALSE(convert(job, progress, stop.token()).ok());
    const pid_t child = ::fork();
    if (child == 0) {
        std::signal(SIGXFSZ, [](int) { ::kill(::getpid(), SIGKILL); });
        const rlimit allowed{limit, limit};
        ::setrlimit(RLIMIT_FSIZE, &allowed);
        static_cast<void>(run(job));
        ::_exit(1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    ASSERT_EQ(WTERMSIG(status), SIGKILL);
}

TEST(Resume, AfterAKillGivesTheSameBytes) {
    const Files expected = undisturbed();
    for (const std::uint64_t limit : {100U, 600000U, 2000000U}) {
        const TempFolder folder;
        ConversionJob job = variedJob(folder.path());
        job.threads = 1;  // so that the tiles before the fatal one are done
        runAndKill(job, limit);
        EXPECT_FALSE(fs::exists(job.destination));
        const std::uint64_t kept = resumableBytes(job);
        EXPECT_EQ(kept > 0, limit > 100);
        EXPECT_LT(kept, job.plan.outputBytes);

        const auto report = run(job);

        ASSERT_TRUE(report.ok()) << report.error().message;
        EXPECT_EQ(report->bytesResumed, kept);
        EXPECT_EQ(report->bytesResumed + report->bytesWritten, job.plan.outputBytes);
        EXPECT_EQ(filesIn(job.destination), expected);
        EXPECT_FALSE(fs::exists(job.staging));
    }
}

TEST(Resume, StopBeforeTheFirstTileWritesNothing) {
    const TempFolder folder;
    const ConversionJob job = variedJob(folder.path());
    Progress progress;
    StopSource stop;
    stop.requestStop();

    const auto report = convert(job, progress, stop.token());

    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, ErrorCode::stopped);
    EXPECT_EQ(progress.state, ConversionState::stopped);
    EXPECT_EQ(resumableBytes(job), 0U);
    EXPECT_FALSE(fs::exists(job.destination));
}

TEST(Resume, AfterAStopInTheMiddleGoesOn) {
    const TempFolder folder;
    const ConversionJob job = variedJob(folder.path());
    const auto stopped = runAndStop(job, ConversionState::writing);
    ASSERT_FALSE(stopped.ok());
    EXPECT_EQ(stopped.error().code, ErrorCode::stopped);
    EXPECT_FALSE(fs::exists(job.destination));
    const std::uint64_t kept = resumableBytes(job);
    EXPECT_GT(kept, 0U);
    EXPECT_LE(kept, job.plan.outputBytes);

    const auto report = run(job);

    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->bytesResumed, kept);
    EXPECT_EQ(filesIn(job.destination), undisturbed());
}

TEST(Resume, AfterAStopWhileVerifyingWritesNothingTwice) {
    // Verifying takes milliseconds: on a busy machine the run may be over before it is seen.
    constexpr int mostTries = 50;
    const TempFolder folder;
    ConversionJob job;
    Result<ConversionReport> stopped = ConversionReport();
    for (int i = 0; i < mostTries && stopped.ok(); ++i) {
        const fs::path place = folder / std::to_string(i);
        fs::create_directory(place);
        job = variedJob(place);
        stopped = runAndStop(job, ConversionState::verifying);
    }
    ASSERT_FALSE(stopped.ok());
    EXPECT_EQ(stopped.error().code, ErrorCode::stopped);
    EXPECT_FALSE(fs::exists(job.destination));

    const auto report = run(job);

    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->bytesWritten, 0U);
    EXPECT_EQ(report->bytesResumed, job.plan.outputBytes);
    EXPECT_EQ(filesIn(job.destination), undisturbed());
}

/// A job whose run wrote everything and failed at the last step: the folder that should hold the
/// destination is a file then.
ConversionJob writtenJob(const TempFolder& folder) {
    ConversionJob job = variedJob(folder.path());
    job.staging = folder / "work";
    const fs::path obstacle = folder.write("out", "a file");
    EXPECT_FALSE(run(job).ok());
    EXPECT_EQ(resumableBytes(job), job.plan.outputBytes);
    fs::remove(obstacle);
    return job;
}

TEST(Resume, MakesTilesAgainWhoseErrorsWereLost) {
    const TempFolder folder;
    const ConversionJob job = writtenJob(folder);
    fs::resize_file(job.staging / "findings", 112 * 2);  // of two tiles they are left

    const auto report = run(job);

    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_GT(report->bytesWritten, 0U);
    EXPECT_GT(report->bytesResumed, 0U);
    EXPECT_EQ(filesIn(job.destination), undisturbed());
}

TEST(Resume, MakesTilesAgainWhoseBytesWereLost) {
    const TempFolder folder;
    const ConversionJob job = writtenJob(folder);
    const fs::path shard = job.staging / "model" / job.layout.shards[0].fileName;
    std::fstream(shard, std::ios::in | std::ios::out | std::ios::binary)
        .seekp(static_cast<std::streamoff>(job.layout.shards[0].dataOffset + 1000))
        .write("\0\0\0\0\0\0\0\0", 8);

    const auto report = run(job);

    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_GT(report->bytesWritten, 0U);
    EXPECT_LT(report->bytesWritten, job.plan.outputBytes / 2);
    EXPECT_EQ(filesIn(job.destination), undisturbed());
}

TEST(Resume, SurvivesATornJournal) {
    const TempFolder folder;
    const ConversionJob job = writtenJob(folder);
    const fs::path journal = job.staging / "journal";
    fs::resize_file(journal, fs::file_size(journal) - 21);

    const auto report = run(job);

    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_GT(report->bytesResumed, 0U);
    EXPECT_LT(report->bytesResumed, job.plan.outputBytes);
    EXPECT_EQ(filesIn(job.destination), undisturbed());
}

TEST(Resume, BeginsAnewWhenTheSourceChanged) {
    const TempFolder folder;
    const ConversionJob job = writtenJob(folder);
    const fs::path source = folder / "source/source-0.safetensors";
    fs::last_write_time(source, fs::last_write_time(source) + std::chrono::seconds(1));

    EXPECT_EQ(resumableBytes(job), 0U);
    const auto report = run(job);

    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->bytesResumed, 0U);
    EXPECT_EQ(filesIn(job.destination), undisturbed());
}

TEST(Resume, LeavesNothingOfAnotherJobInTheResult) {
    const TempFolder folder;
    const ConversionJob job = variedJob(folder.path());
    fs::create_directories(job.staging / "model/sub");
    std::ofstream(job.staging / "model/model-9.safetensors") << "old";
    std::ofstream(job.staging / "model/sub/x") << "old";
    std::ofstream(job.staging / "model" / job.layout.shards[0].fileName) << "old";

    const auto report = run(job);

    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(filesIn(job.destination), undisturbed());
}

TEST(Resume, DiscardingRemovesWhatWasLeft) {
    const TempFolder folder;
    const ConversionJob job = writtenJob(folder);

    EXPECT_TRUE(discardStaging(job.staging).ok());

    EXPECT_FALSE(fs::exists(job.staging));
    EXPECT_EQ(resumableBytes(job), 0U);
    EXPECT_TRUE(discardStaging(job.staging).ok());
}

}  // namespace
}  // namespace quince::test
