#include "hub/redirect.hpp"

#include <gtest/gtest.h>

namespace hub {
namespace {

using quince::ErrorCode;

const QUrl endpoint(QStringLiteral("https://huggingface.co"));

HttpRequest requestTo(const char* url, Redirects redirects = Redirects::anywhere) {
    HttpRequest request;
    request.url = QUrl::fromEncoded(url);
    request.redirects = redirects;
    return request;
}

HttpAnswer answerWith(int status, const QByteArray& location) {
    HttpAnswer answer;
    answer.status = status;
    if (!location.isEmpty()) {
        answer.headers.push_back({"location", location});
    }
    return answer;
}

QByteArray targetOf(const HttpRequest& request, const QByteArray& location, int status = 302) {
    const auto target = redirectionOf(request, answerWith(status, location), endpoint);
    if (!target) {
        return "refused";
    }
    return *target ? (*target)->toEncoded() : QByteArray("taken as it is");
}

TEST(Redirect, LeadsToARelativeOrAnAbsoluteAddress) {
    const HttpRequest request = requestTo("https://huggingface.co/a/b/resolve/main/f%20g?x=1");

    EXPECT_EQ(targetOf(request, "/api/c/refs%2Fpr%2F1?etag=%22a%22"),
              "https://huggingface.co/api/c/refs%2Fpr%2F1?etag=%22a%22");
    EXPECT_EQ(targetOf(request, "h"), "https://huggingface.co/a/b/resolve/main/h");
    EXPECT_EQ(targetOf(request, "//cdn.example/x"), "https://cdn.example/x");
    EXPECT_EQ(targetOf(request, "https://cdn.example/x?Signature=a%2Bb~c"),
              "https://cdn.example/x?Signature=a%2Bb~c");
}

TEST(Redirect, NeverLeadsOutOfASecureConnection) {
    const HttpRequest request = requestTo("https://huggingface.co/x");

    EXPECT_EQ(targetOf(request, "http://huggingface.co/x"), "refused");
    EXPECT_EQ(targetOf(request, "http://127.0.0.1/x"), "refused");
    EXPECT_EQ(targetOf(request, "file:///etc/passwd"), "refused");
    EXPECT_EQ(targetOf(request, "https://me:secret@cdn.example/x"), "refused");
    EXPECT_EQ(targetOf(request, "https:///x"), "refused");
    EXPECT_EQ(targetOf(requestTo("http://127.0.0.1:8080/x"), "http://example.org/x"), "refused");
    EXPECT_EQ(targetOf(requestTo("http://127.0.0.1:8080/x"), "http://localhost:9/x"),
              "http://localhost:9/x");
}

TEST(Redirect, IsRefusedWithoutALocation) {
    EXPECT_EQ(targetOf(requestTo("https://huggingface.co/x"), ""), "refused");
    EXPECT_EQ(targetOf(requestTo("https://huggingface.co/x"), "https://[bad"), "refused");
}

TEST(Redirect, StaysWhereItWasToldTo) {
    const HttpRequest within = requestTo("https://huggingface.co/x", Redirects::sameOrigin);
    EXPECT_EQ(targetOf(within, "https://huggingface.co:443/y"), "https://huggingface.co:443/y");
    EXPECT_EQ(targetOf(within, "https://huggingface.co:444/y"), "refused");
    EXPECT_EQ(targetOf(within, "https://login.example/"), "refused");

    const HttpRequest relative = requestTo("https://huggingface.co/x", Redirects::onlyRelative);
    EXPECT_EQ(targetOf(relative, "/y", 307), "https://huggingface.co/y");
    EXPECT_EQ(targetOf(relative, "https://cdn.example/y"), "taken as it is");

    EXPECT_EQ(targetOf(requestTo("https://huggingface.co/x", Redirects::none), "/y"),
              "taken as it is");
}

TEST(Redirect, DoesNotTurnAPostIntoAGet) {
    HttpRequest request = requestTo("https://huggingface.co/x");
    request.method = HttpMethod::post;

    EXPECT_EQ(targetOf(request, "/y", 307), "https://huggingface.co/y");
    EXPECT_EQ(targetOf(request, "/y", 308), "https://huggingface.co/y");
    EXPECT_EQ(targetOf(request, "/y", 302), "taken as it is");
    EXPECT_EQ(targetOf(request, "/y", 303), "taken as it is");
    EXPECT_EQ(targetOf(requestTo("https://huggingface.co/x"), "/y", 304), "taken as it is");
}

TEST(Redirect, LeavesSecretsBehindWhenTheOriginChanges) {
    HttpRequest request = requestTo("https://huggingface.co/x");
    request.token = Token::fromText("hf_secret");
    request.headers = {{"AUTHORIZATION", "Basic x"}, {"cookie", "a=b"}, {"Range", "bytes=5-"}};

    const HttpRequest same = redirected(request, QUrl(QStringLiteral("https://huggingface.co/y")));
    EXPECT_EQ(same.token, request.token);
    EXPECT_EQ(same.headers.size(), 3u);

    for (const char* other : {"https://cdn.example/y", "https://huggingface.co:8443/y",
                              "https://huggingface.co.evil.example/y"}) {
        const HttpRequest next = redirected(request, QUrl::fromEncoded(other));

        EXPECT_TRUE(next.token.isEmpty()) << other;
        ASSERT_EQ(next.headers.size(), 1u) << other;
        EXPECT_EQ(next.headers[0].name, "Range");
    }
}

TEST(Redirect, MovesTheHubsOwnAddressesToAMirror) {
    const QUrl mirror(QStringLiteral("https://mirror.example/hf"));
    const QUrl page = QUrl::fromEncoded("https://huggingface.co/api/x%2Fy?cursor=a%3D");

    EXPECT_EQ(onEndpoint(page, mirror).toEncoded(),
              "https://mirror.example/hf/api/x%2Fy?cursor=a%3D");
    EXPECT_EQ(onEndpoint(page, endpoint), page);
    EXPECT_EQ(onEndpoint(QUrl(QStringLiteral("https://cdn.example/x")), mirror),
              QUrl(QStringLiteral("https://cdn.example/x")));
}

}  // namespace
}  // namespace hub
