#include "support/fill_spec.hpp"
#include "support/temp_folder.hpp"

#include <quince/budget.hpp>

#include <gtest/gtest.h>

#include <algorithm>

namespace quince {
namespace {

using Json = nlohmann::ordered_json;

/// A llama of four layers; rows of down_proj divide into groups of 64, not of 128.
Json llamaSpec() {
    Json tensors{{"model.embed_tokens.weight", "BF16", {512, 128}},
                 {"model.norm.weight", "BF16", {128}},
                 {"lm_head.weight", "BF16", {512, 128}}};
    for (int l = 0; l < 4; ++l) {
        const std::string at = "model.layers." + std::to_string(l) + ".";
        for (const char* name : {"q_proj", "k_proj", "v_proj", "o_proj"}) {
            tensors.push_back({at + "self_attn." + name + ".weight", "BF16", {128, 128}});
        }
        tensors.push_back({at + "mlp.gate_proj.weight", "BF16", {192, 128}});
        tensors.push_back({at + "mlp.up_proj.weight", "BF16", {192, 128}});
        tensors.push_back({at + "mlp.down_proj.weight", "BF16", {128, 192}});
        tensors.push_back({at + "input_layernorm.weight", "BF16", {128}});
        tensors.push_back({at + "post_attention_layernorm.weight", "BF16", {128}});
    }
    return {{"config",
             {{"model_type", "llama"},
              {"hidden_size", 128},
              {"intermediate_size", 192},
              {"num_hidden_layers", 4},
              {"num_attention_heads", 2},
              {"num_key_value_heads", 2},
              {"rms_norm_eps", 1e-5},
              {"vocab_size", 512},
              {"tie_word_embeddings", false},
              {"torch_dtype", "bfloat16"}}},
            {"tensors", tensors}};
}

/// Matrices that are not open, but depend on the recipe's groups.
class FitClosed : public testing::Test {
protected:
    void SetUp() override {
        test::fillSpec(llamaSpec(), m_folder.path());
        m_inspection = *inspect(m_folder.path(), *ArchitectureLibrary::builtIn());
        m_recipe.method = QuantMethod::mlx;
        const auto question = budgetQuestion(m_inspection, m_recipe, nullptr);
        ASSERT_TRUE(question.ok()) << question.error().message;
        Progress progress;
        Result<QualitySample> sample = measureQuality(*question, progress, {});
        ASSERT_TRUE(sample.ok()) << sample.error().message;
        m_sample = *std::move(sample);
    }

    /// Makes groups of that size by far the best.
    void prefer(int groupSize) {
        for (std::size_t i = 0; i < m_sample.candidates.size(); ++i) {
            if (m_sample.candidates[i].spec.groupSize == groupSize) {
                for (ErrorSums& sums : m_sample.sums[i]) {
                    sums.error *= 1e-4;
                }
            }
        }
    }

    [[nodiscard]] ConversionPlan fitted(double bits) const {
        Budget budget;
        budget.bitsPerWeight = bits;
        const Result<Recipe> recipe = fitBudget(m_inspection, m_recipe, budget, m_sample);
        EXPECT_TRUE(recipe.ok()) << recipe.error().message;
        return recipe ? makePlan(m_inspection, *recipe) : ConversionPlan();
    }

    [[nodiscard]] std::optional<QuantSpec> specOf(const ConversionPlan& plan,
                                                  std::string_view end) const {
        for (const ModelModule& module : plan.blueprint().modules) {
            if (module.path.ends_with(end)) {
                return plan.tensors[module.first].quant;
            }
        }
        return std::nullopt;
    }

    test::TempFolder m_folder;
    std::shared_ptr<const Inspection> m_inspection;
    Recipe m_recipe;
    QualitySample m_sample;
};

TEST_F(FitClosed, KeepsToTheSizeBesideAnOverrideWithoutAGroup) {
    prefer(32);
    m_recipe.overrides = {{"lm_head", 8, std::nullopt}};

    for (const double bits : {5.5, 6.0, 6.5}) {
        const ConversionPlan plan = fitted(bits);
        EXPECT_LE(plan.bitsPerWeight, bits);
        EXPECT_GT(plan.bitsPerWeight, bits - 0.1);
        EXPECT_EQ(specOf(plan, "lm_head"), (QuantSpec{QuantMode::affine, 8, 64}));
        EXPECT_EQ(specOf(plan, "up_proj")->groupSize, 32);
    }
}

TEST_F(FitClosed, KeepsToTheSizeBesideEmbeddingBits) {
    prefer(32);
    m_recipe.embeddingBits = 8;

    for (const double bits : {6.5, 6.7, 7.0}) {
        const ConversionPlan plan = fitted(bits);
        EXPECT_LE(plan.bitsPerWeight, bits);
        EXPECT_EQ(specOf(plan, "embed_tokens"), (QuantSpec{QuantMode::affine, 8, 64}));
    }
}

TEST_F(FitClosed, KeepsToTheSizeBesideRowsThatDoNotDivide) {
    prefer(128);
    m_recipe.overrides = {{"down_proj", 4, 64}};

    const ConversionPlan plan = fitted(5);

    EXPECT_LE(plan.bitsPerWeight, 5);
    EXPECT_EQ(specOf(plan, "down_proj"), (QuantSpec{QuantMode::affine, 4, 64}));
    EXPECT_EQ(specOf(plan, "up_proj")->groupSize, 128);
}

TEST_F(FitClosed, UsesTheCommonGroupWhereAllIsOpen) {
    prefer(32);

    EXPECT_EQ(fitted(5).recipe.groupSize, 32);
}

TEST_F(FitClosed, StoresZerosInTheFewestBits) {
    for (const ModelModule& module : m_inspection->blueprint.modules) {
        if (module.path.ends_with("lm_head")) {
            for (auto& sums : m_sample.sums) {
                ASSERT_GT(sums[module.first].weights, 0U);
                sums[module.first].energy = 0;
                sums[module.first].error = 0;
            }
        }
    }

    const ConversionPlan plan = fitted(5);

    EXPECT_EQ(specOf(plan, "lm_head"), (QuantSpec{QuantMode::affine, 2, 128}));
    EXPECT_LE(plan.bitsPerWeight, 5);
    EXPECT_TRUE(expectedDamage(plan, m_sample));
}

}  // namespace
}  // namespace quince
