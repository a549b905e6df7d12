#include "hub/http_client.hpp"

#include "hub/client_support.hpp"
#include "support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>

namespace hub {
namespace {

using fake::Origin;
using quince::ErrorCode;
using test::codeOf;
using test::getFrom;

constexpr const char* secret = "hf_secret";

class HttpClientTest : public ::testing::Test {
protected:
    HttpRequest get(const QByteArray& path) const { return getFrom(server, Origin::hub, path); }

    void answer(const QByteArray& path, const fake::Response& response,
                Origin origin = Origin::hub) {
        for (const char* method : {"GET", "POST", "PUT"}) {
            server.route(origin, method, QString::fromUtf8(path),
                         [response](const fake::Request&) { return response; });
        }
    }

    fake::HttpServer server;
    HttpClient client{test::environmentOf(server)};
};

TEST_F(HttpClientTest, BringsStatusHeadersAndBody) {
    answer("/x", {.headers = {{"X-One", "1"}, {"X-HF-Warning", "a; b"}, {"X-HF-Warning", "c; d"}},
                  .body = fake::Content("{\"a\": 1}")});

    const auto got = client.send(get("/x"), {});

    ASSERT_TRUE(got.ok()) << got.error().message;
    EXPECT_EQ(got->status, 200);
    EXPECT_EQ(got->body, "{\"a\": 1}");
    EXPECT_EQ(got->header("x-one"), "1");
    EXPECT_EQ(got->header("x-hf-warning"), "a; b, c; d");
    EXPECT_EQ(got->header("x-two"), std::nullopt);
    EXPECT_EQ(got->contentLength(), 8);
    EXPECT_EQ(got->url, get("/x").url);
}

TEST_F(HttpClientTest, SaysWhoItIsAndShowsTheTokenInOneHeaderOnly) {
    answer("/x", {});
    HttpRequest request = get("/x");
    request.token = Token::fromText(secret);
    request.encoding = Encoding::identity;

    ASSERT_TRUE(client.send(request, {}).ok());

    const fake::Headers sent = server.requests("GET /x").at(0).headers;
    EXPECT_EQ(sent.value("User-Agent"), "quince/test");
    EXPECT_EQ(sent.value("Authorization"), "Bearer hf_secret");
    EXPECT_EQ(sent.value("Accept-Encoding"), "identity");
    EXPECT_FALSE(sent.has("Cookie"));
}

TEST_F(HttpClientTest, TakesErrorsOfTheServerAsAnswers) {
    answer("/x", {.status = 404, .body = fake::Content("{\"error\": \"no\"}")});
    answer("/y", {.status = 401,
                  .headers = {{"WWW-Authenticate", "Bearer realm=\"x\""}},
                  .body = fake::Content("who?")});
    answer("/z", {.status = 503, .body = fake::Content("later")});

    const auto missing = client.send(get("/x"), {});
    const auto refused = client.send(get("/y"), {});
    const auto failed = client.send(get("/z"), {});

    ASSERT_TRUE(missing.ok() && refused.ok() && failed.ok());
    EXPECT_EQ(missing->status, 404);
    EXPECT_EQ(missing->body, "{\"error\": \"no\"}");
    EXPECT_EQ(refused->status, 401);
    EXPECT_EQ(refused->body, "who?");
    EXPECT_EQ(failed->status, 503);
    EXPECT_EQ(failed->body, "later");
}

TEST_F(HttpClientTest, NeitherKeepsNorSendsCookies) {
    answer("/x", {.headers = {{"Set-Cookie", "session=1; Path=/"}}});

    ASSERT_TRUE(client.send(get("/x"), {}).ok());
    ASSERT_TRUE(client.send(get("/x"), {}).ok());

    EXPECT_FALSE(server.requests("GET /x").at(1).headers.has("Cookie"));
}

TEST_F(HttpClientTest, LeavesTheTokenBehindOnTheWayToAnotherOrigin) {
    answer("/a", {.status = 307, .headers = {{"Location", "/b"}}});
    answer("/b",
           {.status = 302, .headers = {{"Location", server.url(Origin::cdn).toEncoded() + "/c"}}});
    answer("/c", {.body = fake::Content("blob")}, Origin::cdn);
    HttpRequest request = get("/a");
    request.token = Token::fromText(secret);
    request.headers = {{"Range", "bytes=0-"}};
    request.redirects = Redirects::anywhere;

    const auto got = client.send(request, {});

    ASSERT_TRUE(got.ok()) << got.error().message;
    EXPECT_EQ(got->body, "blob");
    EXPECT_EQ(got->url.path(), u"/c");
    EXPECT_TRUE(server.requests("GET /b").at(0).headers.has("Authorization"));
    EXPECT_FALSE(server.requests("GET /c").at(0).headers.has("Authorization"));
    EXPECT_EQ(server.requests("GET /c").at(0).headers.value("Range"), "bytes=0-");
}

TEST_F(HttpClientTest, StopsFollowingAfterTenRedirections) {
    answer("/a", {.status = 302, .headers = {{"Location", "/a"}}});

    const auto got = client.send(get("/a"), {});

    ASSERT_FALSE(got.ok());
    EXPECT_EQ(got.error().code, ErrorCode::untrusted);
    EXPECT_EQ(server.requests("GET /a").size(), 11u);
}

TEST_F(HttpClientTest, StaysSilentWhenOfflineOrWhereAnAddressIsNotAllowed) {
    HubEnvironment environment = test::environmentOf(server);
    environment.offline = true;
    HttpClient offline(environment);

    EXPECT_EQ(codeOf(offline.send(get("/x"), {})), ErrorCode::offline);
    HttpRequest open;
    open.url = QUrl(QStringLiteral("http://example.org/?token=abc"));
    const auto got = client.send(open, {});

    ASSERT_FALSE(got.ok());
    EXPECT_EQ(got.error().code, ErrorCode::untrusted);
    EXPECT_EQ(got.error().message.find("abc"), std::string::npos);
    EXPECT_EQ(server.connections(), 0);
}

TEST_F(HttpClientTest, TellsWhatIsWrongWithTheConnection) {
    answer("/x", {.body = fake::Content("abcdef")});
    server.fail("GET /x", {.closeAfter = 3});
    EXPECT_EQ(codeOf(client.send(get("/x"), {})), ErrorCode::network);

    server.fail("GET /x", {.raw = "SSH-2.0-OpenSSH_9\r\n"}, fake::HttpServer::always);
    EXPECT_EQ(codeOf(client.send(get("/x"), {})), ErrorCode::network);

    server.clearFaults();
    server.fail("GET /x", {.stallAnswer = true});
    HttpRequest impatient = get("/x");
    impatient.timeout = std::chrono::milliseconds(100);
    const auto late = client.send(impatient, {});
    ASSERT_FALSE(late.ok());
    EXPECT_EQ(late.error().code, ErrorCode::network);
    EXPECT_NE(late.error().message.find("sent nothing for 1 s"), std::string::npos);

    server.stop(Origin::hub);
    const auto refused = client.send(get("/x"), {});
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::network);
    EXPECT_NE(refused.error().message.find("refused"), std::string::npos);
}

TEST_F(HttpClientTest, SeesAStopWhileItWaits) {
    answer("/x", {});
    server.fail("GET /x", {.stallAnswer = true});
    quince::StopSource source;
    std::jthread person([&] {
        server.waitForStalled();
        source.requestStop();
    });

    const auto got = client.send(get("/x"), source.token());

    ASSERT_FALSE(got.ok());
    EXPECT_EQ(got.error().code, ErrorCode::stopped);
    EXPECT_EQ(codeOf(client.send(get("/x"), source.token())), ErrorCode::stopped);
    EXPECT_EQ(server.requests("GET /x").size(), 1u);
}

TEST_F(HttpClientTest, RefusesAnAnswerThatIsTooLarge) {
    answer("/x", {.body = fake::Content::seeded(1, 5'000'000)});
    answer("/y", {.status = 500, .body = fake::Content::seeded(1, 5'000'000)});
    HttpRequest request = get("/x");
    request.bodyLimit = 4'999'999;
    EXPECT_EQ(codeOf(client.send(request, {})), ErrorCode::untrusted);

    request.bodyLimit = 5'000'000;
    const auto whole = client.send(request, {});
    ASSERT_TRUE(whole.ok());
    EXPECT_EQ(whole->body, fake::Content::seeded(1, 5'000'000).all());

    const auto failed = client.send(get("/y"), {});
    ASSERT_TRUE(failed.ok());
    EXPECT_EQ(failed->status, 500);
    EXPECT_EQ(failed->body.size(), 65'536);
}

TEST_F(HttpClientTest, SendsBytesAndRangesOfFiles) {
    answer("/x", {});
    const quince::test::TempFolder folder;
    const std::string text = fake::Content::seeded(7, 3'000'000).all().toStdString();
    HttpRequest request = get("/x");
    request.method = HttpMethod::put;
    request.body = FileRange{folder.write("shard", text), 1'000'001, 1'500'000};
    std::int64_t sent = 0;
    request.onSent = [&sent](std::int64_t bytes) { sent = bytes; };

    ASSERT_TRUE(client.send(request, {}).ok());
    request.method = HttpMethod::post;
    request.body = QByteArray("{}");
    request.headers = {{"Content-Type", "application/json"}};
    ASSERT_TRUE(client.send(request, {}).ok());

    const fake::Request put = server.requests("PUT /x").at(0);
    EXPECT_EQ(put.headers.value("Content-Length"), "1500000");
    EXPECT_EQ(put.bodySha256,
              fake::Content(QByteArray::fromStdString(text.substr(1'000'001, 1'500'000))).sha256());
    EXPECT_EQ(sent, 2);
    const fake::Request post = server.requests("POST /x").at(0);
    EXPECT_EQ(post.body, "{}");
    EXPECT_EQ(post.headers.value("Content-Type"), "application/json");
}

TEST_F(HttpClientTest, SendsAPostOnceWhenItsAnswerIsLost) {
    answer("/x", {});
    HttpRequest request = get("/x");
    request.method = HttpMethod::post;
    request.body = QByteArray("commit");
    request.headers = {{"Content-Type", "text/plain"}};
    ASSERT_TRUE(client.send(request, {}).ok());  // the connection is kept for the next
    server.fail("POST /x", {.losesAnswer = true}, fake::HttpServer::always);

    EXPECT_EQ(codeOf(client.send(request, {})), ErrorCode::network);
    EXPECT_EQ(codeOf(HttpClient(test::environmentOf(server)).send(request, {})),
              ErrorCode::network);

    EXPECT_EQ(server.requests("POST /x").size(), 3u);
}

TEST_F(HttpClientTest, DoesNotSendAFileThatBecameShorter) {
    const quince::test::TempFolder folder;
    HttpRequest request = get("/x");
    request.method = HttpMethod::put;
    request.body = FileRange{folder.write("shard", "12345"), 3, 3};
    EXPECT_EQ(codeOf(client.send(request, {})), ErrorCode::mismatch);

    request.body = FileRange{folder / "missing", 0, 1};
    EXPECT_EQ(codeOf(client.send(request, {})), ErrorCode::notFound);
    EXPECT_EQ(server.connections(), 0);
}

}  // namespace
}  // namespace hub
