#include "hub/repo_address.hpp"

#include <gtest/gtest.h>

namespace hub {
namespace {

using quince::RepoReference;

const QUrl publicHub(QStringLiteral("https://huggingface.co"));

TEST(RepoAddress, NamesTheModelOfEachOfItsPages) {
    const std::pair<const char*, RepoReference> cases[] = {
        {"https://huggingface.co/Qwen/Qwen3-8B", {"Qwen/Qwen3-8B", ""}},
        {"  https://huggingface.co/Qwen/Qwen3-8B/ ", {"Qwen/Qwen3-8B", ""}},
        {"http://hf.co/Qwen/Qwen3-8B?library=mlx#use", {"Qwen/Qwen3-8B", ""}},
        {"huggingface.co/gpt2", {"gpt2", ""}},
        {"https://huggingface.co/gpt2/tree/main", {"gpt2", "main"}},
        {"https://huggingface.co/org/name/tree/v1.0/onnx", {"org/name", "v1.0"}},
        {"https://huggingface.co/org/name/blob/main/config.json", {"org/name", "main"}},
        {"https://huggingface.co/org/name/tree/refs%2Fpr%2F7", {"org/name", "refs/pr/7"}},
        {"https://huggingface.co/org/name/blob/refs/pr/7/a.txt", {"org/name", "refs/pr/7"}},
        {"https://huggingface.co/org/name/discussions/3", {"org/name", ""}},
        {"huggingface.co/models/org/name", {"org/name", ""}},
        {"https://huggingface.co/org/name/resolve/v1.0/x?download=true", {"org/name", "v1.0"}},
    };
    for (const auto& [text, repo] : cases) {
        EXPECT_EQ(repoOfAddress(text, publicHub), repo) << text;
    }
}

TEST(RepoAddress, KnowsTheHubInUse) {
    const QUrl own(QStringLiteral("http://127.0.0.1:8080"));

    EXPECT_EQ(repoOfAddress("http://127.0.0.1:8080/org/name", own),
              (RepoReference{"org/name", ""}));
    EXPECT_EQ(repoOfAddress("http://127.0.0.1:8080/hf/org/name/tree/x",
                            QUrl(QStringLiteral("http://127.0.0.1:8080/hf"))),
              (RepoReference{"org/name", "x"}));
    EXPECT_FALSE(repoOfAddress("http://127.0.0.1:8081/org/name", own));
    EXPECT_FALSE(repoOfAddress("http://127.0.0.1:8080/org/name", publicHub));
}

TEST(RepoAddress, IsNoOtherText) {
    for (const char* text :
         {"", "org/name", "org/name@main", "qwen 8b", "https://example.org/org/name",
          "https://huggingface.co", "https://huggingface.co/datasets/org/name",
          "https://huggingface.co/spaces/org/name", "huggingface.co.evil.org/org/name",
          "file://huggingface.co/org/name", "https://huggingface.co/..%2F..%2Fetc/name",
          "https://huggingface.co/../etc/passwd", "https://huggingface.co/-org/name"}) {
        EXPECT_FALSE(repoOfAddress(text, publicHub)) << text;
    }
}

}  // namespace
}  // namespace hub
