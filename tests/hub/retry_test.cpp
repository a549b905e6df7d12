#include "hub/retry.hpp"

#include "hub/client_support.hpp"
#include "hub/http_client.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <vector>

namespace hub {
namespace {

using fake::Origin;
using quince::ErrorCode;
using quince::Status;
using std::chrono::milliseconds;
using std::chrono::seconds;
using test::TestWaiter;
using Waits = std::vector<milliseconds>;

std::optional<milliseconds> waitAskedBy(const QByteArray& name, const QByteArray& value) {
    HttpAnswer answer;
    answer.status = 429;
    answer.headers.push_back({name, value});
    return askedWait(answer, TestWaiter().now());
}

TEST(Backoff, DoublesUpToEightSeconds) {
    EXPECT_EQ(backoff(1, 0), seconds(1));
    EXPECT_EQ(backoff(2, 0), seconds(2));
    EXPECT_EQ(backoff(4, 0), seconds(8));
    EXPECT_EQ(backoff(100, 0), seconds(8));
    EXPECT_EQ(backoff(3, 1), milliseconds(4800));
    EXPECT_EQ(backoff(3, -1), milliseconds(3200));
}

TEST(AskedWait, IsWhatTheServerSaysAndASecondMore) {
    EXPECT_EQ(waitAskedBy("RateLimit", "\"api\";r=0;t=3"), seconds(4));
    EXPECT_EQ(waitAskedBy("ratelimit", "\"api\";r=0;t=3, \"resolvers\"; r=0; t=7"), seconds(8));
    EXPECT_EQ(waitAskedBy("RateLimit", "\"api\";r=5;t=3"), std::nullopt);
    EXPECT_EQ(waitAskedBy("Retry-After", "2"), seconds(3));
    EXPECT_EQ(waitAskedBy("Retry-After", "Wed, 21 Oct 2015 07:28:30 GMT"), seconds(31));
    EXPECT_EQ(waitAskedBy("Retry-After", "Wed, 21 Oct 2015 07:27:00 GMT"), seconds(1));
    EXPECT_EQ(waitAskedBy("Retry-After", "soon"), std::nullopt);
    EXPECT_EQ(waitAskedBy("Retry-After", "-5"), std::nullopt);
    EXPECT_EQ(waitAskedBy("X", "2"), std::nullopt);
}

TEST(AskedWait, IsNeverLongerThanFiveMinutes) {
    EXPECT_EQ(waitAskedBy("Retry-After", "9223372036854775807"), seconds(300));
    EXPECT_EQ(waitAskedBy("Retry-After", "Mon, 21 Oct 2115 07:28:30 GMT"), seconds(300));
    EXPECT_EQ(waitAskedBy("RateLimit", "\"api\";r=0;t=300"), seconds(300));
}

class RetryTest : public ::testing::Test {
protected:
    RetryTest() {
        for (const char* method : {"GET", "POST"}) {
            server.route(Origin::hub, method, QStringLiteral("/x"), [](const fake::Request&) {
                return fake::Response{.body = fake::Content("good")};
            });
        }
        request = test::getFrom(server, Origin::hub, "/x");
    }

    RetryOptions options() {
        return {.jitter = [] { return 0.0; },
                .onPause = [this](const Pause& pause) { pauses.push_back(pause); }};
    }

    fake::HttpServer server;
    HttpClient client{test::environmentOf(server)};
    TestWaiter waiter;
    std::vector<Pause> pauses;
    Retry retry{waiter, options()};
    HttpRequest request;
};

TEST_F(RetryTest, GoesOnWhenTheServerRecovers) {
    server.fail("/x", {.status = 503}, 2);

    const auto got = retry.send(client, request, {});

    ASSERT_TRUE(got.ok());
    EXPECT_EQ(got->body, "good");
    EXPECT_EQ(waiter.waits(), (Waits{seconds(1), seconds(2)}));
    ASSERT_EQ(pauses.size(), 2u);
    EXPECT_EQ(pauses[1].reason, Pause::Reason::serverFails);
    EXPECT_EQ(pauses[1].retry, 2);
    EXPECT_EQ(pauses[1].host, "127.0.0.1");
}

TEST_F(RetryTest, GivesUpAfterSixTries) {
    for (const int status : {500, 502, 504, 408}) {
        server.clearFaults();
        server.forgetRequests();
        TestWaiter own;
        server.fail("/x", {.status = status}, fake::HttpServer::always);

        const auto got = Retry(own, options()).send(client, request, {});

        ASSERT_TRUE(got.ok());
        EXPECT_EQ(got->status, status);
        EXPECT_EQ(server.requests("/x").size(), 6u);
        EXPECT_EQ(own.waits(), (Waits{seconds(1), seconds(2), seconds(4), seconds(8), seconds(8)}));
    }
}

TEST_F(RetryTest, TriesABrokenConnectionAgain) {
    server.fail("/x", {.closeAfter = 1}, 2);

    const auto got = retry.send(client, request, {});

    ASSERT_TRUE(got.ok());
    EXPECT_EQ(got->body, "good");
    EXPECT_EQ(pauses.at(0).reason, Pause::Reason::noConnection);
}

TEST_F(RetryTest, WaitsAsLongAsTheServerAsks) {
    server.fail("/x", {.status = 429, .headers = {{"RateLimit", "\"api\";r=0;t=3"}}});
    server.fail("/x", {.status = 429, .headers = {{"Retry-After", "2"}}});
    server.fail("/x", {.status = 429});

    ASSERT_TRUE(retry.send(client, request, {}).ok());

    EXPECT_EQ(waiter.waits(), (Waits{seconds(1), seconds(3), seconds(4)}));
    EXPECT_EQ(pauses.at(2).reason, Pause::Reason::serverAsks);
    EXPECT_EQ(pauses.at(2).length, seconds(4));
}

TEST_F(RetryTest, DoesNotRepeatWhatCannotBecomeBetter) {
    for (const int status : {400, 401, 403, 404, 409, 413, 422, 501}) {
        server.fail("/x", {.status = status});

        const auto got = retry.send(client, request, {});

        ASSERT_TRUE(got.ok());
        EXPECT_EQ(got->status, status);
    }
    EXPECT_TRUE(waiter.waits().empty());
    EXPECT_EQ(server.requests("/x").size(), 8u);
}

TEST_F(RetryTest, RepeatsWhatMayHaveHappenedOnlyIfItWasRefused) {
    request.method = HttpMethod::post;
    request.body = QByteArray("x");
    request.headers = {{"Content-Type", "text/plain"}};
    server.fail("/x", {.status = 500});
    server.fail("/x", {.status = 429});

    const auto got = retry.send(client, request, {}, Repeat::onlyIfRefused);

    ASSERT_TRUE(got.ok());
    EXPECT_EQ(got->status, 500);
    EXPECT_EQ(server.requests("/x").size(), 2u);
}

TEST_F(RetryTest, EndsAtOnceWhenStoppedInAWait) {
    server.fail("/x", {.status = 429, .headers = {{"Retry-After", "200"}}});
    quince::StopSource source;
    waiter.onWait = [&source] { source.requestStop(); };

    const auto got = retry.send(client, request, source.token());

    ASSERT_FALSE(got.ok());
    EXPECT_EQ(got.error().code, ErrorCode::stopped);
    EXPECT_EQ(server.requests("/x").size(), 1u);
}

TEST_F(RetryTest, LeavesABodyThatBrokeOffToItsReader) {
    QByteArray received;
    const BodySink sink{{}, [&received](QByteArrayView bytes) {
                            received.append(bytes);
                            return Status();
                        }};
    server.fail("/x", {.closeAfter = 2});
    server.fail("/x", {.status = 500});

    const auto got = retry.stream(client, request, sink, {});

    ASSERT_FALSE(got.ok());
    EXPECT_EQ(got.error().code, ErrorCode::network);
    EXPECT_EQ(received, "go");
    EXPECT_EQ(waiter.waits(), Waits{seconds(1)});
}

TEST(RealWaiter, SeesAStopLongBeforeItsTime) {
    quince::StopSource source;
    source.requestStop();
    RealWaiter waiter;

    EXPECT_FALSE(waiter.wait(std::chrono::hours(1), source.token()));
    EXPECT_TRUE(waiter.wait(milliseconds(1), {}));
}

}  // namespace
}  // namespace hub
