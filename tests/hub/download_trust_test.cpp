#include "hub/download_fixture.hpp"

#include <gmock/gmock.h>

namespace {

namespace fs = std::filesystem;

using fake::HttpServer;
using hub::test::firstShard;
using hub::test::secondShard;
using quince::ErrorCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class DownloadTrust : public hub::test::DownloadTest {};

TEST_F(DownloadTrust, NeverTakesAShortBodyForAWholeOne) {
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

TEST_F(DownloadTrust, DoesNotBelieveALengthThatIsNotThatOfTheListing) {
    server.server().fail(content(firstShard), {.contentLengthOff = 10});

    const auto model = download();

    ASSERT_FALSE(model.ok());
    EXPECT_EQ(model.error().code, ErrorCode::untrusted);
    expectNoRef();
    EXPECT_FALSE(fs::exists(partialOf(firstShard))) << "an empty one is of no use";
}

TEST_F(DownloadTrust, FetchesWrongBytesOnceMore) {
    server.server().fail(content(firstShard), {.flipByteAt = 250'000});
    server.server().fail("/api/resolve-cache/*config.json", {.flipByteAt = 3});

    ASSERT_TRUE(download().ok());

    expectWhole();
    EXPECT_THAT(ranges(firstShard), ElementsAre("", ""));
}

class WrongBytes : public DownloadTrust, public testing::WithParamInterface<const char*> {};

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

TEST_F(DownloadTrust, BelievesTheHubOnlyAsLongAsItAgreesWithItself) {
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

TEST_F(DownloadTrust, DoesWithoutHeadersThatTheListingMakesNeedless) {
    server.server().fail("*/resolve/*" + QByteArray(firstShard),
                         {.withoutHeaders = {"X-Repo-Commit", "X-Linked-ETag", "X-Linked-Size"}});
    server.server().fail(
        "*/resolve/*" + QByteArray(secondShard),
        {.headers = {
             {"X-Linked-ETag", "W/\"" + QByteArray::fromStdString(etagOf(secondShard)) + "\""}}});

    ASSERT_TRUE(download().ok());

    expectWhole();
}

TEST_F(DownloadTrust, RemembersAFileThatIsNotThere) {
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

TEST_F(DownloadTrust, TellsOfAGateAndOfAMissingRepo) {
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

TEST_F(DownloadTrust, NeverSaysTheToken) {
    server.server().fail("*/resolve/*", {.status = 403, .body = "{\"error\":\"no\"}"},
                         HttpServer::always);

    const auto model = download();

    ASSERT_FALSE(model.ok());
    EXPECT_THAT(model.error().message, Not(HasSubstr(fake::Hub::readToken)));
}

}  // namespace
