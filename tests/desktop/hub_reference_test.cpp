#include "desktop/hub_reference.hpp"

#include <gtest/gtest.h>

namespace app {
namespace {

const QUrl hub(QStringLiteral("https://huggingface.co"));

/// "id@revision", "" for words; with a '!' in front where it is an address.
std::string read(const char* text) {
    const auto reference = hubReferenceOf(QString::fromUtf8(text), hub);
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
    EXPECT_EQ(read("hf.co/gpt2/tree/dev\n"), "!gpt2@dev");
}

TEST(HubReference, LeavesWordsAndOtherThingsAlone) {
    for (const char* text : {"", "qwen", "qwen 8b", "qwen / 8b", "https://example.com/a/b",
                             "https://huggingface.co/datasets/a/b", "a/b/c", "../etc", "a//b"}) {
        EXPECT_EQ(read(text), "") << text;
    }
}

TEST(HubReference, MakesThePageOfAModel) {
    EXPECT_EQ(webPageOf("a/b", hub).toString(), QStringLiteral("https://huggingface.co/a/b"));
}

}  // namespace
}  // namespace app
