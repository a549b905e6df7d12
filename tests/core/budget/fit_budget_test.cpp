#include "core/budget/damage_weight.hpp"

#include <quince/budget.hpp>
#include <quince/footprint.hpp>

#include <gtest/gtest.h>

#include <algorithm>

namespace quince {
namespace {

/// On the bundled sample model, a small llama, measured whole.
class FitBudget : public testing::Test {
protected:
    static void SetUpTestSuite() {
        auto inspection =
            inspect(QUINCE_RESOURCES "/sample/Quince-Sample", *ArchitectureLibrary::builtIn());
        ASSERT_TRUE(inspection.ok()) << inspection.error().message;
        s_inspection = *inspection;
        QualityQuestion question;
        question.inspection = s_inspection;
        question.candidates = budgetCandidates(QuantMethod::mlx);
        question.sampleBytes = std::uint64_t{2} << 20;
        question.threads = 2;
        Progress progress;
        Result<QualitySample> sample = measureQuality(question, progress, {});
        ASSERT_TRUE(sample.ok()) << sample.error().message;
        s_sample = *sample;
    }

    static void TearDownTestSuite() {
        s_inspection.reset();
        s_sample = {};
    }

    FitBudget() { m_recipe.method = QuantMethod::mlx; }

    [[nodiscard]] ConversionPlan fitted(const Budget& budget) const {
        Result<Recipe> recipe = fitBudget(s_inspection, m_recipe, budget, s_sample);
        EXPECT_TRUE(recipe.ok()) << recipe.error().message;
        return makePlan(s_inspection, *recipe);
    }

    [[nodiscard]] static double damageOf(const ConversionPlan& plan) {
        double damage = 0;
        for (const ModelModule& module : plan.blueprint().modules) {
            const auto& quant = plan.tensors[module.first].quant;
            if (module.quantizable && quant) {
                const ErrorSums* sums = s_sample.find({QuantMethod::mlx, *quant}, module.first);
                damage += damageWeight(module, 4, false) * sums->error / sums->energy;
            }
        }
        return damage;
    }

    static inline std::shared_ptr<const Inspection> s_inspection;
    static inline QualitySample s_sample;
    Recipe m_recipe;
};

Budget budgetOfBits(double bits) {
    Budget budget;
    budget.bitsPerWeight = bits;
    return budget;
}

TEST_F(FitBudget, StaysUnderEachFigureAndUsesItUp) {
    for (const double bits : {2.7, 3.5, 4.0, 4.5, 5.2, 6.9, 8.6}) {
        const ConversionPlan plan = fitted(budgetOfBits(bits));
        EXPECT_TRUE(plan.ok());
        EXPECT_LE(plan.bitsPerWeight, bits);
        EXPECT_GT(plan.bitsPerWeight, bits - 0.02);
    }
}

TEST_F(FitBudget, DoesLessDamageThanMixedRecipesOfTheSameSize) {
    for (const MixedRecipe mixed : {MixedRecipe::mixed2_6, MixedRecipe::mixed3_4,
                                    MixedRecipe::mixed3_6, MixedRecipe::mixed4_6}) {
        Recipe recipe = m_recipe;
        recipe.quantize = true;
        recipe.mixed = mixed;
        const ConversionPlan plain = makePlan(s_inspection, recipe);
        Budget budget;
        budget.bytes = plain.outputBytes;

        const ConversionPlan plan = fitted(budget);

        EXPECT_LE(plan.outputBytes, plain.outputBytes);
        EXPECT_LT(damageOf(plan), damageOf(plain)) << nameOf(mixed);
    }
}

TEST_F(FitBudget, KeepsEverythingWhereThereIsRoom) {
    Budget budget;
    budget.bytes = std::uint64_t{1} << 40;
    const ConversionPlan plan = fitted(budget);
    EXPECT_TRUE(std::none_of(plan.tensors.begin(), plan.tensors.end(),
                             [](const TensorPlan& tensor) { return tensor.quant.has_value(); }));
}

TEST_F(FitBudget, SaysTheSmallestSizeWhenTheBudgetIsTooSmall) {
    Budget budget;
    budget.bytes = 100'000;
    const Result<Recipe> recipe = fitBudget(s_inspection, m_recipe, budget, s_sample);
    ASSERT_FALSE(recipe.ok());
    EXPECT_EQ(recipe.error().code, ErrorCode::invalidArgument);
    EXPECT_NE(recipe.error().message.find("smallest result"), std::string::npos);
}

TEST_F(FitBudget, LeavesWhatThePersonDecided) {
    m_recipe.overrides = {{"layers.0.", 8, 32}, {"lm_head", std::nullopt, std::nullopt}};
    m_recipe.embeddingBits = 6;

    const ConversionPlan plan = fitted(budgetOfBits(5));

    EXPECT_LE(plan.bitsPerWeight, 5);
    for (const ModelModule& module : plan.blueprint().modules) {
        const auto& quant = plan.tensors[module.first].quant;
        if (module.layer == 0 && module.quantizable) {
            EXPECT_EQ(quant, (QuantSpec{QuantMode::affine, 8, 32})) << module.path;
        }
        if (module.part == Part::head) {
            EXPECT_FALSE(quant);
        }
        if (module.part == Part::embedding) {
            EXPECT_EQ(quant->bits, 6);
        }
    }
}

TEST_F(FitBudget, CountsErrorsByImportance) {
    // Of one matrix only every 32nd column counts.
    const std::string path = "model.layers.2.mlp.down_proj";
    auto data = std::make_shared<ImportanceData>();
    data->path = "some.imatrix";
    data->hash = "00";
    for (const ModelModule& module : s_inspection->blueprint.modules) {
        if (module.path == path) {
            const auto columns = static_cast<std::size_t>(
                s_inspection->blueprint.tensors[module.first].shape.back());
            std::vector<float> values(columns, 1.0F);
            for (std::size_t i = 0; i < columns; ++i) {
                values[i] = i % 32 == 0 ? 1000.0F : 0.001F;
            }
            data->entries[path] = {1,
                                   std::make_shared<const std::vector<float>>(std::move(values))};
        }
    }
    ASSERT_EQ(data->entries.size(), 1U);
    m_recipe.method = QuantMethod::refined;
    m_recipe.quantize = true;
    const auto question = budgetQuestion(s_inspection, m_recipe, data);
    ASSERT_TRUE(question.ok()) << question.error().message;
    ASSERT_TRUE(question->importance);
    QualityQuestion small = *question;
    small.sampleBytes = std::uint64_t{1} << 18;
    small.threads = 2;
    Progress progress;
    const Result<QualitySample> sample = measureQuality(small, progress, {});
    ASSERT_TRUE(sample.ok()) << sample.error().message;

    std::uint32_t tensor = 0;
    for (const ModelModule& module : s_inspection->blueprint.modules) {
        tensor = module.path == path ? module.first : tensor;
    }
    const Candidate four{QuantMethod::refined, {QuantMode::affine, 4, 64}};
    const ErrorSums* const weighed = sample->findWeighed(four, tensor);
    const ErrorSums* const plain = sample->find(four, tensor);
    ASSERT_TRUE(weighed != nullptr && plain != nullptr);
    EXPECT_EQ(weighed->weights, plain->weights);
    // The search spends its care on those columns, and only they are looked at.
    EXPECT_LT(weighed->relative(), 0.6 * plain->relative());
    EXPECT_EQ(sample->findWeighed(four, tensor + 1), sample->find(four, tensor + 1));

    // So it can do with fewer bits than without.
    QualitySample without = *sample;
    without.weighed.clear();
    const auto bitsOf = [&](const QualitySample& known) {
        const Result<Recipe> fit = fitBudget(s_inspection, m_recipe, budgetOfBits(4.2), known);
        EXPECT_TRUE(fit.ok());
        return bitsPerWeight(*makePlan(s_inspection, *fit).tensors[tensor].quant, DType::bf16);
    };
    EXPECT_LT(bitsOf(*sample), bitsOf(without));
}

TEST_F(FitBudget, TakesABlockModeWhereItHasLessError) {
    const std::string path = "model.layers.1.mlp.up_proj";
    const Candidate block{QuantMethod::mlx, defaultSpec(QuantMode::nvfp4)};
    std::uint32_t tensor = 0;
    for (const ModelModule& module : s_inspection->blueprint.modules) {
        tensor = module.path == path ? module.first : tensor;
    }
    QualitySample sample = s_sample;
    for (std::size_t i = 0; i < sample.candidates.size(); ++i) {
        if (sample.candidates[i] == block) {
            sample.sums[i][tensor].error *= 0.01;  // as if its weights lay far out
        }
    }

    const Result<Recipe> recipe = fitBudget(s_inspection, m_recipe, budgetOfBits(4.6), sample);

    ASSERT_TRUE(recipe.ok()) << recipe.error().message;
    const ConversionPlan plan = makePlan(s_inspection, *recipe);
    ASSERT_TRUE(plan.ok());
    EXPECT_EQ(recipe->mode, QuantMode::affine);
    EXPECT_EQ(plan.tensors[tensor].quant, block.spec);
    EXPECT_LE(plan.bitsPerWeight, 4.6);
    EXPECT_GT(plan.bitsPerWeight, 4.58);
    // mlx-lm hands each entry to the layer: it has to name the mode.
    const std::size_t entry = plan.configJson.find('"' + path + '"');
    ASSERT_NE(entry, std::string::npos);
    EXPECT_NE(plan.configJson.find("\"mode\": \"nvfp4\"", entry), std::string::npos);

    // Even where it wins everywhere, the recipe's own numbers are affine ones.
    for (std::size_t i = 0; i < sample.candidates.size(); ++i) {
        for (ErrorSums& sums : sample.sums[i]) {
            sums.error *= sample.candidates[i] == block ? 0.001 : 1;
        }
    }
    const Result<Recipe> all = fitBudget(s_inspection, m_recipe, budgetOfBits(4.55), sample);
    ASSERT_TRUE(all.ok()) << all.error().message;
    EXPECT_TRUE(validate(*all).ok());
    EXPECT_TRUE(makePlan(s_inspection, *all).ok());
}

TEST_F(FitBudget, RefusesTheImportanceOfAnotherModel) {
    auto data = std::make_shared<ImportanceData>();
    data->path = "some.imatrix";
    data->entries["blk.77.attn_q"] = {
        1, std::make_shared<const std::vector<float>>(std::vector<float>(256, 1.0F))};
    m_recipe.method = QuantMethod::refined;

    const auto question = budgetQuestion(s_inspection, m_recipe, data);

    ASSERT_FALSE(question.ok());
    EXPECT_NE(question.error().message.find("belongs to another model"), std::string::npos);
}

TEST_F(FitBudget, BeatsTheBestUniformRecipeOfThatSize) {
    for (const double bits : {3.4, 4.6, 5.9}) {
        const ConversionPlan plan = fitted(budgetOfBits(bits));

        const auto damage = expectedDamage(plan, s_sample);
        const auto rival = bestUniformRival(plan, s_sample);

        ASSERT_TRUE(damage && rival);
        EXPECT_LE(rival->bytes, plan.outputBytes);
        EXPECT_LT(*damage, 0.95 * rival->damage);
        EXPECT_EQ(rival->recipe.layers.size(), 0U);
    }
}

TEST_F(FitBudget, FitsAMacWithItsContext) {
    const ConversionPlan plan = fitted(budgetOfBits(4));
    Budget budget;
    budget.mac = Budget::Mac{std::uint64_t{8} << 30, 512};

    const Result<std::uint64_t> bytes = bytesOf(budget, plan);

    ASSERT_TRUE(bytes.ok());
    const Footprint footprint = footprintOf(plan, 512);
    EXPECT_EQ(*bytes + footprint.cache + footprint.working,
              defaultGpuLimit(std::uint64_t{8} << 30) / 10 * 9);
    budget.mac->contextLength = 1'000'000'000;
    EXPECT_FALSE(bytesOf(budget, plan).ok());
}

TEST(DamageWeight, KnowsThePlacesThatMatter) {
    const auto weight = [](const char* path, Part part, int layer, bool tied = false) {
        ModelModule module;
        module.path = path;
        module.part = part;
        module.layer = layer;
        return damageWeight(module, 32, tied);
    };
    EXPECT_GT(weight("lm_head", Part::head, -1), weight("model.embed_tokens", Part::embedding, -1));
    EXPECT_EQ(weight("model.embed_tokens", Part::embedding, -1, true),
              weight("lm_head", Part::head, -1));
    const char* const down = "model.layers.9.mlp.down_proj";
    EXPECT_GT(weight(down, Part::mlp, 9), weight("model.layers.9.mlp.up_proj", Part::mlp, 9));
    EXPECT_GT(weight(down, Part::mlp, 3), weight(down, Part::mlp, 4));
    EXPECT_GT(weight(down, Part::mlp, 28), weight(down, Part::mlp, 27));
}

}  // namespace
}  // namespace quince
