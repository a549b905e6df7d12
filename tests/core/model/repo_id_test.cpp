#include <quince/repo_id.hpp>
#include <quince/safe_path.hpp>

#include <gtest/gtest.h>

namespace quince {
namespace {

TEST(RepoId, AcceptsWhatTheHubAccepts) {
    for (const char* id : {"gpt2", "Qwen/Qwen3-8B", "a/b", "01-ai/Yi_1.5", "x/model.v2"}) {
        EXPECT_TRUE(isValidRepoId(id)) << id;
    }
    for (const std::string& id :
         {std::string(), std::string("a/"), std::string("/a"), std::string("a/b/c"),
          std::string("a--b/c"), std::string("a/b..c"), std::string("-a/b"), std::string("a/b."),
          std::string("a/b.git"), std::string("a/b c"), std::string("a/\xC3\xA9"),
          "a/" + std::string(97, 'x'), std::string("../etc")}) {
        EXPECT_FALSE(isValidRepoId(id)) << id;
    }
}

TEST(RepoId, TranslatesToCacheFoldersAndBack) {
    EXPECT_EQ(cacheFolderName("Qwen/Qwen3-8B"), "models--Qwen--Qwen3-8B");
    EXPECT_EQ(cacheFolderName("gpt2"), "models--gpt2");
    EXPECT_EQ(repoIdOfCacheFolder("models--Qwen--Qwen3-8B"), "Qwen/Qwen3-8B");
    EXPECT_EQ(repoIdOfCacheFolder("models--gpt2"), "gpt2");
    EXPECT_EQ(repoIdOfCacheFolder("datasets--a--b"), "");
    EXPECT_EQ(repoIdOfCacheFolder("models--a--b--c"), "");
    EXPECT_EQ(repoIdOfCacheFolder("models--"), "");
}

TEST(RepoId, SplitsOffTheRevision) {
    EXPECT_EQ(*parseRepoReference("a/b@refs/pr/1"), (RepoReference{"a/b", "refs/pr/1"}));
    EXPECT_EQ(*parseRepoReference("a/b"), (RepoReference{"a/b", ""}));
    EXPECT_FALSE(parseRepoReference("a/b@").ok());
    EXPECT_EQ(parseRepoReference("a b").error().code, ErrorCode::invalidArgument);
}

TEST(RepoId, KnowsACommitWhenItSeesOne) {
    EXPECT_TRUE(isCommitHash(std::string(40, 'a')));
    EXPECT_FALSE(isCommitHash(std::string(39, 'a')));
    EXPECT_FALSE(isCommitHash(std::string(40, 'A')));
    EXPECT_FALSE(isCommitHash("main"));
}

TEST(RepoId, TellsOrganisationAndName) {
    EXPECT_EQ(orgOf("Qwen/Qwen3-8B"), "Qwen");
    EXPECT_EQ(modelNameOf("Qwen/Qwen3-8B"), "Qwen3-8B");
    EXPECT_EQ(orgOf("gpt2"), "");
    EXPECT_EQ(modelNameOf("gpt2"), "gpt2");
}

TEST(SafePath, RefusesEveryWayOut) {
    for (const char* path :
         {"", "/etc/passwd", "../x", "a/../b", "a/..", "..", ".", "a//b", "a/", "C:\\x", "C:x",
          "a\\..\\b", "\\\\host\\share", "a/.. /b", "a/.../b", "a\nb", "file:stream", "a\x7f"}) {
        EXPECT_FALSE(isSafeRelativePath(path)) << path;
    }
    for (const char* path : {"a", "a/b", "model-00001-of-00002.safetensors", ".gitattributes",
                             "..a/b..", "a b/\xC3\xA9"}) {
        EXPECT_TRUE(isSafeRelativePath(path)) << path;
    }
}

}  // namespace
}  // namespace quince
