#include "hub/blob_lock.hpp"
#include "hub/download_fixture.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <functional>
#include <optional>
#include <thread>

#ifndef _WIN32
#include <csignal>
#include <sys/resource.h>
#endif

namespace {

namespace fs = std::filesystem;

using fake::HttpServer;
using hub::DownloadPhase;
using hub::test::eventually;
using hub::test::firstShard;
using quince::ErrorCode;
using testing::ElementsAre;
using testing::HasSubstr;

class DownloadStop : public hub::test::DownloadTest {
protected:
    /// Starts a download, waits until `isThere`, stops it and checks how it ended.
    void stopWhen(const std::function<bool()>& isThere) {
        std::optional<quince::Result<hub::DownloadedModel>> model;
        std::thread worker([&] { model = download(); });
        EXPECT_TRUE(eventually(isThere));
        const auto asked = std::chrono::steady_clock::now();
        stop.requestStop();
        worker.join();
        const auto took = std::chrono::steady_clock::now() - asked;
        server.server().release();

        ASSERT_FALSE(model->ok());
        EXPECT_EQ(model->error().code, ErrorCode::stopped) << model->error().message;
        EXPECT_LT(took, std::chrono::milliseconds(400)) << "100 ms, and as much for a busy machine";
        EXPECT_EQ(progress.phase, DownloadPhase::stopped);
        EXPECT_EQ(progress.running, 0U);
        expectNoRef();
    }
};

TEST_F(DownloadStop, WhileTheHubDoesNotAnswer) {
    server.server().fail("*/resolve/*", {.stallAnswer = true}, HttpServer::always);

    stopWhen([this] { return server.server().stalled() > 0; });

    EXPECT_TRUE(partials().empty());
}

TEST_F(DownloadStop, InTheMiddleOfAFileAndGoesOnLater) {
    server.server().fail(content(firstShard), {.stallAfter = 120'000});

    stopWhen([this] {
        std::error_code none;
        return fs::file_size(partialOf(firstShard), none) == 120'000 && !none;
    });
    stop = {};
    server.server().forgetRequests();

    ASSERT_TRUE(download().ok());
    expectWhole();
    EXPECT_THAT(ranges(firstShard), ElementsAre("bytes=120000-"));
}

TEST_F(DownloadStop, WhileItWaitsForAnotherTry) {
    hub::RealWaiter real;
    server.server().fail(content(firstShard), {.status = 429, .headers = {{"Retry-After", "60"}}},
                         HttpServer::always);
    const auto planned = plan();
    ASSERT_TRUE(planned.ok());
    std::optional<quince::Result<hub::DownloadedModel>> model;
    std::thread worker([&] {
        model = hub::runDownload(*planned, cache, environment, token, real, options, progress,
                                 stop.token());
    });

    EXPECT_TRUE(eventually([this] { return progress.waitingForServer == 1; }));
    EXPECT_EQ(progress.secondsAsked, 61U);
    stop.requestStop();
    worker.join();

    EXPECT_EQ(model->error().code, ErrorCode::stopped);
    EXPECT_EQ(progress.waitingForServer, 0U);
    expectNoRef();
}

TEST_F(DownloadStop, WhileAnotherProgramHasTheFile) {
    const auto held = hub::BlobLock::take(layout.lock(etagOf(firstShard)), {});
    ASSERT_TRUE(held.ok() && held->has_value());

    stopWhen([this] { return progress.waitingForProgram == 1; });
}

TEST_F(DownloadStop, BeforeItBegins) {
    stop.requestStop();

    const auto model = download();

    ASSERT_FALSE(model.ok());
    EXPECT_EQ(model.error().code, ErrorCode::stopped);
    EXPECT_TRUE(server.server().requests().empty());
    expectNoRef();
}
#ifndef _WIN32
TEST_F(DownloadStop, TellsThatTheDiskIsFullAndKeepsWhatFitted) {
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{200'000, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);

    const auto model = download();

    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    ASSERT_FALSE(model.ok());
    EXPECT_EQ(model.error().code, ErrorCode::diskFull);
    expectNoRef();
    EXPECT_TRUE(download().ok());
    expectWhole();
    EXPECT_NE(ranges(firstShard).back(), "");
}
#endif

TEST_F(DownloadStop, TellsThatTheCacheCannotBeWrittenTo) {
    scratch.write("cache", "a file in place of the folder");

    const auto model = download();

    ASSERT_FALSE(model.ok());
    EXPECT_EQ(model.error().code, ErrorCode::io);
    EXPECT_THAT(model.error().message, HasSubstr("cache"));
    EXPECT_TRUE(server.server().requests().empty());
}

}  // namespace
