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
using Names = std::vector<std::string>;

class HfCacheCompleteness : public testing::Test {
protected:
    HfCacheCompleteness() {
        repo.link(commit, "config.json", "{}");
        repo.link(commit, "tokenizer.json", "{}");
        repo.ref("main", commit);
    }
    [[nodiscard]] CachedModel model() const { return *modelAt(repo.root()); }
    void tree(const std::string& files, int version = 1) const {
        writeFile(repo.root() / "trees" / (commit + ".json"),
                  "{\"format_version\":" + std::to_string(version) + ",\"files\":{" + files + "}}");
    }
    void index(const std::string& map) const {
        writeFile(repo.snapshot(commit) / "model.safetensors.index.json",
                  R"({"metadata":{"weight_map":"no"},"weight_map":{)" + map + "}}");
    }

    test::ScratchFolder scratch;
    std::string commit = commitOf('a');
    FakeRepo repo{scratch.path(), "models--a--b"};
};

TEST_F(HfCacheCompleteness, NamesWhatTheIndexWantsAndIsNotThere) {
    repo.link(commit, "model-00001-of-00003.safetensors", "1");
    index(R"("a":"model-00001-of-00003.safetensors","b":"model-00003-of-00003.safetensors",
             "c":"model-00002-of-00003.safetensors","d":"model-00003-of-00003.safetensors")");

    EXPECT_EQ(model().state, ModelState::incomplete);
    EXPECT_FALSE(model().hasAllWeights);
    EXPECT_EQ(model().missing,
              (Names{"model-00002-of-00003.safetensors", "model-00003-of-00003.safetensors"}));
}

TEST_F(HfCacheCompleteness, CountsADanglingLinkAsMissing) {
    fs::create_symlink("../../blobs/gone", repo.snapshot(commit) / "model.safetensors");

    EXPECT_EQ(model().missing, Names{"model.safetensors"});
    EXPECT_EQ(model().state, ModelState::incomplete);
}

TEST_F(HfCacheCompleteness, RefusesAnIndexThatPointsOutside) {
    writeFile(scratch.path() / "secret.safetensors", "x");
    index(R"("a":"../../../secret.safetensors","b":"/etc/passwd")");

    EXPECT_EQ(model().missing, Names{"model.safetensors.index.json"});
    EXPECT_FALSE(model().warnings.empty());
    EXPECT_FALSE(model().hasAllWeights);
}

TEST_F(HfCacheCompleteness, RefusesAnIndexThatIsNotOne) {
    repo.link(commit, "model.safetensors", "1");
    for (const char* text :
         {"", "[]", "{\"weight_map\":[]}", "{\"weight_map\":{\"a\":", "{\"metadata\":{}}"}) {
        writeFile(repo.snapshot(commit) / "model.safetensors.index.json", text);

        EXPECT_EQ(model().missing, Names{"model.safetensors.index.json"}) << text;
    }
}

TEST_F(HfCacheCompleteness, CompletesANumberedSetWithoutAnIndex) {
    repo.link(commit, "model-00001-of-00003.safetensors", "1");
    repo.link(commit, "model-00003-of-00003.safetensors", "3");
    EXPECT_EQ(model().missing, Names{"model-00002-of-00003.safetensors"});

    repo.link(commit, "model-00002-of-00003.safetensors", "2");
    EXPECT_EQ(model().state, ModelState::complete);
}

TEST_F(HfCacheCompleteness, DoesNotInventFilesFromAbsurdNumbers) {
    repo.link(commit, "model-0000000001-of-4000000000.safetensors", "1");

    EXPECT_TRUE(model().missing.empty());
}

TEST_F(HfCacheCompleteness, WantsConfigAndTokenizer) {
    repo.link(commit, "model.safetensors", "1");
    fs::remove(repo.snapshot(commit) / "tokenizer.json");
    EXPECT_EQ(model().missing, Names{"tokenizer.json"});
    EXPECT_TRUE(model().hasAllWeights);

    fs::remove(repo.snapshot(commit) / "config.json");
    EXPECT_EQ(model().missing, (Names{"config.json", "tokenizer.json"}));
    EXPECT_FALSE(model().hasAllWeights);
}

TEST_F(HfCacheCompleteness, ComparesWithTheListingButNotWithFilesNobodyFetches) {
    repo.link(commit, "model.safetensors", "12345");
    repo.link(commit, "merges.txt", "m");
    tree(R"("config.json":{"size":2},"model.safetensors":{"size":5},"merges.txt":{"size":1},
            "README.md":{"size":9},"LICENSE.txt":{"size":9},".gitattributes":{"size":9},
            "original/params.json":{"size":9},"consolidated.safetensors":{"size":9},
            "onnx/config.json":{"size":9},"modeling_x.py":{"size":9},"model.gguf":{"size":9},
            "../escape.json":{"size":9},"/abs.json":{"size":9},"adapter.safetensors":{"size":9})");

    EXPECT_EQ(model().state, ModelState::complete);
}

TEST_F(HfCacheCompleteness, NoticesAFileShorterThanTheListingSays) {
    repo.link(commit, "model.safetensors", "123");
    tree(R"("config.json":{"size":2},"model.safetensors":{"size":5},"vocab.json":{"size":1})");

    EXPECT_EQ(model().missing, (Names{"model.safetensors", "vocab.json"}));
    ASSERT_EQ(model().warnings.size(), 1U);
    EXPECT_EQ(model().warnings[0], "model.safetensors has 3 bytes, not 5");
}

TEST_F(HfCacheCompleteness, IgnoresListingsItDoesNotUnderstand) {
    repo.link(commit, "model.safetensors", "1");
    tree(R"("model-x.safetensors":{"size":5})", 2);
    EXPECT_EQ(model().state, ModelState::complete);

    tree(R"("model-x.safetensors":{"size":5,"xet_hash":"short"})");
    EXPECT_EQ(model().state, ModelState::complete);

    writeFile(repo.root() / "trees" / (commit + ".json"), "{\"format_version\":1,\"files\":[");
    EXPECT_EQ(model().state, ModelState::complete);
}

TEST_F(HfCacheCompleteness, TellsADownloadFromDamage) {
    const auto now = fs::file_time_type::clock::now();
    index(R"("a":"model-00001-of-00001.safetensors")");
    writeFile(repo.root() / "blobs/x.12345678.incomplete", "x");
    fs::last_write_time(repo.snapshot(commit), now - std::chrono::hours(1));
    EXPECT_EQ(model().state, ModelState::downloading);

    fs::last_write_time(repo.root() / "blobs/x.12345678.incomplete", now - std::chrono::hours(2));
    EXPECT_EQ(model().state, ModelState::incomplete);
}

TEST_F(HfCacheCompleteness, SaysWhatWeightsThereAreInstead) {
    EXPECT_EQ(model().state, ModelState::noWeights);
    EXPECT_EQ(model().weights, WeightFormat::none);

    repo.link(commit, "model.Q4_K_M.gguf", "x");
    EXPECT_EQ(model().weights, WeightFormat::gguf);

    repo.link(commit, "pytorch_model.bin", "x");
    EXPECT_EQ(model().weights, WeightFormat::pytorch);
    EXPECT_EQ(model().state, ModelState::noWeights);
}

}  // namespace
}  // namespace quince
