#include "desktop/hub_reference.hpp"

#include <gtest/gtest.h>

namespace app {
namespace {

const QUrl hub(QStringLiteral("https://huggingface.co"));

/// "id@revision", "" for words; with a '!' in front where it is an address.
std::string read(const char* text, const QUrl& endpoint = hub) {
    const auto reference = hubReferenceOf(QString::fromUtf8(text), endpoint);
    if (!reference) {
        return {};
    }
    std::string out = reference->isAddress ? "!" : "";
    out += reference->repo.id;
    return reference->repo.revision.empty() ? out : out + "@" + reference->repo.revision;
}

TEST(HubReference, ReadsIds) {
    EXPECT_EQ(read("Qwen/Qwen3-8B"), "Qwen/Qwen3-8B");
    EXPECT_EQ(read("  Qwen/Qwen3-8B\n"), "Qwen/Qwen3-8B");
    EXPECT_EQ(read("Qwen/Qwen3-8B@v1"), "Qwen/Qwen3-8B@v1");
}

TEST(HubReference, ReadsAddresses) {
    EXPECT_EQ(read("https://huggingface.co/Qwen/Qwen3-8B"), "!Qwen/Qwen3-8B");
    EXPECT_EQ(read("https://huggingface.co/Qwen/Qwen3-8B/"), "!Qwen/Qwen3-8B");
    EXPECT_EQ(read("huggingface.co/Qwen/Qwen3-8B?library=mlx#x"), "!Qwen/Qwen3-8B");
    EXPECT_EQ(read("https://hf.co/gpt2"), "!gpt2");
    EXPECT_EQ(read("https://huggingface.co/gpt2/tree/main"), "!gpt2@main");
}

TEST(HubReference, ReadsRevisionsOfAddresses) {
    EXPECT_EQ(read("https://huggingface.co/a/b/tree/dev"), "!a/b@dev");
    EXPECT_EQ(read("https://huggingface.co/a/b/tree/refs%2Fpr%2F3"), "!a/b@refs/pr/3");
    EXPECT_EQ(read("https://huggingface.co/a/b/tree/refs/pr/3/sub"), "!a/b@refs/pr/3");
    EXPECT_EQ(read("https://huggingface.co/a/b/blob/main/config.json"), "!a/b@main");
    EXPECT_EQ(read("https://huggingface.co/a/b/resolve/dev/x/y.json"), "!a/b@dev");
    EXPECT_EQ(read("https://huggingface.co/a/b/discussions/1"), "!a/b");
}

TEST(HubReference, KnowsAnotherEndpoint) {
    const QUrl mirror(QStringLiteral("http://127.0.0.1:8080"));
    EXPECT_EQ(read("http://127.0.0.1:8080/a/b", mirror), "!a/b");
    EXPECT_EQ(read("http://127.0.0.1:8081/a/b", mirror), "");
    EXPECT_EQ(read("http://127.0.0.1:8080/a/b"), "");
}

TEST(HubReference, LeavesWordsAndOtherThingsAlone) {
    for (const char* text : {"", "qwen", "qwen 8b", "qwen / 8b", "https://example.com/a/b",
                             "https://huggingface.co/datasets/a/b", "https://huggingface.co/",
                             "https://huggingface.co/spaces/a/b", "a/b/c", "../etc", "a//b"}) {
        EXPECT_EQ(read(text), "") << text;
    }
}

TEST(HubReference, MakesThePageOfAModel) {
    EXPECT_EQ(webPageOf("a/b", hub).toString(), QStringLiteral("https://huggingface.co/a/b"));
}

}  // namespace
}  // namespace app
