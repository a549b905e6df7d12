#include "hub/download_fixture.hpp"

#include <gmock/gmock.h>

namespace {

namespace fs = std::filesystem;

using fake::HttpServer;
using hub::DownloadPhase;
using hub::test::firstShard;
using hub::test::secondShard;
using quince::ErrorCode;
using quince::test::contentOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class DownloadResume : public hub::test::DownloadTest {};

TEST_F(DownloadResume, GoesOnWhereTheConnectionBrokeOff) {
    server.server().fail(content(firstShard), {.closeAfter = 100'000});

    ASSERT_TRUE(download().ok());

    expectWhole();
    EXPECT_THAT(asked(firstShard), ElementsAre("", "bytes=100000-"));
    EXPECT_THAT(ranges(secondShard), ElementsAre(""));
    EXPECT_EQ(progress.bytesReceived, progress.bytesTotal) << "nothing came twice";
    EXPECT_EQ(waiter.waits().size(), 1U);
}

TEST_F(DownloadResume, GoesOnAsLongAsEachTryBringsSomething) {
    server.server().fail(content(firstShard), {.closeAfter = 20'000}, HttpServer::always);

    ASSERT_TRUE(download().ok());

    expectWhole();
    const std::vector<QByteArray> tries = asked(firstShard);
    ASSERT_EQ(tries.size(),
              static_cast<std::size_t>((bytesOf(firstShard).size() + 19'999) / 20'000));
    ASSERT_GE(tries.size(), 13U) << "many more than may fail in a row";
    for (std::size_t i = 1; i < tries.size(); ++i) {
        EXPECT_EQ(tries[i], "bytes=" + QByteArray::number(20'000 * i) + "-");
    }
    EXPECT_EQ(tries[12], "bytes=240000-");
}

TEST_F(DownloadResume, GivesUpAfterFiveTriesWithoutANewByte) {
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

TEST_F(DownloadResume, BeginsAgainWhereRangesAreIgnored) {
    server.server().fail(content(firstShard), {.ignoresRange = true});
    server.server().fail(content(firstShard), {.closeAfter = 100'000});

    ASSERT_TRUE(download().ok());

    expectWhole();
    EXPECT_THAT(asked(firstShard), ElementsAre("", "bytes=100000-"));
    EXPECT_EQ(progress.bytesTotal, progress.bytesReceived);
}

TEST_F(DownloadResume, RefusesAnotherRangeThanItAskedFor) {
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

TEST_F(DownloadResume, BeginsAgainWhenTheRangeIsBeyondTheFile) {
    writePartial(firstShard, bytesOf(firstShard).first(100'000));
    server.server().fail(content(firstShard), {.status = 416});

    ASSERT_TRUE(download().ok());

    expectWhole();
    EXPECT_THAT(ranges(firstShard), ElementsAre("bytes=100000-", ""));
}

TEST_F(DownloadResume, AFileThatWasLeftFullIsOnlyProved) {
    writePartial(firstShard, bytesOf(firstShard));

    ASSERT_TRUE(download().ok());

    expectWhole();
    EXPECT_TRUE(ranges(firstShard).empty());
    EXPECT_EQ(progress.bytesHashed, 300'000U);
}

TEST_F(DownloadResume, StartsOverFromADamagedPartialFile) {
    QByteArray damaged = bytesOf(firstShard).first(100'000);
    damaged[50'000] = static_cast<char>(damaged[50'000] ^ 1);
    writePartial(firstShard, damaged);

    ASSERT_TRUE(download().ok());

    expectWhole();
    EXPECT_THAT(ranges(firstShard), ElementsAre("bytes=100000-", ""));
}

TEST_F(DownloadResume, RenewsAnAddressThatHasExpired) {
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

TEST_F(DownloadResume, DoesNotRenewForEver) {
    server.server().fail(content(firstShard), {.status = 403, .body = "<Error>Expired</Error>"},
                         HttpServer::always);

    const auto model = download();

    ASSERT_FALSE(model.ok());
    EXPECT_EQ(ranges(firstShard).size(), 2U);
    EXPECT_THAT(model.error().message, HasSubstr("status 403"));
    EXPECT_THAT(model.error().message, Not(HasSubstr("<Error>")));
}

TEST_F(DownloadResume, ReturnsWhenTheServerRecovers) {
    server.server().fail(content(firstShard), {.status = 503}, 2);
    server.server().fail("*/resolve/*config.json", {.status = 500}, 1);

    ASSERT_TRUE(download().ok());

    expectWhole();
    EXPECT_EQ(waiter.waits().size(), 3U);
}

}  // namespace
