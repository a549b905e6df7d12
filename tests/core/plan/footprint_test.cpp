#include "support/fill_spec.hpp"
#include "support/temp_folder.hpp"

#include <quince/footprint.hpp>
#include <quince/plan.hpp>

#include <gtest/gtest.h>

#include <numeric>

namespace quince {
namespace {

using Json = nlohmann::ordered_json;

/// A llama of one layer whose head, the last of its modules, is packed: 4 bits in groups of 32.
Json packedHead() {
    Json tensors{{"model.embed_tokens.weight", "BF16", {96, 64}},
                 {"model.norm.weight", "BF16", {64}},
                 {"lm_head.weight", "U32", {96, 8}},
                 {"lm_head.scales", "BF16", {96, 2}},
                 {"lm_head.biases", "BF16", {96, 2}}};
    const std::string at = "model.layers.0.";
    for (const char* name : {"q_proj", "k_proj", "v_proj", "o_proj"}) {
        tensors.push_back({at + "self_attn." + name + ".weight", "BF16", {64, 64}});
    }
    for (const char* name : {"gate_proj", "up_proj", "down_proj"}) {
        tensors.push_back({at + "mlp." + name + ".weight", "BF16", {64, 64}});
    }
    for (const char* name : {"input_layernorm", "post_attention_layernorm"}) {
        tensors.push_back({at + name + ".weight", "BF16", {64}});
    }
    return {{"config",
             {{"model_type", "llama"},
              {"hidden_size", 64},
              {"intermediate_size", 64},
              {"num_hidden_layers", 1},
              {"num_attention_heads", 2},
              {"num_key_value_heads", 2},
              {"rms_norm_eps", 1e-5},
              {"vocab_size", 96},
              {"tie_word_embeddings", false},
              {"torch_dtype", "bfloat16"},
              {"quantization", {{"group_size", 32}, {"bits", 4}}}}},
            {"tensors", tensors}};
}

class PackedFootprint : public testing::Test {
protected:
    PackedFootprint() {
        test::fillSpec(packedHead(), m_folder.path());
        m_inspection = *inspect(m_folder.path(), *ArchitectureLibrary::builtIn());
    }

    [[nodiscard]] WeightBytes weights() const {
        const ConversionPlan plan = makePlan(m_inspection, m_recipe);
        EXPECT_TRUE(plan.ok());
        const WeightBytes found = footprintOf(plan, 1024).weights;
        EXPECT_EQ(found.total(), plan.outputBytes);
        EXPECT_EQ(std::accumulate(found.byPart.begin(), found.byPart.end(), std::uint64_t{0}),
                  plan.outputBytes);
        return found;
    }

    test::TempFolder m_folder;
    std::shared_ptr<const Inspection> m_inspection;
    Recipe m_recipe;
};

TEST_F(PackedFootprint, CountsWhatIsCopiedAsQuantized) {
    EXPECT_EQ(weights().quantized, 96U * 64 / 2);
    EXPECT_EQ(weights().scales, 2U * 96 * 2 * 2);
}

TEST_F(PackedFootprint, CountsWhatIsDecodedAsKept) {
    m_recipe.dequantize = true;

    EXPECT_EQ(weights().quantized, 0U);
    EXPECT_EQ(weights().scales, 0U);
}

TEST_F(PackedFootprint, CountsWhatIsQuantizedAnewOnce) {
    m_recipe.quantize = true;
    m_recipe.requantize = true;
    m_recipe.bits = 8;
    const std::uint64_t matrices = 2 * 96 * 64 + 7 * 64 * 64;

    EXPECT_EQ(weights().quantized, matrices);
    EXPECT_EQ(weights().scales, matrices / 64 * 4);
}

}  // namespace
}  // namespace quince
