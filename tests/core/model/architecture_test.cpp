#include "support/fill_spec.hpp"
#include "support/temp_folder.hpp"

#include <quince/plan.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace quince {
namespace {

using Json = nlohmann::ordered_json;
using testing::HasSubstr;

/// A person's folder with architecture files, and a checkpoint.
class ArchitectureTest : public testing::Test {
protected:
    void architecture(const std::string& name, const std::string& text) {
        std::filesystem::create_directories(m_folder.path() / "architectures");
        std::ofstream(m_folder.path() / "architectures" / (name + ".json")) << text;
    }

    /// A checkpoint of type "pear" with size 8 and two layers, unless `config` says otherwise.
    std::shared_ptr<const Inspection> open(const Json& tensors, Json config = Json::object()) {
        std::filesystem::remove_all(m_folder.path() / "model");
        Json full{{"model_type", "pear"}, {"size", 8}, {"layers", 2}};
        full.update(config);
        test::fillSpec({{"config", full}, {"tensors", tensors}}, m_folder.path() / "model");
        m_library = ArchitectureLibrary::load(m_folder.path() / "architectures");
        auto inspection = inspect(m_folder.path() / "model", *m_library);
        EXPECT_TRUE(inspection.ok()) << inspection.error().message;
        return *inspection;
    }

    static std::vector<std::string> namesOf(const Inspection& inspection) {
        std::vector<std::string> names;
        for (const ModelTensor& tensor : inspection.blueprint.tensors) {
            names.push_back(tensor.name + shapeText(tensor.shape));
        }
        return names;
    }

    static std::string errorsOf(const Inspection& inspection) {
        std::string text;
        for (const Problem& problem : inspection.blueprint.problems) {
            if (problem.severity == Severity::error) {
                text += problem.message + "\n";
            }
        }
        return text;
    }

    test::TempFolder m_folder;
    std::shared_ptr<const ArchitectureLibrary> m_library;
};

constexpr const char* oneLinear = R"({
    "model_types": ["pear"],
    "modules": [{"each": "l", "in": "layers", "under": "layers.{l}", "modules": [
        {"linear": "up", "shape": ["2 * size", "size"], "bias": "has_bias"}]}],
    "defaults": {"has_bias": false},
    "cache": [{"each": "l", "in": "layers", "per_token": "2 * size"}]
})";

TEST_F(ArchitectureTest, TakesTensorsInTheOrderOfTheModelsDefinition) {
    architecture("pear", oneLinear);

    const auto found =
        open({{"layers.1.up.weight", "BF16", {16, 8}}, {"layers.0.up.weight", "BF16", {16, 8}}});

    EXPECT_EQ(errorsOf(*found), "");
    EXPECT_THAT(namesOf(*found),
                testing::ElementsAre("layers.0.up.weight[16, 8]", "layers.1.up.weight[16, 8]"));
    EXPECT_EQ(found->blueprint.layers, 2U);
    ASSERT_EQ(found->blueprint.cache.size(), 1U);
    EXPECT_EQ(found->blueprint.cache[0].layers, 2U);
    EXPECT_EQ(found->blueprint.cache[0].elementsPerToken, 16U);
}

TEST_F(ArchitectureTest, NamesWhatIsMissingLeftOverAndMisshapen) {
    architecture("pear", oneLinear);

    const auto found = open({{"layers.0.up.weight", "BF16", {16, 4}}, {"stray", "BF16", {3}}});

    EXPECT_THAT(errorsOf(*found), HasSubstr("lacks: layers.1.up.weight\n"));
    EXPECT_THAT(errorsOf(*found), HasSubstr("layers.0.up.weight is [16, 4], [16, 8] is needed"));
    EXPECT_THAT(errorsOf(*found), HasSubstr("has no place for: stray\n"));
    EXPECT_FALSE(makePlan(found, {}).ok());
}

TEST_F(ArchitectureTest, WantsTheBiasThatConfigAsksFor) {
    architecture("pear", oneLinear);

    const auto found =
        open({{"layers.0.up.weight", "BF16", {16, 8}}}, {{"layers", 1}, {"has_bias", true}});

    EXPECT_THAT(errorsOf(*found), HasSubstr("layers.0.up.bias"));
}

TEST_F(ArchitectureTest, SaysWhichKeyConfigLacks) {
    architecture("pear", oneLinear);

    const auto found = open({{"layers.0.up.weight", "BF16", {16, 8}}}, {{"size", nullptr}});

    EXPECT_THAT(errorsOf(*found), HasSubstr("pear.json"));
}

TEST_F(ArchitectureTest, NamesTheNearestOfAnUnknownArchitecture) {
    const auto found = open({{"a", "BF16", {4}}}, {{"model_type", "Qwen3-MoE"}});

    EXPECT_THAT(errorsOf(*found),
                HasSubstr("\"Qwen3-MoE\" is not an architecture that Quince knows; the nearest "
                          "are qwen3_moe"));
}

TEST_F(ArchitectureTest, APersonsFileWinsOverACompiledInOne) {
    architecture("llama",
                 R"({"model_types": ["llama"], "modules": [{"array": "x", "shape": [4]}]})");

    const auto found = open({{"x", "BF16", {4}}}, {{"model_type", "llama"}});

    EXPECT_EQ(errorsOf(*found), "");
}

TEST_F(ArchitectureTest, ReportsABadFileByNameAndLineAndKeepsTheOthers) {
    architecture("broken", "{\n \"model_types\": [\"x\"],\n oops\n}");
    architecture("odd", R"({"model_types": ["y"], "moduls": []})");

    const auto library = ArchitectureLibrary::load(m_folder.path() / "architectures");

    ASSERT_EQ(library->problems().size(), 2U);
    EXPECT_THAT(library->problems()[0].message, HasSubstr("broken.json, line 3: this is not JSON"));
    EXPECT_THAT(library->problems()[1].message,
                HasSubstr("odd.json, line 1: there is no key \"moduls\""));
    EXPECT_TRUE(library->knows("llama"));
}

TEST_F(ArchitectureTest, StacksExpertsWithWhateverTheyHave) {
    architecture("pear", R"({"model_types": ["pear"],
        "rules": [{"op": "stack", "for": {"l": "layers", "p": {"w1": "gate", "w2": "down"}},
                   "from": "l.{l}.e.{e}.{p}", "to": "l.{l}.{p.to}", "over": {"e": "experts"}}],
        "modules": [{"each": "l", "in": "layers", "under": "l.{l}", "modules": [
            {"switch_linear": "gate", "shape": ["experts", 4, "size"]},
            {"switch_linear": "down", "shape": ["experts", "size", 4]}]}]})");
    Json tensors = Json::array();
    for (int e = 0; e < 3; ++e) {
        const std::string at = "l.0.e." + std::to_string(e);
        tensors.push_back({at + ".w1.weight", "BF16", {4, 8}});
        tensors.push_back({at + ".w2.weight", "BF16", {8, 4}});
    }

    const auto found = open(tensors, {{"layers", 1}, {"experts", 3}});
    EXPECT_EQ(errorsOf(*found), "");
    EXPECT_THAT(namesOf(*found),
                testing::ElementsAre("l.0.gate.weight[3, 4, 8]", "l.0.down.weight[3, 8, 4]"));

    tensors.erase(tensors.size() - 2);
    EXPECT_THAT(errorsOf(*open(tensors, {{"layers", 1}, {"experts", 3}})),
                HasSubstr("l.0.e.2.w1.weight is missing"));
}

TEST_F(ArchitectureTest, RenamesDropsAndPrefixes) {
    architecture("pear", R"({"model_types": ["pear"],
        "rules": [{"op": "drop", "top": "vision"}, {"op": "drop", "contains": ["inv_freq", "mtp."]},
                  {"op": "drop_layers", "prefix": "h.", "from": "layers"},
                  {"op": "rename", "from": "h.", "to": "layers.", "mode": "prefix"},
                  {"op": "rename", "from": ".w", "to": ".weight", "mode": "suffix"},
                  {"op": "add_prefix", "prefix": "model."}],
        "modules": [{"each": "l", "in": "layers", "under": "model.layers.{l}", "modules": [
            {"norm": "norm", "shape": ["size"]}]}]})");

    const auto found = open({{"vision.h.0", "BF16", {2}},
                             {"h.0.norm.w", "BF16", {8}},
                             {"h.1.norm.w", "BF16", {8}},
                             {"h.10.norm.w", "BF16", {8}},
                             {"h.0.inv_freq", "F32", {2}},
                             {"mtp.x", "BF16", {2}}});

    EXPECT_EQ(errorsOf(*found), "");
    EXPECT_THAT(namesOf(*found), testing::ElementsAre("model.layers.0.norm.weight[8]",
                                                      "model.layers.1.norm.weight[8]"));
    EXPECT_EQ(found->blueprint.droppedBytes, 4U + 16U + 8U + 4U);
}

TEST_F(ArchitectureTest, RefusesARenameOntoAnotherTensor) {
    architecture("pear", R"({"model_types": ["pear"], "modules": [],
        "rules": [{"op": "rename", "from": "a", "to": "b", "mode": "exact"}]})");

    EXPECT_THAT(errorsOf(*open({{"a", "BF16", {2}}, {"b", "BF16", {2}}})),
                HasSubstr("a would become b, which the checkpoint has already"));
}

TEST_F(ArchitectureTest, SplitsTransposesAndReshapes) {
    architecture("pear", R"({"model_types": ["pear"],
        "rules": [{"op": "split", "from": "qkv", "axis": 0, "sizes": ["size", 4, 4],
                   "to": ["q", "k", "v"]},
                  {"op": "transpose", "suffix": "conv", "perm": [0, 2, 1]},
                  {"op": "deinterleave", "from": "both", "axis": -2, "to": ["even", "odd"]},
                  {"op": "split_each", "from": "list", "to": "item.{i}", "parts": 2},
                  {"op": "reshape", "from": "flat", "shape": [2, 3]},
                  {"op": "copy", "from": "q", "to": "again"}],
        "modules": [{"array": "q", "shape": [8, 2]}, {"array": "k", "shape": [4, 2]},
                    {"array": "v", "shape": [4, 2]}, {"array": "conv", "shape": [4, 3, 1]},
                    {"array": "even", "shape": [2, 2]}, {"array": "odd", "shape": [2, 2]},
                    {"array": "item.0", "shape": [1, 5]}, {"array": "item.1", "shape": [1, 5]},
                    {"array": "flat", "shape": [2, 3]}, {"array": "again", "shape": [8, 2]}]})");

    const auto found = open({{"qkv", "BF16", {16, 2}},
                             {"conv", "BF16", {4, 1, 3}},
                             {"both", "BF16", {4, 2}},
                             {"list", "BF16", {2, 5}},
                             {"flat", "BF16", {6}}});

    EXPECT_EQ(errorsOf(*found), "");
    EXPECT_EQ(found->blueprint.tensors.size(), 10U);
    EXPECT_EQ(found->blueprint.tensors[1].view.pieces[0].offset, 16U);
    EXPECT_EQ(found->blueprint.tensors[5].view.pieces[0].offset, 2U);
}

TEST_F(ArchitectureTest, AppliesAnotherFileUnderAPrefixWithItsOwnConfig) {
    architecture("inner", R"({"model_types": ["inner"],
        "rules": [{"op": "drop", "contains": "junk"}],
        "modules": [{"linear": "head", "shape": ["size", "size"]}],
        "cache": [{"per_token": "size"}]})");
    architecture("pear", R"({"model_types": ["pear"],
        "config": [{"set": "text_config.size", "to": 16, "if": "text_config.size == null"}],
        "rules": [{"op": "within", "prefix": "language_model", "config": "text_config",
                   "architecture": "text_config.model_type"}],
        "modules": [{"within": "language_model", "config": "text_config",
                     "architecture": "text_config.model_type"}]})");

    const auto found = open(
        {{"language_model.head.weight", "BF16", {16, 16}}, {"language_model.junk", "BF16", {2}}},
        {{"text_config", {{"model_type", "inner"}}}});

    EXPECT_EQ(errorsOf(*found), "");
    EXPECT_THAT(namesOf(*found), testing::ElementsAre("language_model.head.weight[16, 16]"));
    EXPECT_EQ(found->blueprint.cache[0].elementsPerToken, 16U);
    EXPECT_THAT(makePlan(found, {}).configJson, HasSubstr("\"size\": 16"));
}

TEST_F(ArchitectureTest, AnInnerArchitectureMayBeAFileThatIsNoModelType) {
    architecture("core", R"({"model_types": [],
        "modules": [{"linear": "head", "shape": ["size", "size"]}]})");
    architecture("pear", R"({"model_types": ["pear"], "modules": [
        {"within": "inner", "architecture": "'core'"}]})");

    EXPECT_EQ(errorsOf(*open({{"inner.head.weight", "BF16", {8, 8}}})), "");
    EXPECT_FALSE(m_library->knows("core"));
}

TEST_F(ArchitectureTest, MovesAConfigKeyByUnsettingTheOldOne) {
    architecture("pear", R"({"model_types": ["pear"], "modules": [],
        "config": [{"set": "rope.type", "to": "rope.kind", "unset": "rope.kind",
                    "if": "'kind' in rope"}]})");

    const auto found = open(Json::array(), {{"rope", {{"kind", "yarn"}, {"factor", 2}}}});

    EXPECT_EQ(errorsOf(*found), "");
    EXPECT_EQ(Json::parse(makePlan(found, {}).configJson)["rope"],
              (Json{{"factor", 2}, {"type", "yarn"}}));
}

TEST_F(ArchitectureTest, SaysThatAnInnerArchitectureIsUnknown) {
    architecture("pear", R"({"model_types": ["pear"], "modules": [
        {"within": "x", "architecture": "'nothing'"}]})");

    EXPECT_THAT(errorsOf(*open({{"x.a", "BF16", {2}}})), HasSubstr("\"nothing\""));
}

TEST_F(ArchitectureTest, RefusesFilesThatGoInARing) {
    architecture("a", R"({"model_types": ["pear"], "extends": "b"})");
    architecture("b", R"({"model_types": [], "extends": "a"})");
    architecture("c", R"({"model_types": ["plum"], "modules": [{"use": "x"}],
        "blocks": {"x": [{"use": "x"}]}})");

    const auto found = open({{"x", "BF16", {2}}}, {{"model_type", "plum"}});

    EXPECT_EQ(m_library->problems().size(), 2U);
    EXPECT_NE(errorsOf(*found), "");
}

TEST_F(ArchitectureTest, RefusesDimensionsAndCountsBeyondAnyModel) {
    architecture("pear", oneLinear);
    const Json tensors{{"layers.0.up.weight", "BF16", {16, 8}}};

    EXPECT_NE(errorsOf(*open(tensors, {{"size", 1LL << 60}})), "");
    EXPECT_NE(errorsOf(*open(tensors, {{"size", -4}})), "");
    EXPECT_NE(errorsOf(*open(tensors, {{"layers", 1LL << 40}})), "");
    EXPECT_NE(errorsOf(*open(tensors, {{"layers", "two"}})), "");
}

TEST_F(ArchitectureTest, RefusesSourcesThatItCannotDecodeByTheirMethod) {
    architecture("pear", oneLinear);

    const auto found = open({{"layers.0.up.weight", "U8", {16, 8}}},
                            {{"quantization_config", {{"quant_method", "bitsandbytes"}}}});

    EXPECT_THAT(errorsOf(*found), HasSubstr("quantized already (bitsandbytes)"));
}

TEST_F(ArchitectureTest, RefusesEightBitFloatsWithoutFittingScales) {
    architecture("pear", oneLinear);
    const Json weight{"layers.0.up.weight", "F8_E4M3", {256, 8}};
    const Json config{{"size", 128}, {"quantization_config", {{"quant_method", "fp8"}}}};

    EXPECT_THAT(errorsOf(*open(Json::array({weight}), config)), HasSubstr("without a scale"));
    for (const Json& scales : {Json{"layers.0.up.weight_scale_inv", "F32", {3, 5, 7}},
                               Json{"layers.0.up.weight_scale_inv", "I32", {2, 1}}}) {
        EXPECT_THAT(errorsOf(*open(Json::array({weight, scales}), config)),
                    HasSubstr("does not fit layers.0.up.weight of shape [256, 8]"));
    }
}

TEST_F(ArchitectureTest, KeepsIntegersOfCompressedTensorsAsMlxPacksThem) {
    architecture("pear", oneLinear);
    const Json weights{{"num_bits", 4}, {"group_size", 32}, {"symmetric", true}, {"type", "int"}};
    const auto config = [&](const Json& ofGroup) {
        return Json{{"size", 64},
                    {"layers", 1},
                    {"quantization_config",
                     {{"quant_method", "compressed-tensors"},
                      {"format", "pack-quantized"},
                      {"config_groups", {{"group_0", {{"weights", ofGroup}}}}}}}};
    };
    const Json tensors{{"layers.0.up.weight_packed", "I32", {128, 8}},
                       {"layers.0.up.weight_scale", "BF16", {128, 2}},
                       {"layers.0.up.weight_shape", "I64", {2}}};

    const auto found = open(tensors, config(weights));
    EXPECT_EQ(errorsOf(*found), "");
    EXPECT_THAT(namesOf(*found),
                testing::ElementsAre("layers.0.up.weight[128, 8]", "layers.0.up.scales[128, 2]",
                                     "layers.0.up.biases[128, 2]"));
    EXPECT_EQ(found->blueprint.modules.front().packed, (QuantSpec{QuantMode::affine, 4, 32}));

    Json asymmetric = weights;
    asymmetric["symmetric"] = false;
    EXPECT_THAT(errorsOf(*open(tensors, config(asymmetric))), HasSubstr("asymmetric"));
}

TEST_F(ArchitectureTest, KeepsOnlyWhatMatches) {
    architecture("pear", R"({"model_types": ["pear"],
        "rules": [{"op": "keep", "prefix": ["a.", "b."]},
                  {"op": "rename", "mode": "prefix", "pairs": [["a.", "x."], ["b.", "a."]]}],
        "modules": [{"norm": "x", "shape": ["size"]}, {"norm": "a", "shape": ["size"]}]})");

    const auto found =
        open({{"a.weight", "BF16", {8}}, {"b.weight", "BF16", {8}}, {"c.weight", "BF16", {8}}});

    EXPECT_EQ(errorsOf(*found), "");
    EXPECT_THAT(namesOf(*found), testing::ElementsAre("x.weight[8]", "a.weight[8]"));
    EXPECT_EQ(found->blueprint.droppedBytes, 16U);
}

// mlx-lm takes a missing tie_word_embeddings of Llama for true and loses the head; transformers
// takes it for false.
TEST_F(ArchitectureTest, KeepsAHeadThatConfigDoesNotSpeakOf) {
    Json tensors{{"model.embed_tokens.weight", "BF16", {64, 32}},
                 {"model.norm.weight", "BF16", {32}}};
    const Json config{{"model_type", "llama"},   {"hidden_size", 32},       {"vocab_size", 64},
                      {"num_hidden_layers", 0},  {"intermediate_size", 64}, {"rms_norm_eps", 1e-5},
                      {"num_attention_heads", 2}};
    const auto savedTie = [](const std::shared_ptr<const Inspection>& found) {
        return Json::parse(makePlan(found, {}).configJson).value("tie_word_embeddings", Json());
    };

    const auto tied = open(tensors, config);
    EXPECT_EQ(errorsOf(*tied), "");
    EXPECT_EQ(savedTie(tied), Json());

    tensors.push_back({"lm_head.weight", "BF16", {64, 32}});
    const auto untied = open(tensors, config);
    EXPECT_EQ(errorsOf(*untied), "");
    EXPECT_THAT(namesOf(*untied), testing::Contains("lm_head.weight[64, 32]"));
    EXPECT_EQ(savedTie(untied), Json(false));
}

TEST_F(ArchitectureTest, KeepsTheVisionPartByAFileOfItsOwn) {
    architecture("eye", R"({"model_types": [], "modules": [
        {"linear": "lens", "shape": ["wide", "size"]}]})");
    architecture("pear_sees", R"({"vision_types": ["pear"], "model_types": [], "as_text": true,
        "sees": "vision_config != null", "defaults": {"vision_config": null},
        "by_path": [{"prefix": "eye", "quantizable": false}, {"suffix": "stem", "bits": 0},
                    {"suffix": "leaf", "bits": 8, "if": "size == 9"}],
        "modules": [
            {"within": "eye.", "architecture": "'eye'", "with": {"wide": "size // 2"}, "part": "vision"},
            {"linear": "stem", "shape": ["size", "size"]},
            {"linear": "leaf", "shape": ["size", "size"], "rule": {"bits": 6}}]})");
    const Json tensors{{"eye.lens.weight", "BF16", {4, 8}},
                       {"stem.weight", "BF16", {8, 8}},
                       {"leaf.weight", "BF16", {8, 8}}};

    const auto found = open(tensors, {{"vision_config", Json::object()}});

    ASSERT_TRUE(found->withVision);
    EXPECT_TRUE(found->withVision->ok());
    EXPECT_FALSE(found->blueprint.ok());  // there is no text model of this type
    EXPECT_EQ(found->usualVision(), VisionChoice::keep);
    const std::vector<ModelModule>& modules = found->withVision->modules;
    ASSERT_EQ(modules.size(), 3U);
    EXPECT_EQ(modules[0].part, Part::vision);
    EXPECT_FALSE(modules[0].quantizable);
    EXPECT_EQ(modules[1].rule->bits, 0);
    EXPECT_FALSE(modules[2].rule);  // what a leaf says counts for text models only
    EXPECT_FALSE(open(tensors)->withVision);
}

TEST_F(ArchitectureTest, EveryCompiledInFileIsReadWithoutAProblem) {
    const auto library = ArchitectureLibrary::builtIn();

    EXPECT_TRUE(library->problems().empty());
    EXPECT_GE(library->modelTypes().size(), 120U);
}

}  // namespace
}  // namespace quince
