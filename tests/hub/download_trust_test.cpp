#include "hub/download_fixture.hpp"

#include <gmock/gmock.h>

namespace {

namespace fs = std::filesystem;

using fake::HttpServer;
using hub::test::firstShard;
using hub::test::secondShard;
using quince::ErrorCode;
using quince::test::contentOf;
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

/// A whole answer in one chunk, with its proper end, in place of the one that is due.
QByteArray chunked(const QByteArray& type, const QByteArray& body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: " + type +
           "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n" +
           QByteArray::number(body.size(), 16) + "\r\n" + body + "\r\n0\r\n\r\n";
}

TEST_F(DownloadTrust, AsksForTheRestOfABodyThatEndsProperlyButTooEarly) {
    server.server().fail(content(firstShard), {.raw = chunked("application/octet-stream",
                                                              bytesOf(firstShard).first(100'000))});

    ASSERT_TRUE(download().ok());

    expectWhole();
    EXPECT_THAT(asked(firstShard), ElementsAre("", "bytes=100000-"));
    EXPECT_TRUE(waiter.waits().empty()) << "it is not the connection that failed";
}

TEST_F(DownloadTrust, GivesUpOnABodyThatAlwaysEndsTooEarly) {
    server.server().fail(
        content(firstShard),
        {.raw = chunked("application/octet-stream", bytesOf(firstShard).first(100'000))},
        HttpServer::always);

    const auto model = download();

    ASSERT_FALSE(model.ok());
    EXPECT_EQ(model.error().code, ErrorCode::network);
    EXPECT_EQ(ranges(firstShard).size(), 6U) << "one that brought something and five that did not";
    EXPECT_FALSE(fs::exists(layout.blob(etagOf(firstShard))));
    EXPECT_FALSE(fs::exists(pointer(firstShard)));
    expectNoRef();
}

const QByteArray loginPage = "<html>Log in, guest!</html>";

/// The page as an answer with and without a length.
std::vector<fake::Fault> loginPages() {
    return {{.status = 200, .body = loginPage, .headers = {{"Content-Type", "text/html"}}},
            {.raw = chunked("text/html; charset=utf-8", loginPage)}};
}

TEST_F(DownloadTrust, TakesNoLoginPageForASmallFile) {
    for (const fake::Fault& fault : loginPages()) {
        server.server().clearFaults();
        server.server().fail("*/resolve/*config.json", fault, HttpServer::always);

        const auto model = download();

        ASSERT_FALSE(model.ok());
        EXPECT_EQ(model.error().code, ErrorCode::untrusted);
        EXPECT_THAT(model.error().message, HasSubstr("a web page instead of the file"));
        EXPECT_THAT(model.error().message, Not(HasSubstr("guest")));
        EXPECT_FALSE(fs::exists(layout.blob(etagOf("config.json"))));
        EXPECT_FALSE(fs::exists(partialOf("config.json")));
        expectNoRef();
    }
}

TEST_F(DownloadTrust, KeepsWhatItHasOfALargeFileWhenALoginPageComes) {
    for (const fake::Fault& fault : loginPages()) {
        server.server().clearFaults();
        writePartial(firstShard, bytesOf(firstShard).first(200'000));
        server.server().fail(content(firstShard), fault, HttpServer::always);

        const auto model = download();

        ASSERT_FALSE(model.ok());
        EXPECT_EQ(model.error().code, ErrorCode::untrusted);
        EXPECT_THAT(model.error().message, HasSubstr("a web page instead of the file"));
        EXPECT_EQ(contentOf(partialOf(firstShard)),
                  bytesOf(firstShard).first(200'000).toStdString());
        expectNoRef();
    }
    server.server().clearFaults();
    server.server().forgetRequests();

    ASSERT_TRUE(download().ok());

    expectWhole();
    EXPECT_THAT(ranges(firstShard), ElementsAre("bytes=200000-"));
}

/// A Hub behind whose gate only alice is, and which names its small files by a whole address.
class AbsoluteRedirect : public DownloadTrust {
protected:
    AbsoluteRedirect() {
        server.with([](fake::HubState& state) {
            state.findRepo("org/model")->gated = "manual";
            state.findRepo("org/model")->granted = {"alice"};
        });
    }
    void redirectTo(const QByteArray& host) {
        server.server().fail("*/resolve/*config.json",
                             {.headers = {{"Location", host + cached("config.json")}}},
                             HttpServer::always);
    }
    [[nodiscard]] QByteArray cached(const QByteArray& path) {
        return "/api/resolve-cache/models/org/model/" + server.head("org/model") + "/" + path;
    }
};

TEST_F(AbsoluteRedirect, KeepsTheTokenWithinTheHub) {
    redirectTo(server.endpoint().toEncoded());

    const auto model = download();

    ASSERT_TRUE(model.ok()) << model.error().message;
    expectWhole();
    EXPECT_EQ(server.server().requests(cached("config.json")).size(), 1U);
}

// A mirror passes the Hub's own addresses on, and they are meant for the mirror.
TEST_F(AbsoluteRedirect, KeepsTheTokenWithinAMirror) {
    redirectTo("https://huggingface.co");

    const auto model = download();

    ASSERT_TRUE(model.ok()) << model.error().message;
    expectWhole();
    EXPECT_EQ(server.server().requests(cached("config.json")).size(), 1U);
}

TEST_F(AbsoluteRedirect, SaysWhatTheHubSaysThere) {
    redirectTo(server.endpoint().toEncoded());
    server.server().fail(cached("config.json"),
                         {.status = 403, .headers = {{"X-Error-Code", "GatedRepo"}}},
                         HttpServer::always);

    const auto model = download();

    ASSERT_FALSE(model.ok());
    EXPECT_EQ(model.error().code, ErrorCode::gated);
    expectNoRef();
}

TEST_F(DownloadTrust, SaysThatAFileServerRefusesItsOwnAddress) {
    server.server().fail(content(firstShard),
                         {.status = 403, .body = "<Error>AccessDenied</Error>"},
                         HttpServer::always);

    const auto model = download();

    ASSERT_FALSE(model.ok());
    EXPECT_EQ(model.error().code, ErrorCode::network);
    EXPECT_THAT(model.error().message,
                HasSubstr("refuses the address that the Hub has just given"));
    EXPECT_THAT(model.error().message, HasSubstr("status 403"));
    EXPECT_THAT(model.error().message, Not(HasSubstr("AccessDenied")));
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
