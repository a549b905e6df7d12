#include "core/plan/quant_choice.hpp"
#include "support/fill_spec.hpp"
#include "support/temp_folder.hpp"

#include <quince/footprint.hpp>
#include <quince/plan.hpp>

#include <gtest/gtest.h>

#include <map>
#include <numeric>

namespace quince {
namespace {

using Json = nlohmann::ordered_json;

/// A llama with 16 layers (so that mixed recipes show all of their rules), hidden size 64.
Json llamaSpec() {
    Json tensors{{"model.embed_tokens.weight", "BF16", {96, 64}},
                 {"model.norm.weight", "BF16", {64}},
                 {"lm_head.weight", "BF16", {96, 64}}};
    for (int l = 0; l < 16; ++l) {
        const std::string at = "model.layers." + std::to_string(l) + ".";
        for (const char* name : {"q_proj", "k_proj", "v_proj", "o_proj"}) {
            tensors.push_back({at + "self_attn." + name + ".weight", "BF16", {64, 64}});
        }
        tensors.push_back({at + "mlp.gate_proj.weight", "BF16", {160, 64}});
        tensors.push_back({at + "mlp.up_proj.weight", "BF16", {160, 64}});
        tensors.push_back({at + "mlp.down_proj.weight", "BF16", {64, 160}});
        tensors.push_back({at + "input_layernorm.weight", "BF16", {64}});
        tensors.push_back({at + "post_attention_layernorm.weight", "BF16", {64}});
    }
    return {{"config",
             {{"model_type", "llama"},
              {"hidden_size", 64},
              {"intermediate_size", 160},
              {"num_hidden_layers", 16},
              {"num_attention_heads", 2},
              {"num_key_value_heads", 2},
              {"rms_norm_eps", 1e-5},
              {"vocab_size", 96},
              {"max_position_embeddings", 4096},
              {"tie_word_embeddings", false},
              {"torch_dtype", "bfloat16"}}},
            {"tensors", tensors}};
}

class PlanTest : public testing::Test {
protected:
    PlanTest() {
        test::fillSpec(llamaSpec(), m_folder.path());
        m_inspection = *inspect(m_folder.path(), *ArchitectureLibrary::builtIn());
        m_recipe.quantize = true;
        m_recipe.groupSize = 32;
    }

    [[nodiscard]] ConversionPlan plan() const { return makePlan(m_inspection, m_recipe); }

    /// The bits of each weight, 16 where it is kept.
    [[nodiscard]] static std::map<std::string, int> bitsOf(const ConversionPlan& plan) {
        std::map<std::string, int> bits;
        for (std::size_t i = 0; i < plan.tensors.size(); ++i) {
            bits[plan.inspection->blueprint.tensors[i].name] =
                plan.tensors[i].quant ? plan.tensors[i].quant->bits : 16;
        }
        return bits;
    }

    test::TempFolder m_folder;
    std::shared_ptr<const Inspection> m_inspection;
    Recipe m_recipe;
};

TEST_F(PlanTest, QuantizesMatricesAndKeepsNorms) {
    const auto bits = bitsOf(plan());

    EXPECT_EQ(bits.at("model.layers.3.mlp.down_proj.weight"), 4);
    EXPECT_EQ(bits.at("model.embed_tokens.weight"), 4);
    EXPECT_EQ(bits.at("model.norm.weight"), 16);
}

TEST_F(PlanTest, KeepsRowsThatDoNotDivideIntoGroups) {
    m_recipe.groupSize = 64;

    const ConversionPlan made = plan();

    EXPECT_EQ(bitsOf(made).at("model.layers.0.mlp.down_proj.weight"), 16);  // rows of 160
    EXPECT_EQ(bitsOf(made).at("model.layers.0.mlp.up_proj.weight"), 4);
}

TEST_F(PlanTest, WarnsOfLayersThatTheModelDoesNotHave) {
    m_recipe.layers = {{"model.layers.0.mlp.up_proj", QuantSpec{QuantMode::affine, 8, 32}}};
    const ConversionPlan fits = plan();
    m_recipe.layers.push_back({"model.layers.99.mlp.up_proj", std::nullopt});
    const ConversionPlan strange = plan();

    EXPECT_TRUE(fits.problems.empty());
    ASSERT_FALSE(strange.problems.empty());
    EXPECT_TRUE(strange.ok());
    EXPECT_EQ(strange.problems.back().severity, Severity::warning);
    EXPECT_NE(strange.problems.back().message.find("1 of the 2 layers"), std::string::npos);
}

/// mlx_lm/convert.py with 16 layers: v_proj and down_proj get more bits in layers 0 and 1, 14 and
/// 15, and every third from 4 on; lm_head always.
TEST_F(PlanTest, MixesBitsAsTheRealConverterDoes) {
    m_recipe.mixed = MixedRecipe::mixed3_6;

    const ConversionPlan made = plan();
    const auto bits = bitsOf(made);

    for (int l = 0; l < 16; ++l) {
        const bool more = l < 2 || l >= 14 || (l - 2) % 3 == 2;
        const std::string at = "model.layers." + std::to_string(l) + ".";
        EXPECT_EQ(bits.at(at + "mlp.down_proj.weight"), more ? 6 : 3) << l;
        EXPECT_EQ(bits.at(at + "self_attn.v_proj.weight"), more ? 6 : 3) << l;
        EXPECT_EQ(bits.at(at + "self_attn.q_proj.weight"), 3) << l;
    }
    EXPECT_EQ(bits.at("lm_head.weight"), 6);
    EXPECT_EQ(bits.at("model.embed_tokens.weight"), 3);
    const Json entry = Json::parse(made.configJson)["quantization"]["lm_head"];
    EXPECT_EQ(entry.dump(), R"({"group_size":32,"bits":6,"mode":"affine"})");
}

TEST_F(PlanTest, OverridesWinOverEmbeddingBitsAndTheLastOneOverEarlierOnes) {
    m_recipe.embeddingBits = 8;
    m_recipe.overrides = {{"lm_head", 6, std::nullopt},
                          {"model.layers.?.mlp.*", 2, std::nullopt},
                          {"layers.7.mlp", std::nullopt, std::nullopt},
                          {"layers.3.self_attn.q_proj", 8, 64}};

    const ConversionPlan made = plan();
    const auto bits = bitsOf(made);

    EXPECT_EQ(bits.at("model.embed_tokens.weight"), 8);
    EXPECT_EQ(bits.at("lm_head.weight"), 6);
    EXPECT_EQ(bits.at("model.layers.2.mlp.up_proj.weight"), 2);
    EXPECT_EQ(bits.at("model.layers.12.mlp.up_proj.weight"), 4);
    EXPECT_EQ(bits.at("model.layers.7.mlp.up_proj.weight"), 16);
    const Json quantization = Json::parse(made.configJson)["quantization"];
    EXPECT_EQ(quantization["model.layers.3.self_attn.q_proj"]["group_size"], 64);
    EXPECT_FALSE(quantization.contains("model.layers.7.mlp.up_proj"));
}

TEST_F(PlanTest, CountsBytesOfEveryOutputExactly) {
    const ConversionPlan made = plan();
    std::uint64_t sum = 0;
    for (const OutputTensor& output : made.outputs) {
        EXPECT_EQ(output.bytes, elementCount(output.shape) * bytesPerElement(output.dtype));
        sum += output.bytes;
    }

    const Footprint footprint = footprintOf(made, 1024);

    EXPECT_EQ(made.outputBytes, sum);
    EXPECT_EQ(footprint.weights.total(), sum);
    EXPECT_EQ(std::accumulate(footprint.weights.byPart.begin(), footprint.weights.byPart.end(),
                              std::uint64_t{0}),
              sum);
    // 16 layers, keys and values of 2 heads of 32, 16-bit, 1024 tokens
    EXPECT_EQ(footprint.cache, 16U * 2 * 2 * 32 * 2 * 1024);
}

TEST_F(PlanTest, CutsShardsAsTheRealConverterDoesAndNeverAnEmptyOne) {
    m_recipe.quantize = false;
    const ConversionPlan made = plan();

    const OutputLayout layout = layoutOutput(made, 30'000);

    std::uint64_t outputs = 0;
    for (const OutputShard& shard : layout.shards) {
        EXPECT_GT(shard.outputCount, 0U);
        EXPECT_LE(shard.bytes - shard.dataOffset, 30'000U);
        EXPECT_EQ(shard.firstOutput, outputs);
        outputs += shard.outputCount;
    }
    EXPECT_EQ(outputs, made.outputs.size());
    EXPECT_GT(layout.shards.size(), 10U);
    const Json index = Json::parse(layout.indexJson);
    EXPECT_EQ(index["weight_map"].size(), made.outputs.size());
    EXPECT_EQ(index["weight_map"]["model.embed_tokens.weight"], layout.shards[0].fileName);
    EXPECT_EQ(layoutOutput(made, 1).shards.size(), made.outputs.size());
}

TEST_F(PlanTest, CastsToTheDtypeThatIsAskedForElseToTheConfigs) {
    m_recipe.quantize = false;
    EXPECT_EQ(plan().tensors[0].dtype, DType::bf16);

    m_recipe.dtype = DType::f16;
    EXPECT_EQ(plan().tensors[0].dtype, DType::f16);
}

TEST_F(PlanTest, SaysWhatCannotBe) {
    const auto mistake = [this] {
        const ConversionPlan made = plan();
        return made.ok() ? "" : made.problems.back().message;
    };
    m_recipe.bits = 7;
    EXPECT_EQ(mistake(), "7 bits cannot be: MLX knows 2, 3, 4, 5, 6 and 8");
    m_recipe.bits = 4;
    m_recipe.groupSize = 48;
    EXPECT_EQ(mistake(), "groups of 48 cannot be: MLX knows 32, 64 and 128");
    m_recipe.groupSize = 32;
    m_recipe.dequantize = true;
    EXPECT_NE(mistake(), "");
}

TEST(Recipe, RefusesBitsAndGroupsThatAModeDoesNotHave) {
    Recipe recipe;
    recipe.quantize = true;
    recipe.mode = QuantMode::nvfp4;
    EXPECT_TRUE(validate(recipe).ok());
    recipe.bits = 4;
    recipe.groupSize = 16;
    EXPECT_TRUE(validate(recipe).ok());
    recipe.groupSize = 32;
    EXPECT_EQ(validate(recipe).error().message, "nvfp4 always has 4 bits in groups of 16");
    recipe.groupSize.reset();
    recipe.bits = 8;
    EXPECT_FALSE(validate(recipe).ok());
    recipe.bits.reset();
    recipe.mixed = MixedRecipe::mixed3_8;
    EXPECT_FALSE(validate(recipe).ok());
}

TEST_F(PlanTest, OverridesMayNameAMode) {
    m_recipe.mode = QuantMode::mxfp4;
    m_recipe.bits.reset();
    m_recipe.groupSize.reset();
    m_recipe.overrides = {*parseOverride("lm_head=mxfp8"), *parseOverride("down_proj=6:32"),
                          *parseOverride("v_proj=5"), *parseOverride("o_proj=mxfp4")};
    const ConversionPlan made = plan();

    ASSERT_TRUE(made.ok());
    const auto quantization = Json::parse(made.configJson)["quantization"];
    EXPECT_EQ(quantization["mode"], "mxfp4");
    EXPECT_EQ(quantization["lm_head"]["mode"], "mxfp8");
    EXPECT_EQ(quantization["lm_head"]["group_size"], 32);
    EXPECT_EQ(quantization["model.layers.0.mlp.down_proj"]["group_size"], 32);
    EXPECT_EQ(quantization["model.layers.0.self_attn.v_proj"]["group_size"], 64);
    EXPECT_EQ(quantization["model.layers.0.self_attn.v_proj"]["mode"], "affine");
    EXPECT_FALSE(quantization.contains("model.layers.0.self_attn.o_proj"));
}

TEST(Override, ReadsBitsGroupAndKeep) {
    EXPECT_EQ(parseOverride("lm_head=8")->bits, 8);
    EXPECT_EQ(parseOverride("a=b=4:128")->pattern, "a=b");
    EXPECT_EQ(parseOverride("a=b=4:128")->groupSize, 128);
    EXPECT_EQ(parseOverride("norm=keep")->bits, std::nullopt);
    EXPECT_TRUE(parseOverride("norm=keep")->keeps());
    EXPECT_EQ(parseOverride("experts=mxfp8")->mode, QuantMode::mxfp8);
    EXPECT_FALSE(parseOverride("experts=mxfp8")->keeps());
    for (const char* bad : {"", "=4", "x", "x=", "x=7", "x=4:", "x=4:16", "x=4.5", "x=4 "}) {
        EXPECT_FALSE(parseOverride(bad).ok()) << bad;
    }
}

TEST(Override, MatchesAPartOfThePathOrAGlob) {
    EXPECT_TRUE(matchesOverride("down_proj", "model.layers.0.mlp.down_proj"));
    EXPECT_FALSE(matchesOverride("down_proj.", "model.layers.0.mlp.down_proj"));
    EXPECT_TRUE(matchesOverride("*.down_proj", "model.layers.0.mlp.down_proj"));
    EXPECT_TRUE(matchesOverride("model.layers.?.*", "model.layers.0.mlp.down_proj"));
    EXPECT_FALSE(matchesOverride("model.layers.?.*", "model.layers.10.mlp.down_proj"));
    EXPECT_FALSE(matchesOverride("*.down", "model.layers.0.mlp.down_proj"));
    EXPECT_TRUE(matchesOverride("*", "x"));
    EXPECT_TRUE(matchesOverride("**a*b", "xaab"));
}

TEST(Footprint, LimitsASlidingWindowAndAddsFixedStates) {
    const std::vector<CacheGroup> groups{{"window", 2, 10, 512, 0}, {"state", 3, 0, 0, 7}};

    EXPECT_EQ(cacheBytes(groups, 100'000), 2U * (2 * 10 * 512 + 3 * 7));
    EXPECT_EQ(cacheBytes(groups, 100), 2U * (2 * 10 * 256 + 3 * 7));  // steps of 256 tokens
}

TEST(Footprint, FindsTheSmallestMac) {
    Footprint footprint;
    footprint.weights.kept = 5ULL << 30;
    EXPECT_EQ(smallestMac(footprint)->ramBytes, 8ULL << 30);
    footprint.weights.kept = 11ULL << 30;
    EXPECT_EQ(smallestMac(footprint)->ramBytes, 16ULL << 30);
    EXPECT_EQ(fitOf(footprint, *smallestMac(footprint)), Fit::tight);
    footprint.weights.kept = 600ULL << 30;
    EXPECT_FALSE(smallestMac(footprint).has_value());
}

TEST(Recipe, CountsBitsPerWeight) {
    EXPECT_DOUBLE_EQ(bitsPerWeight({QuantMode::affine, 4, 64}, DType::bf16), 4.5);
    EXPECT_DOUBLE_EQ(bitsPerWeight({QuantMode::affine, 4, 64}, DType::f32), 5.0);
    EXPECT_DOUBLE_EQ(bitsPerWeight({QuantMode::mxfp4, 4, 32}, DType::bf16), 4.25);
    EXPECT_DOUBLE_EQ(bitsPerWeight({QuantMode::nvfp4, 4, 16}, DType::bf16), 4.5);
}

}  // namespace
}  // namespace quince
