#include "core/model/fake_cache.hpp"

#include <quince/hf_cache.hpp>

#include <gtest/gtest.h>

namespace quince {
namespace {

using test::commitOf;
using test::FakeRepo;
using test::writeFile;
namespace fs = std::filesystem;

class HfCacheFind : public testing::Test {
protected:
    HfCacheFind() {
        repo.linkSmallModel(commitOf('a'));
        repo.linkSmallModel(commitOf('b'));
        repo.ref("main", commitOf('a'));
        repo.ref("refs/pr/1", commitOf('b'));
        for (const char* name : {"config.json", "tokenizer.json", "model.safetensors"}) {
            writeFile(folder / name, "{}");
        }
    }

    test::ScratchFolder scratch;
    FakeRepo repo{scratch.path() / "hub", "models--org--name"};
    fs::path folder = scratch.path() / "My model";
    std::vector<CacheRoot> roots{{scratch.path() / "empty", "test"},
                                 {scratch.path() / "hub", "test"}};
};

TEST_F(HfCacheFind, FindsARepoByIdAndRevision) {
    EXPECT_EQ(findRepo("org/name", roots)->folder, repo.snapshot(commitOf('a')));
    EXPECT_EQ(findRepo("org/name@refs/pr/1", roots)->folder, repo.snapshot(commitOf('b')));
    EXPECT_EQ(findRepo("org/name@bbbbbbb", roots)->folder, repo.snapshot(commitOf('b')));
    EXPECT_EQ(findRepo("org/name@" + commitOf('b'), roots)->state, ModelState::complete);
}

// The Hub takes an id in any case, and whoever downloads may keep the model under the Hub's own.
TEST_F(HfCacheFind, FindsARepoWhateverTheCase) {
    const auto typed = findRepo("ORG/Name", roots);
    ASSERT_TRUE(typed.ok()) << typed.error().message;
    EXPECT_EQ(typed->folder, repo.snapshot(commitOf('a')));
    EXPECT_EQ(typed->repoId, "org/name");
    EXPECT_EQ(findRepo("Org/NAME@refs/pr/1", roots)->folder, repo.snapshot(commitOf('b')));
    EXPECT_FALSE(findRepo("org/nam", roots).ok());
    EXPECT_FALSE(findRepo("org/names", roots).ok());

    if (fs::exists(scratch.path() / "hub/models--ORG--Name")) {
        GTEST_SKIP() << "this system knows no two names that differ by case";
    }
    FakeRepo exact{scratch.path() / "hub", "models--ORG--Name"};
    exact.linkSmallModel(commitOf('c'));
    EXPECT_EQ(findRepo("ORG/Name", roots)->folder, exact.snapshot(commitOf('c')));
    EXPECT_EQ(findRepo("org/name", roots)->folder, repo.snapshot(commitOf('a')));
    EXPECT_TRUE(findRepo("oRG/nAME", roots).ok());
}

TEST_F(HfCacheFind, SaysWhatIsNotThere) {
    EXPECT_EQ(findRepo("org/other", roots).error().code, ErrorCode::notFound);
    EXPECT_EQ(findRepo("org/name@dev", roots).error().code, ErrorCode::notFound);
    EXPECT_EQ(findRepo("org/name@bbbbbb", roots).error().code, ErrorCode::notFound);
    EXPECT_EQ(findRepo("../../etc", roots).error().code, ErrorCode::invalidArgument);
}

TEST_F(HfCacheFind, UnderstandsWhateverIsDropped) {
    const fs::path link = scratch.path() / "link to snapshot";
    fs::create_directory_symlink(repo.snapshot(commitOf('b')), link);
    const std::vector<std::pair<fs::path, fs::path>> expected{
        {repo.root(), repo.snapshot(commitOf('a'))},
        {repo.root() / "snapshots" / "", repo.snapshot(commitOf('a'))},
        {repo.snapshot(commitOf('b')), repo.snapshot(commitOf('b'))},
        {repo.snapshot(commitOf('b')) / "model.safetensors", repo.snapshot(commitOf('b'))},
        {link, repo.snapshot(commitOf('b'))},
        {link / "config.json", repo.snapshot(commitOf('b'))},
        {folder, folder},
        {folder / "", folder},
        {folder / "model.safetensors", folder},
    };
    for (const auto& [dropped, found] : expected) {
        EXPECT_TRUE(looksLikeModelFolder(dropped)) << dropped;
        const auto model = modelAt(dropped);
        ASSERT_TRUE(model.ok()) << dropped;
        EXPECT_EQ(model->folder, found) << dropped;
    }
    EXPECT_EQ(modelAt(link)->repoId, "org/name");
    EXPECT_EQ(modelAt(folder)->repoId, "My model");
    EXPECT_EQ(modelAt(folder)->kind, ModelKind::folder);
}

TEST_F(HfCacheFind, RefusesWhatIsNoModel) {
    fs::create_directories(scratch.path() / "empty");
    writeFile(scratch.path() / "text/notes.txt", "x");
    fs::create_symlink("circle", scratch.path() / "circle");
    for (const fs::path& dropped :
         {scratch.path() / "empty", scratch.path() / "text", scratch.path() / "text/notes.txt",
          scratch.path() / "absent", scratch.path() / "circle", fs::path("/"), fs::path()}) {
        EXPECT_FALSE(looksLikeModelFolder(dropped)) << dropped;
        EXPECT_EQ(modelAt(dropped).error().code, ErrorCode::notFound) << dropped;
    }
}

TEST_F(HfCacheFind, TakesAFolderWhoseWeightsAreNamedOtherwise) {
    fs::rename(folder / "model.safetensors", folder / "weights.safetensors");

    EXPECT_TRUE(looksLikeModelFolder(folder));
    EXPECT_EQ(inspectFolder(folder)->state, ModelState::complete);
}

TEST_F(HfCacheFind, LeavesTheDownloadNotesOfALocalFolderOut) {
    const std::uint64_t before = inspectFolder(folder)->bytes;
    writeFile(folder / ".cache/huggingface/download/config.json.metadata", "commit\netag\n1.0\n");
    writeFile(folder / ".git/config", "x");

    EXPECT_EQ(inspectFolder(folder)->bytes, before);
    EXPECT_EQ(inspectFolder(folder)->state, ModelState::complete);
}

}  // namespace
}  // namespace quince
