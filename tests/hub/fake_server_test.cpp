#include "hub/raw_client.hpp"
#include "support/fake_hub/http_server.hpp"

#include <QCryptographicHash>

#include <gtest/gtest.h>

#include <vector>

namespace {

using fake::Origin;
using hub::test::bodyOf;
using hub::test::RawClient;

/// A server with ten letters at /file and a large file at /large, both on the CDN.
class FakeServer : public ::testing::Test {
protected:
    FakeServer() {
        m_server.route(Origin::cdn, "GET", QStringLiteral("/file"), [](const fake::Request&) {
            return fake::Response{
                200, {{"ETag", "\"x\""}}, fake::Content("abcdefghij"), false, true};
        });
        m_server.route(Origin::cdn, "GET", QStringLiteral("/large"), [this](const fake::Request&) {
            return fake::Response{200, {}, m_large, false, true};
        });
        m_server.route(Origin::hub, "POST", QStringLiteral("/echo/([^/]+)"),
                       [](const fake::Request& request) {
                           return fake::Response{
                               201, {}, fake::Content(request.parts[0] + "=" + request.body)};
                       });
    }

    QByteArray get(const QByteArray& target, const QByteArray& headerLines = {}) {
        RawClient client(m_server.port(Origin::cdn));
        client.request("GET " + target, headerLines + "Connection: close\r\n");
        return client.untilClosed();
    }

    fake::Content m_large = fake::Content::seeded(7, 5'000'000);
    fake::HttpServer m_server;
};

TEST_F(FakeServer, AnswersManyRequestsOnOneConnectionAndKeepsThem) {
    RawClient client(m_server.port(Origin::cdn));

    client.request("GET /file?a=1&b=x%20y", "X-Some: thing\r\n");
    const QByteArray first = client.answer();
    client.request("HEAD /file");
    const QByteArray second = client.answer(false);
    client.request("GET /nothing");
    const QByteArray third = client.answer();

    EXPECT_EQ(first,
              "HTTP/1.1 200 OK\r\nETag: \"x\"\r\nAccept-Ranges: bytes\r\nContent-Length: 10\r\n\r\n"
              "abcdefghij");
    EXPECT_EQ(second, QByteArray(first).replace("abcdefghij", ""));
    EXPECT_TRUE(third.startsWith("HTTP/1.1 404 Not Found\r\n"));
    EXPECT_EQ(m_server.connections(), 1);
    const auto requests = m_server.requests();
    ASSERT_EQ(requests.size(), 3u);
    EXPECT_EQ(requests[0].target, "/file?a=1&b=x%20y");
    EXPECT_EQ(requests[0].queryValue("b"), "x y");
    EXPECT_EQ(requests[0].headers.value("x-some"), "thing");
    EXPECT_EQ(requests[0].origin, Origin::cdn);
    EXPECT_EQ(requests[2].answered, 404);
    EXPECT_LT(requests[0].finished, requests[1].order);
    EXPECT_EQ(m_server.requests("HEAD /file").size(), 1u);
    EXPECT_EQ(m_server.requests("/f*").size(), 2u);
    EXPECT_EQ(m_server.requests("/file?a=*").size(), 1u);
}

TEST_F(FakeServer, TakesBodiesByLengthAndInChunks) {
    RawClient client(m_server.port(Origin::hub));

    client.request("POST /echo/a%2Fb", "Content-Length: 3\r\nExpect: 100-continue\r\n");
    EXPECT_EQ(client.atLeast(25), "HTTP/1.1 100 Continue\r\n\r\n");
    client.answer(false);
    client.send("one");
    EXPECT_EQ(bodyOf(client.answer()), "a/b=one");
    client.request("POST /echo/b", "Transfer-Encoding: chunked\r\n");
    client.send("2\r\ntw\r\n1;x=y\r\no\r\n0\r\n\r\n");
    EXPECT_EQ(bodyOf(client.answer()), "b=two");

    const auto requests = m_server.requests();
    ASSERT_EQ(requests.size(), 2u);
    EXPECT_EQ(requests[1].body, "two");
    EXPECT_EQ(requests[1].bodySize, 3);
    EXPECT_EQ(requests[1].bodySha256,
              QCryptographicHash::hash("two", QCryptographicHash::Sha256).toHex());
}

TEST_F(FakeServer, RefusesWhatIsNotHttp) {
    for (const char* bytes :
         {"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", "GET /\xc3\xa4 HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"}) {
        RawClient client(m_server.port(Origin::hub));
        client.send(bytes);
        EXPECT_TRUE(client.untilClosed().startsWith("HTTP/1.1 400 ")) << bytes;
    }
    EXPECT_TRUE(m_server.requests().empty());
}

TEST_F(FakeServer, CutsAnswersToTheRange) {
    struct Case {
        QByteArray range;
        QByteArray status;
        QByteArray contentRange;
        QByteArray body;
    };
    const std::vector<Case> cases{
        {"bytes=3-", "206", "bytes 3-9/10", "defghij"}, {"bytes=0-0", "206", "bytes 0-0/10", "a"},
        {"bytes=8-99", "206", "bytes 8-9/10", "ij"},    {"bytes=-2", "206", "bytes 8-9/10", "ij"},
        {"bytes=10-", "416", "bytes */10", ""},         {"lines=1-", "200", "", "abcdefghij"},
        {"bytes=5-2", "200", "", "abcdefghij"}};

    for (const Case& item : cases) {
        const QByteArray answer = get("/file", "Range: " + item.range + "\r\n");

        EXPECT_EQ(answer.mid(9, 3), item.status) << item.range.constData();
        EXPECT_EQ(bodyOf(answer), item.body) << item.range.constData();
        EXPECT_EQ(answer.contains("Content-Range"), !item.contentRange.isEmpty());
        EXPECT_TRUE(answer.contains(item.contentRange)) << answer.constData();
    }
}

TEST_F(FakeServer, SendsLargeBodiesWhole) {
    EXPECT_EQ(bodyOf(get("/large")), m_large.all());
    EXPECT_EQ(bodyOf(get("/large", "Range: bytes=4999990-\r\n")), m_large.read(4'999'990, 99));
}

TEST_F(FakeServer, EndsABodyEarly) {
    m_server.fail("/file", {.closeAfter = 4});
    m_server.fail("/file", {.contentLengthOff = 5});
    m_server.fail("/file", {.chunkedWithoutEnd = true});
    m_server.fail("/file", {.losesAnswer = true});

    EXPECT_EQ(get("/file"), "") << "the newest first";
    const QByteArray chunked = get("/file");
    EXPECT_TRUE(chunked.contains("Transfer-Encoding: chunked"));
    EXPECT_FALSE(chunked.contains("Content-Length"));
    EXPECT_EQ(bodyOf(chunked), "a\r\nabcdefghij\r\n");
    const QByteArray tooLong = get("/file");
    EXPECT_TRUE(tooLong.contains("Content-Length: 15\r\n"));
    EXPECT_EQ(bodyOf(tooLong), "abcdefghij");
    const QByteArray cut = get("/file");
    EXPECT_TRUE(cut.contains("Content-Length: 10\r\n"));
    EXPECT_EQ(bodyOf(cut), "abcd");
    EXPECT_EQ(bodyOf(get("/file")), "abcdefghij") << "each fault holds once";
}

TEST_F(FakeServer, FailsAsOftenAsItIsTold) {
    m_server.fail("GET /file", {.status = 503, .body = "later", .headers = {{"Retry-After", "2"}}},
                  2, 1);

    EXPECT_EQ(get("/file").mid(9, 3), "200");
    EXPECT_EQ(
        get("/file"),
        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 5\r\nRetry-After: 2\r\n\r\nlater");
    EXPECT_EQ(get("/file").mid(9, 3), "503");
    EXPECT_EQ(get("/file").mid(9, 3), "200");
}

TEST_F(FakeServer, AnswersWrongly) {
    m_server.fail("/file", {.raw = "not HTTP"});
    EXPECT_EQ(get("/file"), "not HTTP");

    m_server.fail("/file", {.withoutHeaders = {"ETag"}, .flipByteAt = 4});
    const QByteArray flipped = get("/file", "Range: bytes=3-5\r\n");
    EXPECT_EQ(bodyOf(flipped), "ddf");
    EXPECT_FALSE(flipped.contains("ETag"));

    m_server.fail("/file", {.ignoresRange = true});
    EXPECT_EQ(get("/file", "Range: bytes=3-5\r\n").mid(9, 3), "200");

    m_server.fail("/file", {.contentRange = "bytes 0-2/10"});
    EXPECT_TRUE(get("/file", "Range: bytes=3-5\r\n").contains("Content-Range: bytes 0-2/10\r\n"));
}

TEST_F(FakeServer, StallsUntilItIsReleased) {
    m_server.fail("/file", {.stallAfter = 4});
    m_server.fail("/large", {.stallAnswer = true});
    RawClient small(m_server.port(Origin::cdn));
    RawClient large(m_server.port(Origin::cdn));

    small.request("GET /file");
    large.request("GET /large", "Range: bytes=0-1\r\n");
    ASSERT_TRUE(m_server.waitForStalled(2));
    EXPECT_EQ(bodyOf(small.atLeast(1)).size(), 4);
    m_server.release();

    EXPECT_EQ(bodyOf(small.answer()), "abcdefghij");
    EXPECT_EQ(bodyOf(large.answer()), m_large.read(0, 2));
    EXPECT_EQ(m_server.stalled(), 0);
}

TEST_F(FakeServer, DropsAnUploadMidway) {
    m_server.fail("POST /echo/*", {.closesWhenRead = 5});
    RawClient client(m_server.port(Origin::hub));

    client.request("POST /echo/a", "Content-Length: 100\r\n");
    client.send("0123456789");

    EXPECT_EQ(client.untilClosed(), "");
    const auto requests = m_server.requests();
    ASSERT_EQ(requests.size(), 1u);
    EXPECT_FALSE(requests[0].complete);
    EXPECT_GE(requests[0].bodySize, 5);
}

TEST_F(FakeServer, StopsListening) {
    RawClient client(m_server.port(Origin::hub));
    client.request("POST /echo/a", "Content-Length: 1\r\n");
    ASSERT_TRUE(m_server.waitForRequests("/echo/a"));

    m_server.stop(Origin::hub);

    EXPECT_EQ(client.untilClosed(), "");
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), m_server.port(Origin::hub));
    EXPECT_FALSE(socket.waitForConnected(10'000));
    EXPECT_EQ(socket.error(), QAbstractSocket::ConnectionRefusedError);
}

TEST(FakeContent, IsTheSameHoweverItIsRead) {
    const auto content = fake::Content::seeded(3, 3'000'000, "head");
    const QByteArray all = content.all();

    ASSERT_EQ(all.size(), 3'000'000);
    EXPECT_TRUE(all.startsWith("head"));
    for (const qint64 offset : {0, 1, 3, 4, 1'048'572, 1'048'573, 1'048'576, 2'999'990}) {
        EXPECT_EQ(content.read(offset, 20), all.mid(offset, 20)) << offset;
    }
    EXPECT_EQ(content.read(3'000'000, 1), "");
    EXPECT_NE(content.read(100, 1'048'573), content.read(100 + 1'048'573, 1'048'573));
    EXPECT_NE(fake::Content::seeded(4, 3'000'000).read(100, 20), content.read(100, 20));
    EXPECT_EQ(content.sha256(), QCryptographicHash::hash(all, QCryptographicHash::Sha256).toHex());
}

TEST(FakeContent, NamesBlobsAsGitDoes) {
    // printf 'hello\n' | git hash-object --stdin; git hash-object /dev/null
    EXPECT_EQ(fake::Content("hello\n").gitSha1(), "ce013625030ba8dba906f756967f9e9ca394464a");
    EXPECT_EQ(fake::Content().gitSha1(), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
}

}  // namespace
