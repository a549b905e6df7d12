#include "hub/blob_lock.hpp"
#include "hub/download_fixture.hpp"

#include <QFile>

#include <gmock/gmock.h>

#include <thread>

#ifndef _WIN32
#include <csignal>
#include <sys/resource.h>
#endif

namespace {

namespace fs = std::filesystem;

using fake::HttpServer;
using hub::DownloadPhase;
using hub::test::DownloadTest;
using hub::test::eventually;
using hub::test::firstShard;
using hub::test::secondShard;
using quince::ErrorCode;
using quince::test::contentOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class DownloadFault : public DownloadTest {
protected:
    QByteArray content(const QByteArray& path) {
        return "GET /blobs/" + QByteArray::fromStdString(etagOf(path));
    }

    void writePartial(const QByteArray& path, const QByteArray& bytes) {
        scratch.write(partialOf(path).lexically_relative(scratch.path()).string(),
                      bytes.toStdString());
    }
    /// ranges() without repetitions: after a broken connection Qt may send the same request once
    /// more by itself, and throws away its answer.
    [[nodiscard]] std::vector<QByteArray> asked(const QByteArray& path) {
        std::vector<QByteArray> values = ranges(path);
        values.erase(std::unique(values.begin(), values.end()), values.end());
        return values;
    }
    [[nodiscard]] QByteArray bytesOf(const QByteArray& path) {
        return server.file("org/model", path)->content.all();
    }
};

TEST_F(DownloadFault, GoesOnWhereTheConnectionBrokeOff) {
    server.server().fail(content(firstShard), {.closeAfter = 100'000});

    ASSERT_TRUE(download().ok());

    expectWhole();
    EXPECT_THAT(asked(firstShard), ElementsAre("", "bytes=100000-"));
    EXPECT_THAT(ranges(secondShard), ElementsAre(""));
    EXPECT_EQ(progress.bytesReceived, progress.bytesTotal) << "nothing came twice";
    EXPECT_EQ(waiter.waits().size(), 1U);
}

TEST_F(DownloadFault, GoesOnAsLongAsEachTryBringsSomething) {
    server.server().fail(content(firstShard), {.closeAfter = 20'000}, 12);

    ASSERT_TRUE(download().ok());

    expectWhole();
    EXPECT_EQ(ranges(firstShard).size(), 13U);
    EXPECT_EQ(ranges(firstShard).back(), "bytes=240000-");
}

TEST_F(DownloadFault, GivesUpAfterFiveTriesWithoutANewByte) {
    server.server().fail(content(firstShard), {.closeAfter = 0}, HttpServer::always);
    server.server().fail(content(firstShard), {.closeAfter = 100'000});

    const auto model = download();

    ASSERT_FALSE(model.ok());
    EXPECT_EQ(model.error().code, ErrorCode::network);
    EXPECT_THAT(model.error().message, HasSubstr(firstShard));
    // One that brought something and five that did not. (Qt repeats by itself what the server did
    // not even begin to answer, so requests may be more.)
    EXPECT_EQ(waiter.waits().size(), 5U);
    EXPECT_GE(ranges(firstShard).size(), 6U);
    EXPECT_LE(ranges(firstShard).size(), 12U);
    expectNoRef();
    EXPECT_EQ(contentOf(partialOf(firstShard)), bytesOf(firstShard).first(100'000).toStdString());
    EXPECT_EQ(progress.phase, DownloadPhase::failed);
}

TEST_F(DownloadFault, BeginsAgainWhereRangesAreIgnored) {
    server.server().fail(content(firstShard), {.ignoresRange = true});
    server.server().fail(content(firstShard), {.closeAfter = 100'000});

    ASSERT_TRUE(download().ok());

    expectWhole();
    EXPECT_THAT(asked(firstShard), ElementsAre("", "bytes=100000-"));
    EXPECT_EQ(progress.bytesTotal, progress.bytesReceived);
}

TEST_F(DownloadFault, RefusesAnotherRangeThanItAskedFor) {
    for (const char* range : {"bytes 99999-299999/300000", "bytes 100000-299999/300001", "bytes x",
                              "bytes 100000-99999/300000"}) {
        writePartial(firstShard, bytesOf(firstShard).first(100'000));
        server.server().forgetRequests();
        server.server().fail(content(firstShard), {.contentRange = range});

        const auto model = download();

        ASSERT_FALSE(model.ok()) << range;
        EXPECT_EQ(model.error().code, ErrorCode::untrusted);
        EXPECT_THAT(model.error().message, HasSubstr("another part of the file"));
        EXPECT_EQ(ranges(firstShard).size(), 1U);
        EXPECT_EQ(fs::file_size(partialOf(firstShard)), 100'000U);
        expectNoRef();
    }
}

TEST_F(DownloadFault, BeginsAgainWhenTheRangeIsBeyondTheFile) {
    writePartial(firstShard, bytesOf(firstShard).first(100'000));
    server.server().fail(content(firstShard), {.status = 416});

    ASSERT_TRUE(download().ok());

    expectWhole();
    EXPECT_THAT(ranges(firstShard), ElementsAre("bytes=100000-", ""));
}

TEST_F(DownloadFault, AFileThatWasLeftFullIsOnlyProved) {
    writePartial(firstShard, bytesOf(firstShard));

    ASSERT_TRUE(download().ok());

    expectWhole();
    EXPECT_TRUE(ranges(firstShard).empty());
    EXPECT_EQ(progress.bytesHashed, 300'000U);
}

TEST_F(DownloadFault, NeverTakesAShortBodyForAWholeOne) {
    server.server().fail(content(firstShard), {.closeAfter = 50'000, .chunkedWithoutEnd = true});
    server.server().fail(content(secondShard),
                         {.status = 200, .body = bytesOf(secondShard).first(7)});

    const auto model = download();

    ASSERT_FALSE(model.ok());
    EXPECT_THAT(model.error().message, HasSubstr("7 bytes where the listing says 300000"));
    expectNoRef();
    EXPECT_FALSE(fs::exists(layout.blob(etagOf(secondShard))));
    EXPECT_TRUE(download().ok());
    expectWhole();
}

TEST_F(DownloadFault, DoesNotBelieveALengthThatIsNotThatOfTheListing) {
    server.server().fail(content(firstShard), {.contentLengthOff = 10});

    const auto model = download();

    ASSERT_FALSE(model.ok());
    EXPECT_EQ(model.error().code, ErrorCode::untrusted);
    expectNoRef();
    EXPECT_FALSE(fs::exists(partialOf(firstShard))) << "an empty one is of no use";
}

TEST_F(DownloadFault, FetchesWrongBytesOnceMore) {
    server.server().fail(content(firstShard), {.flipByteAt = 250'000});
    server.server().fail("/api/resolve-cache/*config.json", {.flipByteAt = 3});

    ASSERT_TRUE(download().ok());

    expectWhole();
    EXPECT_THAT(ranges(firstShard), ElementsAre("", ""));
}

class WrongBytes : public DownloadFault, public testing::WithParamInterface<const char*> {};

TEST_P(WrongBytes, AreNotKeptAndBothDigestsNamed) {
    const QByteArray path = GetParam();
    const bool isLarge = path == firstShard;
    server.server().fail(isLarge ? content(path) : "/api/resolve-cache/*" + path, {.flipByteAt = 5},
                         HttpServer::always);

    const auto model = download();

    ASSERT_FALSE(model.ok());
    EXPECT_EQ(model.error().code, ErrorCode::untrusted);
    EXPECT_THAT(model.error().message, HasSubstr(path.toStdString()));
    EXPECT_THAT(model.error().message, HasSubstr(etagOf(path)));
    QByteArray wrong = bytesOf(path);
    wrong[5] = static_cast<char>(wrong[5] ^ 1);
    const fake::Content made(wrong);
    EXPECT_THAT(model.error().message,
                HasSubstr((isLarge ? made.sha256() : made.gitSha1()).toStdString()));
    EXPECT_FALSE(fs::exists(layout.blob(etagOf(path))));
    EXPECT_FALSE(fs::exists(partialOf(path)));
    EXPECT_FALSE(fs::exists(pointer(path.toStdString())));
    EXPECT_EQ(server.server().requests("*/resolve/*/" + path).size(), isLarge ? 1U : 2U);
    expectNoRef();
}

INSTANTIATE_TEST_SUITE_P(LargeAndSmall, WrongBytes, testing::Values(firstShard, "config.json"));

TEST_F(DownloadFault, StartsOverFromADamagedPartialFile) {
    QByteArray damaged = bytesOf(firstShard).first(100'000);
    damaged[50'000] = static_cast<char>(damaged[50'000] ^ 1);
    writePartial(firstShard, damaged);

    ASSERT_TRUE(download().ok());

    expectWhole();
    EXPECT_THAT(ranges(firstShard), ElementsAre("bytes=100000-", ""));
}

TEST_F(DownloadFault, RenewsAnAddressThatHasExpired) {
    server.set([&] {
        fake::HubSettings settings = server.settings();
        settings.signatureUses = 1;
        return settings;
    }());
    server.server().fail(content(firstShard), {.closeAfter = 100'000});

    ASSERT_TRUE(download().ok());

    expectWhole();
    EXPECT_THAT(asked(firstShard), ElementsAre("", "bytes=100000-"));
    EXPECT_EQ(server.server().requests("*/resolve/*" + QByteArray(firstShard)).size(), 2U);
}

TEST_F(DownloadFault, DoesNotRenewForEver) {
    server.server().fail(content(firstShard), {.status = 403, .body = "<Error>Expired</Error>"},
                         HttpServer::always);

    const auto model = download();

    ASSERT_FALSE(model.ok());
    EXPECT_EQ(ranges(firstShard).size(), 2U);
    EXPECT_THAT(model.error().message, HasSubstr("status 403"));
    EXPECT_THAT(model.error().message, Not(HasSubstr("<Error>")));
}

TEST_F(DownloadFault, ReturnsWhenTheServerRecovers) {
    server.server().fail(content(firstShard), {.status = 503}, 2);
    server.server().fail("*/resolve/*config.json", {.status = 500}, 1);

    ASSERT_TRUE(download().ok());

    expectWhole();
    EXPECT_EQ(waiter.waits().size(), 3U);
}

TEST_F(DownloadFault, BelievesTheHubOnlyAsLongAsItAgreesWithItself) {
    const fake::Headers contradictions[] = {{{"X-Repo-Commit", QByteArray(40, 'f')}},
                                            {{"X-Linked-ETag", "\"" + QByteArray(64, 'f') + "\""}},
                                            {{"X-Linked-Size", "300001"}}};
    for (const fake::Headers& headers : contradictions) {
        server.server().clearFaults();
        server.server().fail("*/resolve/*" + QByteArray(firstShard), {.headers = headers});

        const auto model = download();

        ASSERT_FALSE(model.ok()) << headers.fields()[0].first.toStdString();
        EXPECT_EQ(model.error().code, ErrorCode::untrusted);
        EXPECT_TRUE(ranges(firstShard).empty());
        expectNoRef();
    }
}

TEST_F(DownloadFault, DoesWithoutHeadersThatTheListingMakesNeedless) {
    server.server().fail("*/resolve/*" + QByteArray(firstShard),
                         {.withoutHeaders = {"X-Repo-Commit", "X-Linked-ETag", "X-Linked-Size"}});
    server.server().fail(
        "*/resolve/*" + QByteArray(secondShard),
        {.headers = {
             {"X-Linked-ETag", "W/\"" + QByteArray::fromStdString(etagOf(secondShard)) + "\""}}});

    ASSERT_TRUE(download().ok());

    expectWhole();
}

TEST_F(DownloadFault, RemembersAFileThatIsNotThere) {
    auto planned = *plan();
    server.server().fail("*/resolve/*config.json",
                         {.status = 404,
                          .body = "Entry not found",
                          .headers = {{"X-Error-Code", "EntryNotFound"},
                                      {"X-Repo-Commit", QByteArray::fromStdString(commitOf())}}});

    const auto model = hub::runDownload(planned, cache, environment, token, waiter, options,
                                        progress, stop.token());

    ASSERT_FALSE(model.ok());
    EXPECT_EQ(model.error().code, ErrorCode::notFound);
    EXPECT_TRUE(fs::exists(layout.noExist(commitOf(), "config.json")));
    expectNoRef();
}

TEST_F(DownloadFault, TellsOfAGateAndOfAMissingRepo) {
    token = hub::Token::fromText(fake::Hub::bobsToken);
    server.with([](fake::HubState& state) { state.findRepo("org/model")->gated = "manual"; });
    auto model = download();
    ASSERT_FALSE(model.ok());
    EXPECT_EQ(model.error().code, ErrorCode::gated);

    server.with([](fake::HubState& state) { state.findRepo("org/model")->isPrivate = true; });
    token = {};
    model = download();
    ASSERT_FALSE(model.ok());
    EXPECT_EQ(model.error().code, ErrorCode::notFound);
    expectNoRef();
    EXPECT_TRUE(partials().empty());
}

TEST_F(DownloadFault, NeverSaysTheToken) {
    server.server().fail("*/resolve/*", {.status = 403, .body = "{\"error\":\"no\"}"},
                         HttpServer::always);

    const auto model = download();

    ASSERT_FALSE(model.ok());
    EXPECT_THAT(model.error().message, Not(HasSubstr(fake::Hub::readToken)));
}

#ifndef _WIN32
TEST_F(DownloadFault, TellsThatTheDiskIsFullAndKeepsWhatFitted) {
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

TEST_F(DownloadFault, TellsThatTheCacheCannotBeWrittenTo) {
    scratch.write("cache", "a file in place of the folder");

    const auto model = download();

    ASSERT_FALSE(model.ok());
    EXPECT_EQ(model.error().code, ErrorCode::io);
    EXPECT_THAT(model.error().message, HasSubstr("cache"));
    EXPECT_TRUE(server.server().requests().empty());
}

class DownloadStop : public DownloadFault {
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

}  // namespace
