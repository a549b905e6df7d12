#include "core/model/fake_cache.hpp"

#include <quince/hf_cache.hpp>

#include <gtest/gtest.h>

#include <chrono>

namespace quince {
namespace {

using test::commitOf;
using test::FakeRepo;
using test::writeFile;
namespace fs = std::filesystem;

class HfCacheScan : public testing::Test {
protected:
    [[nodiscard]] std::vector<CachedModel> scan(RootKind kind = RootKind::hubCache) const {
        return scanCache({{cache, "test", kind}}, {});
    }
    [[nodiscard]] CachedModel only() const {
        const auto models = scan();
        EXPECT_EQ(models.size(), 1U);
        return models.empty() ? CachedModel{} : models.front();
    }

    test::ScratchFolder scratch;
    fs::path cache = scratch.path();
};

TEST_F(HfCacheScan, ReadsALinkedRepo) {
    FakeRepo repo(cache, "models--Qwen--Qwen3-8B");
    repo.linkSmallModel(commitOf('a'));
    repo.ref("main", commitOf('a'));
    repo.ref("refs/pr/1", commitOf('a'));

    const CachedModel model = only();

    EXPECT_EQ(model.repoId, "Qwen/Qwen3-8B");
    EXPECT_EQ(model.state, ModelState::complete);
    EXPECT_TRUE(model.hasAllWeights);
    EXPECT_EQ(model.folder, repo.snapshot(commitOf('a')));
    ASSERT_EQ(model.revisions.size(), 1U);
    EXPECT_EQ(model.revisions[0].refs, (std::vector<std::string>{"main", "refs/pr/1"}));
    EXPECT_EQ(model.config.modelType, "llama");
    EXPECT_EQ(model.config.dtype, "bfloat16");
    EXPECT_FALSE(model.config.isMlx);
    EXPECT_TRUE(model.warnings.empty());
}

TEST_F(HfCacheScan, ReadsACopiedRepoWithoutBlobs) {
    FakeRepo repo(cache, "models--gpt2");
    repo.copy(commitOf('b'), "config.json", "{}");
    repo.copy(commitOf('b'), "vocab.json", "{}");
    repo.copy(commitOf('b'), "model.safetensors", "weights");
    repo.ref("main", commitOf('b'));
    fs::remove_all(repo.root() / "blobs");

    const CachedModel model = only();

    EXPECT_EQ(model.repoId, "gpt2");
    EXPECT_EQ(model.state, ModelState::complete);
    EXPECT_EQ(model.bytes, 2U + 2U + 7U);
}

TEST_F(HfCacheScan, CountsASharedBlobOnce) {
    FakeRepo repo(cache, "models--a--b");
    repo.linkSmallModel(commitOf('a'));
    repo.linkSmallModel(commitOf('b'));
    repo.link(commitOf('b'), "extra.json", "0123456789");
    repo.ref("main", commitOf('a'));

    const CachedModel model = only();

    ASSERT_EQ(model.revisions.size(), 2U);
    EXPECT_EQ(model.bytes, model.currentBytes + 10U);
    const bool firstIsA = model.revisions[0].commit == commitOf('a');
    EXPECT_EQ(model.revisions[firstIsA ? 1 : 0].bytes, model.bytes);
}

TEST_F(HfCacheScan, AcceptsANewlineInARef) {
    FakeRepo repo(cache, "models--a--b");
    repo.linkSmallModel(commitOf('a'));
    repo.linkSmallModel(commitOf('b'));
    repo.ref("main", commitOf('b') + "\r\n");

    EXPECT_EQ(only().folder, repo.snapshot(commitOf('b')));
}

TEST_F(HfCacheScan, TakesTheOnlyRevisionWhenNoRefNamesOne) {
    FakeRepo repo(cache, "models--a--b");
    repo.linkSmallModel(commitOf('a'));

    EXPECT_EQ(only().state, ModelState::complete);
}

TEST_F(HfCacheScan, LeavesTheChoiceAmongSeveralRevisionsWithoutARef) {
    FakeRepo repo(cache, "models--a--b");
    repo.linkSmallModel(commitOf('a'));
    repo.linkSmallModel(commitOf('b'));
    const auto now = fs::file_time_type::clock::now();
    fs::last_write_time(repo.snapshot(commitOf('a')), now);
    fs::last_write_time(repo.snapshot(commitOf('b')), now - std::chrono::hours(1));

    const CachedModel model = only();

    EXPECT_EQ(model.state, ModelState::undecided);
    EXPECT_FALSE(model.current);
    ASSERT_EQ(model.revisions.size(), 2U);
    EXPECT_EQ(model.revisions[0].commit, commitOf('a'));
    EXPECT_EQ(withRevision(model, 1).folder, repo.snapshot(commitOf('b')));
    EXPECT_EQ(withRevision(model, 1).state, ModelState::complete);
}

TEST_F(HfCacheScan, SaysThatTheRefNamesAnAbsentSnapshot) {
    FakeRepo repo(cache, "models--a--b");
    repo.linkSmallModel(commitOf('a'));
    repo.ref("main", commitOf('f'));

    const CachedModel model = only();

    EXPECT_EQ(model.state, ModelState::absent);
    EXPECT_EQ(model.revisions.size(), 1U);
    ASSERT_EQ(model.warnings.size(), 1U);
    EXPECT_NE(model.warnings[0].find(commitOf('f')), std::string::npos);
}

TEST_F(HfCacheScan, WarnsOfARefThatIsNoCommit) {
    FakeRepo repo(cache, "models--a--b");
    repo.linkSmallModel(commitOf('a'));
    repo.ref("main", "../../../../etc/passwd");

    const CachedModel model = only();

    EXPECT_EQ(model.state, ModelState::complete);
    EXPECT_EQ(model.warnings.size(), 1U);
}

TEST_F(HfCacheScan, PassesOverLitterAndStrangers) {
    FakeRepo repo(cache, "models--a--b");
    repo.linkSmallModel(commitOf('a'));
    repo.ref("main", commitOf('a'));
    writeFile(cache / "CACHEDIR.TAG", "Signature");
    writeFile(cache / ".locks/models--a--b/x.lock", "");
    writeFile(cache / ".DS_Store", "x");
    writeFile(cache / "datasets--a--b/snapshots/x", "x");
    writeFile(cache / "models--a--b--c/snapshots/x", "x");
    writeFile(cache / "something else/config.json", "{}");
    writeFile(repo.root() / "snapshots/stray file", "x");
    writeFile(repo.root() / "snapshots/.DS_Store", "x");
    writeFile(repo.snapshot(commitOf('a')) / ".DS_Store", "xxxx");
    fs::create_directories(repo.root() / "snapshots/not-a-commit");
    writeFile(repo.root() / ".no_exist" / commitOf('a') / "x", "");

    const CachedModel model = only();

    EXPECT_EQ(model.state, ModelState::complete);
    EXPECT_EQ(model.revisions.size(), 1U);
    EXPECT_EQ(model.warnings.size(), 2U);
    EXPECT_EQ(model.bytes, model.currentBytes);
}

TEST_F(HfCacheScan, ShowsADownloadThatHasJustBegun) {
    FakeRepo repo(cache, "models--a--b");
    repo.ref("main", commitOf('a'));
    writeFile(repo.root() / "blobs/abc.12345678.incomplete", "x");

    const CachedModel model = only();

    EXPECT_EQ(model.state, ModelState::absent);
    EXPECT_TRUE(model.downloadInProgress);
}

TEST_F(HfCacheScan, SurvivesLinksThatGoRoundInACircle) {
    FakeRepo repo(cache, "models--a--b");
    repo.linkSmallModel(commitOf('a'));
    repo.ref("main", commitOf('a'));
    const fs::path snapshot = repo.snapshot(commitOf('a'));
    fs::create_symlink("loop.json", snapshot / "loop.json");
    fs::create_directory_symlink(snapshot, snapshot / "self");
    fs::create_directory_symlink(cache, cache / "models--loop--loop");
    fs::create_directory_symlink("models--x--x", cache / "models--x--x");

    EXPECT_EQ(only().state, ModelState::complete);
}

TEST_F(HfCacheScan, SortsByNameWithoutRegardToCase) {
    for (const char* name : {"models--b--x", "models--A--x", "models--a--Z", "models--a--y"}) {
        FakeRepo(cache, name).linkSmallModel(commitOf('a'));
    }

    std::vector<std::string> ids;
    for (const CachedModel& model : scan()) {
        ids.push_back(model.repoId);
    }

    EXPECT_EQ(ids, (std::vector<std::string>{"A/x", "a/y", "a/Z", "b/x"}));
}

TEST_F(HfCacheScan, FindsModelsUpToTwoLevelsBelowAnAddedFolder) {
    const auto addModel = [](const fs::path& folder) {
        writeFile(folder / "config.json", "{}");
        writeFile(folder / "tokenizer.json", "{}");
        writeFile(folder / "model.safetensors", "weights");
    };
    addModel(cache / "one");
    addModel(cache / "publisher/two");
    addModel(cache / "too/deep/three");
    FakeRepo(cache / "hub", "models--a--four").linkSmallModel(commitOf('a'));
    fs::create_directory_symlink(cache / "one", cache / "again");

    std::vector<std::string> ids;
    for (const CachedModel& model : scan(RootKind::added)) {
        ids.push_back(model.repoId);
    }

    EXPECT_EQ(ids, (std::vector<std::string>{"a/four", "one", "two"}));
}

TEST_F(HfCacheScan, GivesNothingForAFolderThatIsNotThere) {
    EXPECT_TRUE(scanCache({{cache / "absent", "test"}}, {}).empty());
}

TEST_F(HfCacheScan, EndsEarlyWhenStopped) {
    FakeRepo(cache, "models--a--b").linkSmallModel(commitOf('a'));
    StopSource source;
    source.requestStop();

    EXPECT_TRUE(scanCache({{cache, "test"}}, source.token()).empty());
}

TEST_F(HfCacheScan, ReadsConfigsThatAreNotStrictJson) {
    FakeRepo repo(cache, "models--a--b");
    repo.linkSmallModel(commitOf('a'));
    fs::remove(repo.snapshot(commitOf('a')) / "config.json");
    repo.copy(
        commitOf('a'), "config.json",
        "\xEF\xBB\xBF{\"model_type\":\"a NaN \\\" b\",\"limit\":[0.0,Infinity],\"x\":-Infinity,"
        "\"architectures\":[\"LlamaForCausalLM\"],\"quantization\":{\"bits\":4},"
        "\"quantization_config\":{\"quant_method\":\"fp8\"},"
        "\"text_config\":{\"dtype\":\"torch.float16\"}}");

    const ConfigSummary config = only().config;

    EXPECT_EQ(config.modelType, "a NaN \" b");
    EXPECT_EQ(config.architecture, "LlamaForCausalLM");
    EXPECT_EQ(config.quantMethod, "fp8");
    EXPECT_EQ(config.dtype, "float16");
    EXPECT_TRUE(config.isMlx);
    EXPECT_EQ(config.mlxBits, 4);
}

TEST_F(HfCacheScan, ShrugsAtConfigsOfTheWrongShape) {
    for (const std::string text :
         {"", "[]", "{\"model_type\":",
          "{\"architectures\":[1],"
          "\"model_type\":{},\"quantization_config\":[],\"text_config\":3}",
          "\xFF\xFE"}) {
        writeFile(cache / "m/config.json", text);
        writeFile(cache / "m/model.safetensors", "x");

        const auto model = inspectFolder(cache / "m");

        ASSERT_TRUE(model.ok());
        EXPECT_EQ(model->config.modelType, "");
    }
}

}  // namespace
}  // namespace quince
