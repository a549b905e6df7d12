#include "hub/hub_urls.hpp"

#include <gtest/gtest.h>

namespace hub {
namespace {

const QUrl endpoint(QStringLiteral("https://huggingface.co"));

QByteArray nextOf(const QByteArray& link) {
    HttpAnswer answer;
    answer.url = QUrl(QStringLiteral("https://huggingface.co/api/models?limit=2"));
    answer.headers.push_back({"Link", link});
    const std::optional<QUrl> next = nextPage(answer);
    return next ? next->toEncoded() : QByteArray("none");
}

TEST(HubUrls, EscapeARevisionWholeAndAPathByItsParts) {
    EXPECT_EQ(
        resolveUrl(endpoint, "org/name", "refs/pr/1", "a b/c#d%2f+\xc3\xa9?.json").toEncoded(),
        "https://huggingface.co/org/name/resolve/refs%2Fpr%2F1/"
        "a%20b/c%23d%252f%2B%C3%A9%3F.json");
}

TEST(HubUrls, KeepThePathOfTheEndpoint) {
    const QUrl mirror(QStringLiteral("https://mirror.example/hf"));

    EXPECT_EQ(
        hubUrl(mirror, "/api/models", {{"search", "a&b=c d"}, {"filter", "x:y/z"}}).toEncoded(),
        "https://mirror.example/hf/api/models?search=a%26b%3Dc%20d&filter=x%3Ay%2Fz");
}

TEST(HubUrls, FindTheNextPageInALinkHeader) {
    EXPECT_EQ(nextOf("<https://huggingface.co/api/models?cursor=a%2Bb&x=1,2>; rel=\"next\""),
              "https://huggingface.co/api/models?cursor=a%2Bb&x=1,2");
    EXPECT_EQ(nextOf("<https://a.example/p>; rel=\"prev\", </api/models?p=3>; title=x; rel=next"),
              "https://huggingface.co/api/models?p=3");
    EXPECT_EQ(nextOf("<https://a.example/p>; rel=\"xet-auth\""), "none");
    EXPECT_EQ(nextOf("<https://a.example/p>; rel=\"nextish\""), "none");
    EXPECT_EQ(nextOf("rel=next"), "none");
    EXPECT_EQ(nextOf(""), "none");
}

}  // namespace
}  // namespace hub
