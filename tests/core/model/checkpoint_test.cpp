#include "core/model/model_config.hpp"
#include "support/fill_spec.hpp"
#include "support/temp_folder.hpp"

#include <quince/checkpoint.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

namespace quince {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A model folder made of tiny shards: every tensor is BF16 [2, 2].
class CheckpointTest : public testing::Test {
protected:
    CheckpointTest() { folder.write("config.json", R"({"model_type": "llama"})"); }

    void shard(const std::string& name, std::initializer_list<std::string> tensors,
               const std::string& format = "pt") const {
        std::vector<TensorSpec> specs;
        for (const std::string& tensor : tensors) {
            specs.push_back({tensor, DType::bf16, {2, 2}});
        }
        ASSERT_TRUE(SafetensorsWriter::create(folder / name, specs, {{"format", format}}).ok());
    }

    void index(std::initializer_list<std::pair<std::string, std::string>> map) const {
        nlohmann::ordered_json json;
        for (const auto& [tensor, shardName] : map) {
            json["weight_map"][tensor] = shardName;
        }
        folder.write("model.safetensors.index.json", json.dump());
    }

    [[nodiscard]] std::vector<std::string> names() const {
        const auto checkpoint = openCheckpoint(folder.path());
        EXPECT_TRUE(checkpoint.ok()) << checkpoint.error().message;
        std::vector<std::string> result;
        if (checkpoint) {
            for (const TensorInfo& tensor : checkpoint->tensors) {
                result.push_back(tensor.name + "@" +
                                 checkpoint->shards[tensor.shard].path.filename().string());
            }
        }
        return result;
    }

    [[nodiscard]] Error error() const {
        auto checkpoint = openCheckpoint(folder.path());
        EXPECT_FALSE(checkpoint.ok());
        return checkpoint ? Error{} : std::move(checkpoint).error();
    }

    [[nodiscard]] std::vector<std::string> warnings() const {
        const auto checkpoint = openCheckpoint(folder.path());
        EXPECT_TRUE(checkpoint.ok()) << checkpoint.error().message;
        return checkpoint ? checkpoint->warnings : std::vector<std::string>{};
    }

    test::TempFolder folder;
};

TEST_F(CheckpointTest, EveryGoldenOpensWithAllItsTensors) {
    for (const std::string name : {"qwen3", "qwen2__awq", "deepseek_v2", "llama__tied"}) {
        const auto spec = test::golden("specs", name);
        test::fillSpec(spec, folder / name);

        const auto checkpoint = openCheckpoint(folder / name);

        ASSERT_TRUE(checkpoint.ok()) << checkpoint.error().message;
        EXPECT_EQ(checkpoint->tensors.size(), spec.at("tensors").size()) << name;
        EXPECT_EQ(checkpoint->modelType, spec.at("config").at("model_type")) << name;
        EXPECT_THAT(checkpoint->warnings, IsEmpty());
    }
}

TEST_F(CheckpointTest, FillsEveryField) {
    const std::vector<TensorSpec> specs{
        {"b", DType::bf16, {3, 4}}, {"a", DType::f32, {5}}, {"codes", DType::u32, {100}}};
    ASSERT_TRUE(
        SafetensorsWriter::create(folder / "model.safetensors", specs, {{"format", "pt"}}).ok());

    const auto checkpoint = openCheckpoint(folder.path());

    ASSERT_TRUE(checkpoint.ok()) << checkpoint.error().message;
    EXPECT_EQ(checkpoint->folder, folder.path());
    EXPECT_EQ(checkpoint->modelType, "llama");
    ASSERT_EQ(checkpoint->shards.size(), 1U);
    EXPECT_EQ(checkpoint->shards[0].bytes, fs::file_size(folder / "model.safetensors"));
    EXPECT_EQ(checkpoint->tensors[0].name, "a");
    EXPECT_EQ(checkpoint->tensorBytes, 24U + 20U + 400U);
    EXPECT_EQ(checkpoint->elements, 12U + 5U + 100U);
    EXPECT_EQ(checkpoint->dtype, DType::bf16);
    EXPECT_FALSE(checkpoint->isMlx);
    EXPECT_EQ(checkpoint->quantization, "");
    EXPECT_EQ(checkpoint->config->text("model_type"), "llama");
}

TEST_F(CheckpointTest, KnowsAnMlxModelByItsMetadataOrItsConfig) {
    shard("model.safetensors", {"a"}, "mlx");
    EXPECT_TRUE(openCheckpoint(folder.path())->isMlx);

    fs::remove(folder / "model.safetensors");
    shard("model.safetensors", {"a"});
    EXPECT_FALSE(openCheckpoint(folder.path())->isMlx);
    folder.write("config.json", R"({"quantization": {"group_size": 64, "bits": 4}})");
    EXPECT_TRUE(openCheckpoint(folder.path())->isMlx);
}

TEST_F(CheckpointTest, BlockScalesMeanFp8EvenIfTheConfigIsSilent) {
    shard("model.safetensors", {"a.weight", "a.weight_scale_inv"});

    EXPECT_EQ(openCheckpoint(folder.path())->quantization, "fp8");
}

TEST_F(CheckpointTest, TakesTheShardsOfTheIndex) {
    shard("model-00001-of-00002.safetensors", {"b"});
    shard("model-00002-of-00002.safetensors", {"a", "c"});
    index({{"a", "model-00002-of-00002.safetensors"},
           {"b", "model-00001-of-00002.safetensors"},
           {"c", "model-00002-of-00002.safetensors"}});

    EXPECT_THAT(names(), ElementsAre("a@model-00002-of-00002.safetensors",
                                     "b@model-00001-of-00002.safetensors",
                                     "c@model-00002-of-00002.safetensors"));
    EXPECT_THAT(warnings(), IsEmpty());
}

TEST_F(CheckpointTest, TakesAFullSetWithoutAnIndex) {
    shard("pytorch-00001-of-00002.safetensors", {"b"});
    shard("pytorch-00002-of-00002.safetensors", {"a"});

    EXPECT_THAT(names(), ElementsAre("a@pytorch-00002-of-00002.safetensors",
                                     "b@pytorch-00001-of-00002.safetensors"));
}

TEST_F(CheckpointTest, TakesWhatMlxLmWouldWithAWarning) {
    shard("model.a.safetensors", {"a"});
    shard("model.b.safetensors", {"b"});

    EXPECT_EQ(names().size(), 2U);
    EXPECT_THAT(warnings(), ElementsAre(HasSubstr("neither an index nor model.safetensors")));
}

TEST_F(CheckpointTest, TakesTheOnlyFileWhateverItsName) {
    shard("weights.safetensors", {"a"});
    shard("adapter_model.safetensors", {"lora"});
    shard("consolidated.safetensors", {"x"});
    folder.write("._weights.safetensors", "left by macOS");

    EXPECT_THAT(names(), ElementsAre("a@weights.safetensors"));
}

TEST_F(CheckpointTest, PrefersModelSafetensorsAndWarnsOfOthers) {
    shard("model.safetensors", {"a"});
    shard("model-extra.safetensors", {"b"});

    EXPECT_THAT(names(), ElementsAre("a@model.safetensors"));
    EXPECT_THAT(warnings(), ElementsAre("'model-extra.safetensors' is no part of the model and is "
                                        "left out"));
}

TEST_F(CheckpointTest, FollowsLinksIntoACache) {
    shard("blob", {"a"});
    fs::create_directory(folder / "snapshot");
    fs::create_symlink("../blob", folder / "snapshot/model.safetensors");
    fs::create_symlink("../config.json", folder / "snapshot/config.json");

    const auto checkpoint = openCheckpoint(folder / "snapshot");

    ASSERT_TRUE(checkpoint.ok()) << checkpoint.error().message;
    EXPECT_EQ(checkpoint->tensors.size(), 1U);
}

TEST_F(CheckpointTest, AMissingShardIsNamed) {
    shard("model-00001-of-00003.safetensors", {"a"});
    fs::create_symlink("../blobs/none", folder / "model-00002-of-00003.safetensors");
    shard("model-00003-of-00003.safetensors", {"c"});

    EXPECT_EQ(error().code, ErrorCode::notFound);
    EXPECT_EQ(error().message,
              "'model-00002-of-00003.safetensors' is a link to a file that is not there (1 of 3 "
              "shards are not there); perhaps the download is not complete");

    index({{"a", "model-00001-of-00003.safetensors"}, {"d", "model-00009-of-00009.safetensors"}});
    EXPECT_EQ(error().message,
              "'model-00009-of-00009.safetensors' is missing (1 of 2 shards are not there); "
              "perhaps the download is not complete");
    EXPECT_EQ(error().path, folder / "model-00009-of-00009.safetensors");
}

TEST_F(CheckpointTest, AnIndexOfShardsThatWereMergedIsPassedOver) {
    shard("model.safetensors", {"a"});
    index({{"a", "model-00001-of-00001.safetensors"}});

    EXPECT_THAT(names(), ElementsAre("a@model.safetensors"));
    EXPECT_THAT(warnings(), ElementsAre(HasSubstr("model.safetensors is used instead")));
}

TEST_F(CheckpointTest, ATensorInTwoShardsIsAnErrorUnlessTheIndexDecides) {
    shard("model-00001-of-00002.safetensors", {"a", "b"});
    shard("model-00002-of-00002.safetensors", {"b"});
    EXPECT_EQ(error().message,
              "tensor 'b' is in two shards, model-00001-of-00002.safetensors and "
              "model-00002-of-00002.safetensors");

    index({{"a", "model-00001-of-00002.safetensors"}, {"b", "model-00002-of-00002.safetensors"}});
    EXPECT_THAT(names(), ElementsAre("a@model-00001-of-00002.safetensors",
                                     "b@model-00002-of-00002.safetensors"));
    EXPECT_THAT(warnings(), ElementsAre(HasSubstr("the first 'b'; the index decides")));
}

TEST_F(CheckpointTest, ATensorThatOnlyTheIndexKnowsIsAnError) {
    shard("model-00001-of-00001.safetensors", {"b"});
    for (const char* absent : {"a", "c"}) {  // before and after the one that is there
        index({{absent, "model-00001-of-00001.safetensors"},
               {"b", "model-00001-of-00001.safetensors"}});

        EXPECT_EQ(error().code, ErrorCode::malformed);
        EXPECT_EQ(error().message, std::string("model-00001-of-00001.safetensors has no tensor '") +
                                       absent + "', which the index puts there");
    }
}

TEST_F(CheckpointTest, ATensorInAnotherShardThanTheIndexSaysIsAnError) {
    shard("model-00001-of-00002.safetensors", {"a"});
    shard("model-00002-of-00002.safetensors", {"b"});
    index({{"a", "model-00002-of-00002.safetensors"}, {"b", "model-00001-of-00002.safetensors"}});

    EXPECT_EQ(error().message,
              "model-00002-of-00002.safetensors has no tensor 'a', which the index puts there");
}

TEST_F(CheckpointTest, ATensorThatTheIndexDoesNotNameIsUsedWithAWarning) {
    shard("model-00001-of-00001.safetensors", {"a", "b", "c"});
    shard("model-more.safetensors", {"d"});
    index({{"b", "model-00001-of-00001.safetensors"}});

    EXPECT_EQ(names().size(), 3U);
    EXPECT_THAT(warnings(),
                ElementsAre("'model-more.safetensors' is not in the index and is left out",
                            "2 tensor(s) are in the shards but not in the index, the first 'a'; "
                            "they are used"));
}

TEST_F(CheckpointTest, AnIndexMayNotLeaveTheFolder) {
    for (const char* name :
         {"../model.safetensors", "/etc/model.safetensors", "sub/model.safetensors",
          "..\\\\model.safetensors", "C:model.safetensors", "..", "", ".safetensors", "model.bin",
          "model\\u0000.safetensors"}) {
        folder.write("model.safetensors.index.json",
                     std::string(R"({"weight_map": {"a": ")") + name + "\"}}");

        EXPECT_EQ(error().code, ErrorCode::malformed) << name;
        EXPECT_THAT(error().message, HasSubstr("weight_map puts tensor 'a' into '")) << name;
    }
}

TEST_F(CheckpointTest, ABrokenIndexIsAnError) {
    shard("model.safetensors", {"a"});
    for (const char* text : {"", "[]", "{}", R"({"weight_map": {}})", R"({"weight_map": []})",
                             R"({"weight_map": {"a": 1}})", R"({"weight_map": {"a")"}) {
        folder.write("model.safetensors.index.json", text);

        EXPECT_EQ(error().code, ErrorCode::malformed) << text;
    }
}

TEST_F(CheckpointTest, ABrokenShardIsNamed) {
    shard("model-00001-of-00002.safetensors", {"a"});
    shard("model-00002-of-00002.safetensors", {"b"});
    fs::resize_file(folder / "model-00002-of-00002.safetensors", 130);

    EXPECT_EQ(error().code, ErrorCode::malformed);
    EXPECT_THAT(error().message, HasSubstr("model-00002-of-00002.safetensors: tensor 'b' ends at"));
}

TEST_F(CheckpointTest, OtherFormatsAreUnsupportedAndNamed) {
    const std::pair<const char*, const char*> rows[] = {
        {"pytorch_model.bin", "'pytorch_model.bin'"},
        {"model-q4.gguf", "'model-q4.gguf'"},
        {"consolidated.00.pth", "'consolidated.00.pth'"},
        {"adapter_model.safetensors", "an adapter ('adapter_model.safetensors')"},
        {"consolidated.safetensors", "Mistral's own layout"},
    };
    for (const auto& [name, expected] : rows) {
        folder.write(name, "x");

        EXPECT_EQ(error().code, ErrorCode::unsupported) << name;
        EXPECT_THAT(error().message, HasSubstr(expected));
        fs::remove(folder / name);
    }
}

TEST_F(CheckpointTest, UnrelatedFilesAreNotGuessedAt) {
    shard("one.safetensors", {"a"});
    shard("two.safetensors", {"b"});

    EXPECT_EQ(error().code, ErrorCode::unsupported);
    EXPECT_EQ(error().message,
              "several safetensors files that are not shards of one model ('one.safetensors' and "
              "1 more)");
}

TEST_F(CheckpointTest, AFolderWithoutWeightsOrConfigIsNotFound) {
    EXPECT_EQ(error().code, ErrorCode::notFound);
    EXPECT_THAT(error().message, HasSubstr("there are no weights in the folder"));

    shard("model.safetensors", {"a"});
    fs::remove(folder / "config.json");
    EXPECT_EQ(error().code, ErrorCode::notFound);
    EXPECT_EQ(openCheckpoint(folder / "none").error().code, ErrorCode::notFound);
}

}  // namespace
}  // namespace quince
