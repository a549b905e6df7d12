#include "core/model/architecture_fixture.hpp"
#include "core/model/architecture_index.hpp"

namespace quince::test {
namespace {

using testing::HasSubstr;

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
    for (const auto& [name, document] : builtInDocuments()) {
        const Result<ArchitectureFile> file = readArchitectureFile(name, builtInDocuments());
        EXPECT_TRUE(file) << file.error().message;
    }
    const auto library = ArchitectureLibrary::builtIn();
    EXPECT_TRUE(library->problems().empty());
    EXPECT_GE(library->modelTypes().size(), 120U);
}

TEST_F(ArchitectureTest, ReportsCompiledInFilesThatAPersonsParentBreaks) {
    architecture("decoder", R"({"model_types": ["pear"], "extends": "no_such_file"})");

    const auto library = ArchitectureLibrary::load(m_folder.path() / "architectures");

    EXPECT_GT(library->problems().size(), 1U);
    EXPECT_FALSE(library->knows("pear"));
    EXPECT_FALSE(library->knows("llama"));
    EXPECT_TRUE(library->knows("mamba2"));
}

}  // namespace
}  // namespace quince::test
