#include "hub/repo_address.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hub {
namespace {

std::string meant(const char* text, const char* endpoint = "https://huggingface.co") {
    const auto parsed = parseRepoAddress(text, QUrl::fromEncoded(endpoint));
    if (!parsed) {
        EXPECT_EQ(parsed.error().code, quince::ErrorCode::invalidArgument);
        return "refused";
    }
    return parsed->id + (parsed->revision.empty() ? "" : "@" + parsed->revision);
}

TEST(RepoAddress, IsAnIdWithOrWithoutARevision) {
    EXPECT_EQ(meant(" org/name\n"), "org/name");
    EXPECT_EQ(meant("org/name@refs/pr/1"), "org/name@refs/pr/1");
    EXPECT_EQ(meant("gpt2"), "gpt2");
    EXPECT_EQ(meant("two words"), "refused");
    EXPECT_EQ(meant(""), "refused");
}

TEST(RepoAddress, IsTheAddressOfAnyPageOfAModel) {
    EXPECT_EQ(meant("https://huggingface.co/org/name"), "org/name");
    EXPECT_EQ(meant("https://huggingface.co/org/name/?library=mlx#files"), "org/name");
    EXPECT_EQ(meant("hf.co/org/name"), "org/name");
    EXPECT_EQ(meant("huggingface.co/models/org/name"), "org/name");
    EXPECT_EQ(meant("http://huggingface.co/org/name/tree/main"), "org/name@main");
    EXPECT_EQ(meant("https://huggingface.co/org/name/blob/refs%2Fpr%2F1/a/b.json"),
              "org/name@refs/pr/1");
    EXPECT_EQ(meant("https://huggingface.co/org/name/tree/refs/pr/1"), "org/name@refs/pr/1");
    EXPECT_EQ(meant("https://huggingface.co/org/name/blob/refs/convert/parquet/a"),
              "org/name@refs/convert/parquet");
    EXPECT_EQ(meant("https://huggingface.co/org/name/resolve/v1.0/x?download=true"),
              "org/name@v1.0");
    EXPECT_EQ(meant("https://huggingface.co/org/name/discussions/3"), "org/name");
    EXPECT_EQ(meant("https://huggingface.co/gpt2/tree/main"), "gpt2@main");
    EXPECT_EQ(meant("https://huggingface.co/gpt2"), "gpt2");
}

TEST(RepoAddress, KnowsTheEndpoint) {
    EXPECT_EQ(meant("http://127.0.0.1:8080/hf/org/name/tree/x", "http://127.0.0.1:8080/hf"),
              "org/name@x");
    EXPECT_EQ(meant("http://127.0.0.1:8080/org/name"), "refused");
}

TEST(RepoAddress, RefusesWhatIsNoModel) {
    EXPECT_EQ(meant("https://huggingface.co/datasets/org/name"), "refused");
    EXPECT_EQ(meant("https://huggingface.co/spaces/org/name"), "refused");
    EXPECT_EQ(meant("https://huggingface.co/"), "refused");
    EXPECT_EQ(meant("https://example.org/org/name"), "refused");
    EXPECT_EQ(meant("https://huggingface.co.example.org/org/name"), "refused");
    EXPECT_EQ(meant("file://huggingface.co/org/name"), "refused");
    EXPECT_EQ(meant("https://huggingface.co/..%2F..%2Fetc/name"), "refused");
}

}  // namespace
}  // namespace hub
