#include "core/convert/job_builder.hpp"
#include "core/publish/folder_lock.hpp"
#include "support/temp_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace quince::test {
namespace {

namespace fs = std::filesystem;

Result<ConversionReport> run(const ConversionJob& job) {
    Progress progress;
    return convert(job, progress, {});
}

/// Runs the job in a child that may write no byte beyond `limit` of any file; gives the child's
/// error code, or nothing when it succeeded.
std::optional<ErrorCode> runWithFileLimit(const ConversionJob& job, std::uint64_t limit) {
    const pid_t child = ::fork();
    if (child == 0) {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit allowed{limit, limit};
        ::setrlimit(RLIMIT_FSIZE, &allowed);
        const auto report = run(job);
        ::_exit(report.ok() ? 0 : 100 + static_cast<int>(report.error().code));
    }
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status));
    const int code = WEXITSTATUS(status);
    return code == 0 ? std::nullopt : std::optional(static_cast<ErrorCode>(code - 100));
}

TEST(BrokenDisk, FullDiskLeavesNoDestinationAndCanBeResumed) {
    const TempFolder folder;
    const ConversionJob job = variedJob(folder.path());

    // Some shards fit, the largest does not.
    EXPECT_EQ(runWithFileLimit(job, 1100000), ErrorCode::diskFull);

    EXPECT_FALSE(fs::exists(job.destination));
    const auto report = run(job);
    ASSERT_TRUE(report.ok()) << report.error().message;
}

TEST(BrokenDisk, FullDiskInTheMiddleKeepsWhatIsDone) {
    const TempFolder folder;
    const ConversionJob job = variedJob(folder.path());
    // Stopped before the first tile: the shards stand there in full size, so the limit is met
    // by a tile and not before.
    Progress progress;
    StopSource stop;
    stop.requestStop();
    ASSERT_FALSE(convert(job, progress, stop.token()).ok());

    EXPECT_EQ(runWithFileLimit(job, 700000), ErrorCode::diskFull);

    EXPECT_FALSE(fs::exists(job.destination));
    EXPECT_GT(resumableBytes(job), 0U);
    const auto report = run(job);
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_GT(report->bytesResumed, 0U);
}

TEST(BrokenDisk, UnwritableParentIsAnError) {
    const TempFolder folder;
    ConversionJob job = variedJob(folder.path());
    std::ofstream(folder / "file") << "x";
    job.destination = folder / "file/model";
    job.staging = stagingFor(job.destination, std::nullopt);

    const auto report = run(job);

    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, ErrorCode::io);
}

TEST(BrokenDisk, TwoRunsExcludeEachOther) {
    const TempFolder folder;
    const ConversionJob job = variedJob(folder.path());
    fs::create_directories(job.staging);
    Result<FolderLock> other = FolderLock::take(job.staging / "lock");
    ASSERT_TRUE(other.ok());

    const auto report = run(job);

    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, ErrorCode::alreadyExists);
    EXPECT_THAT(report.error().message, testing::HasSubstr("another conversion is writing"));
    EXPECT_FALSE(discardStaging(job.staging).ok());
    EXPECT_TRUE(fs::exists(job.staging));
    other->release();
    EXPECT_TRUE(run(job).ok());
}

TEST(BrokenDisk, AnExistingModelIsNotTouchedWithoutAsking) {
    const TempFolder folder;
    const ConversionJob job = variedJob(folder.path());
    folder.write("out/model/old.txt", "old");

    const auto report = run(job);

    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, ErrorCode::alreadyExists);
    EXPECT_EQ(filesIn(job.destination), (std::map<std::string, std::string>{{"old.txt", "old"}}));
}

TEST(BrokenDisk, AnExistingModelSurvivesAFailure) {
    const TempFolder folder;
    ConversionJob job = variedJob(folder.path());
    job.replaceExisting = true;
    folder.write("out/model/old.txt", "old");

    EXPECT_EQ(runWithFileLimit(job, 1100000), ErrorCode::diskFull);

    EXPECT_EQ(filesIn(job.destination), (std::map<std::string, std::string>{{"old.txt", "old"}}));
}

TEST(BrokenDisk, AnExistingModelIsReplacedWhole) {
    const TempFolder folder;
    ConversionJob job = variedJob(folder.path());
    job.replaceExisting = true;
    folder.write("out/model/old.txt", "old");

    const auto report = run(job);

    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_FALSE(fs::exists(job.destination / "old.txt"));
    EXPECT_TRUE(fs::exists(job.destination / "config.json"));
    EXPECT_FALSE(fs::exists(job.staging));
}

}  // namespace
}  // namespace quince::test
