#include "hub/client_support.hpp"
#include "hub/http_client.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace hub {
namespace {

using fake::Origin;
using quince::Error;
using quince::ErrorCode;
using quince::Status;
using test::codeOf;

// Less than what may wait for the sink, so that nothing is lost when the connection breaks.
constexpr qint64 size = 12'000'000;

class HttpStream : public ::testing::Test {
protected:
    HttpStream() {
        server.route(Origin::hub, "GET", QStringLiteral("/blob"), [this](const fake::Request&) {
            return fake::Response{.body = content, .rangesAllowed = true};
        });
        request = test::getFrom(server, Origin::hub, "/blob");
        request.bodyLimit = size;
    }

    BodySink sink() {
        return {[this](const HttpAnswer& head) {
                    EXPECT_TRUE(received.isEmpty());
                    heads.push_back(head);
                    return Status();
                },
                [this](QByteArrayView bytes) {
                    received.append(bytes);
                    return Status();
                }};
    }

    quince::Result<HttpAnswer> stream(const quince::StopToken& stop = {}) {
        return client.stream(request, sink(), stop);
    }

    const fake::Content content = fake::Content::seeded(3, size);
    fake::HttpServer server;
    HttpClient client{test::environmentOf(server)};
    HttpRequest request;
    std::vector<HttpAnswer> heads;
    QByteArray received;
};

TEST_F(HttpStream, DeliversHeadAndBytesInOrder) {
    const auto got = stream();

    ASSERT_TRUE(got.ok()) << got.error().message;
    ASSERT_EQ(heads.size(), 1u);
    EXPECT_EQ(heads[0].status, 200);
    EXPECT_EQ(heads[0].contentLength(), size);
    EXPECT_TRUE(received == content.all());
    EXPECT_TRUE(got->body.isEmpty());
    EXPECT_EQ(server.requests("GET /blob").at(0).headers.value("Accept-Encoding"), "identity");
}

TEST_F(HttpStream, AsksForTheRestOfAFile) {
    request.headers = {{"Range", "bytes=11999000-"}};

    ASSERT_TRUE(stream().ok());

    EXPECT_EQ(heads.at(0).status, 206);
    EXPECT_EQ(heads.at(0).header("Content-Range"), "bytes 11999000-11999999/12000000");
    EXPECT_TRUE(received == content.read(11'999'000, 1000));
}

TEST_F(HttpStream, DeliversEveryByteThatCameBeforeTheConnectionBroke) {
    server.fail("GET /blob", {.closeAfter = 7'654'321});

    const auto got = stream();

    ASSERT_FALSE(got.ok());
    EXPECT_EQ(got.error().code, ErrorCode::network);
    EXPECT_EQ(received.size(), 7'654'321);
    EXPECT_TRUE(received == content.read(0, received.size()));
}

TEST_F(HttpStream, DeliversEveryByteThatCameBeforeAPauseOrAStop) {
    server.fail("GET /blob", {.stallAfter = 5'000'001});
    request.timeout = std::chrono::milliseconds(300);

    const auto late = stream();

    ASSERT_FALSE(late.ok());
    EXPECT_EQ(late.error().code, ErrorCode::network);
    EXPECT_TRUE(received == content.read(0, 5'000'001));

    server.fail("GET /blob", {.stallAfter = 1'000'001});
    request.timeout = std::chrono::seconds(10);
    received.clear();
    quince::StopSource source;
    const BodySink stopping{{}, [&](QByteArrayView bytes) {
                                received.append(bytes);
                                if (received.size() == 1'000'001) {
                                    source.requestStop();
                                }
                                return Status();
                            }};

    const auto stopped = client.stream(request, stopping, source.token());

    ASSERT_FALSE(stopped.ok());
    EXPECT_EQ(stopped.error().code, ErrorCode::stopped);
}

TEST_F(HttpStream, DoesNotTakeAShortBodyForAWholeOne) {
    request.bodyLimit = size + 10;
    server.fail("GET /blob", {.contentLengthOff = 10});
    EXPECT_EQ(codeOf(stream()), ErrorCode::network);
    EXPECT_EQ(received.size(), size);

    // Without a length Qt may take the end of the connection for the end of the body.
    received.clear();
    server.fail("GET /blob", {.chunkedWithoutEnd = true});
    const auto got = stream();
    EXPECT_TRUE(codeOf(got) == ErrorCode::network || received.size() == size);
    EXPECT_TRUE(received == content.read(0, received.size()));
}

TEST_F(HttpStream, RefusesALargerBodyBeforeItsFirstByte) {
    request.bodyLimit = size - 1;

    const auto got = stream();

    ASSERT_FALSE(got.ok());
    EXPECT_EQ(got.error().code, ErrorCode::untrusted);
    EXPECT_TRUE(heads.empty());
    EXPECT_TRUE(received.isEmpty());
}

TEST_F(HttpStream, RefusesACompressedBody) {
    server.fail("GET /blob", {.headers = {{"Content-Encoding", "gzip"}}});

    EXPECT_EQ(codeOf(stream()), ErrorCode::untrusted);
    EXPECT_TRUE(received.isEmpty());
}

TEST_F(HttpStream, KeepsTheBodyOfAnErrorAwayFromTheSink) {
    server.fail("GET /blob", {.status = 403, .body = "<Error>expired</Error>"});

    const auto got = stream();

    ASSERT_TRUE(got.ok());
    EXPECT_EQ(got->status, 403);
    EXPECT_EQ(got->body, "<Error>expired</Error>");
    EXPECT_TRUE(heads.empty());
    EXPECT_TRUE(received.isEmpty());
}

TEST_F(HttpStream, EndsWithTheSinksOwnError) {
    int calls = 0;
    const BodySink full{{}, [&calls](QByteArrayView) {
                            ++calls;
                            return Status(Error{ErrorCode::diskFull, "No room", "/a"});
                        }};
    const auto got = client.stream(request, full, {});
    ASSERT_FALSE(got.ok());
    EXPECT_EQ(got.error().code, ErrorCode::diskFull);
    EXPECT_EQ(calls, 1);

    const BodySink refusing{[](const HttpAnswer&) {
                                return Status(Error{ErrorCode::mismatch, "Another file", {}});
                            },
                            sink().take};
    EXPECT_EQ(codeOf(client.stream(request, refusing, {})), ErrorCode::mismatch);
    EXPECT_TRUE(received.isEmpty());
}

TEST_F(HttpStream, DoesNotReadFasterThanTheSinkTakes) {
    constexpr qint64 much = 200'000'000;  // several times what may wait on the way
    server.route(Origin::hub, "GET", QStringLiteral("/much"), [](const fake::Request&) {
        return fake::Response{.body = fake::Content::seeded(1, much)};
    });
    server.fail("GET /much", {.stallAfter = much - 1});
    request = test::getFrom(server, Origin::hub, "/much");
    request.bodyLimit = much;
    const BodySink slow{
        {}, [&](QByteArrayView) {
            // Long enough for the server to send all of it if anybody read.
            const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(500);
            while (std::chrono::steady_clock::now() < end && server.stalled() == 0) {
                std::this_thread::yield();
            }
            EXPECT_EQ(server.stalled(), 0);
            return Status(Error{ErrorCode::io, "enough", {}});
        }};

    EXPECT_EQ(codeOf(client.stream(request, slow, {})), ErrorCode::io);
}

}  // namespace
}  // namespace hub
