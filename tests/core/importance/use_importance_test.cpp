#include "core/convert/encode_groups.hpp"
#include "core/convert/fingerprint.hpp"
#include "core/convert/job_builder.hpp"
#include "support/fill_spec.hpp"
#include "support/temp_folder.hpp"

#include <quince/convert.hpp>
#include <quince/importance.hpp>
#include <quince/kernels.hpp>

#include <gtest/gtest.h>

#include <cmath>

namespace quince::test {
namespace {

MeanSquares squares(std::vector<float> values, std::uint64_t matrices = 1) {
    return {matrices, std::make_shared<const std::vector<float>>(std::move(values))};
}

/// On the bundled sample model.
class UseImportance : public testing::Test {
protected:
    void SetUp() override {
        m_inspection =
            *inspect(QUINCE_RESOURCES "/sample/Quince-Sample", *ArchitectureLibrary::builtIn());
        m_data->path = "some.imatrix";
    }

    [[nodiscard]] ConversionPlan plan(QuantMethod method = QuantMethod::refined) const {
        Recipe recipe;
        recipe.quantize = true;
        recipe.method = method;
        ConversionPlan plan = makePlan(m_inspection, recipe);
        useImportance(plan, m_data);
        return plan;
    }
    void useModel(const char* spec) {
        std::filesystem::create_directories(m_folder / spec);
        fillSpec(golden("specs", spec), m_folder / spec);
        m_inspection = *inspect(m_folder / spec, *ArchitectureLibrary::builtIn());
    }
    /// Null where there is none.
    static std::shared_ptr<const std::vector<float>> valuesOf(const ConversionPlan& plan,
                                                              std::string_view path) {
        for (const ModelModule& module : plan.blueprint().modules) {
            if (module.path == path && plan.importance) {
                return plan.importance->tensors[module.first].squares.values;
            }
        }
        return nullptr;
    }
    void add(const std::string& name, std::size_t columns) {
        m_data->entries[name] = squares(std::vector<float>(columns, 2.0F));
    }

    TempFolder m_folder;
    std::shared_ptr<const Inspection> m_inspection;
    std::shared_ptr<ImportanceData> m_data = std::make_shared<ImportanceData>();
};

TEST_F(UseImportance, FindsMatricesByTheirNamesInLlamaCppMlxAndTheCheckpoint) {
    add("blk.0.attn_q", 256);
    add("model.layers.1.self_attn.o_proj", 256);

    const ConversionPlan made = plan();

    ASSERT_TRUE(made.ok());
    ASSERT_TRUE(made.importance);
    // attn_q speaks for k and v too, which have the same inputs.
    EXPECT_EQ(made.problems.back().severity, Severity::note);
    EXPECT_EQ(made.problems.back().message,
              "some.imatrix weighs the inputs of 4 of 30 quantized matrices; the others, such as "
              "model.embed_tokens, are quantized with all inputs alike.");
}

TEST_F(UseImportance, IsToldWhenTheMethodTakesNoNotice) {
    add("blk.0.attn_q", 256);

    const ConversionPlan made = plan(QuantMethod::mlx);

    EXPECT_FALSE(made.importance);
    EXPECT_TRUE(made.ok());
    EXPECT_EQ(made.problems.back().severity, Severity::warning);
    EXPECT_NE(made.problems.back().message.find("takes no notice"), std::string::npos);
}

TEST_F(UseImportance, RefusesTheDataOfAnotherModel) {
    add("blk.0.attn_q", 300);
    const ConversionPlan wrong = plan();
    m_data->entries.clear();
    add("blk.77.attn_q", 256);
    const ConversionPlan strange = plan();

    EXPECT_FALSE(wrong.ok());
    EXPECT_NE(wrong.problems.back().message.find("has 300 values where a row has 256 weights"),
              std::string::npos)
        << wrong.problems.back().message;
    EXPECT_FALSE(strange.ok());
}

TEST_F(UseImportance, RefusesOtherDataThanTheRecipeWasMadeWith) {
    add("blk.0.attn_q", 256);
    m_data->hash = "aa";
    Recipe recipe;
    recipe.quantize = true;
    recipe.importanceHash = "bb";
    ConversionPlan wrong = makePlan(m_inspection, recipe);
    useImportance(wrong, m_data);
    recipe.importanceHash = "aa";
    ConversionPlan right = makePlan(m_inspection, recipe);
    useImportance(right, m_data);

    EXPECT_FALSE(wrong.ok());
    EXPECT_NE(wrong.problems.back().message.find("is not the importance that the recipe"),
              std::string::npos);
    EXPECT_TRUE(right.importance);
    EXPECT_EQ(plan().recipe.importanceHash, "aa");  // so that a saved recipe can tell
}

TEST_F(UseImportance, GivesTheHeadsInputsToTheHeadAlone) {
    add("output", 256);

    const ConversionPlan made = plan();

    EXPECT_TRUE(valuesOf(made, "lm_head"));
    EXPECT_FALSE(valuesOf(made, "model.embed_tokens"));
}

TEST_F(UseImportance, GivesTheHeadsInputsToEmbeddingsThatAreTheHead) {
    useModel("llama__tied");
    for (const char* name : {"output", "token_embd"}) {
        m_data->entries.clear();
        add(name, 128);
        EXPECT_TRUE(valuesOf(plan(), "model.embed_tokens")) << name;
    }
}

TEST_F(UseImportance, PassesOverTheHalvesOfKvBThatNewerFilesHave) {
    useModel("deepseek_v2");
    add("blk.0.attn_output", 256);
    add("blk.0.attn_k_b", 4 * 96);

    const ConversionPlan made = plan();

    EXPECT_TRUE(made.importance) << made.problems.back().message;
    EXPECT_FALSE(valuesOf(made, "model.layers.0.self_attn.kv_b_proj"));
}

TEST_F(UseImportance, PassesOverOtherMatricesWhoseRowsDoNotFit) {
    add("blk.1.attn_qkv", 300);  // neither q_proj's own name nor k_proj's
    add("blk.1.attn_v", 256);

    const ConversionPlan made = plan();

    ASSERT_TRUE(made.importance) << made.problems.back().message;
    EXPECT_NE(made.problems.back().message.find("of 3 of 30 "), std::string::npos)
        << made.problems.back().message;
}

TEST_F(UseImportance, RaisesEachMatrixOfAStackThatCameAsOne) {
    useModel("qwen3_moe");
    std::vector<float> values(4 * 128, 1e-6F);
    std::fill(values.begin(), values.begin() + 128, 1.0F);  // an expert that was not used
    m_data->entries["blk.0.ffn_gate_exps"] = squares(values);

    const auto found = valuesOf(plan(), "model.layers.0.mlp.switch_mlp.gate_proj");

    ASSERT_TRUE(found);
    ASSERT_EQ(found->size(), values.size());
    EXPECT_FLOAT_EQ(found->front(), 1.001F);
    EXPECT_FLOAT_EQ(found->back(), 1.001e-6F);
}

TEST_F(UseImportance, IsTheSameForPlansOfOtherBits) {
    add("blk.0.attn_q", 256);
    add("output", 256);
    Recipe recipe;
    recipe.quantize = true;
    ConversionPlan all = makePlan(m_inspection, recipe);
    useImportance(all, m_data);
    LayerOverride keep;
    keep.pattern = "lm_head";
    recipe.overrides.push_back(keep);
    ConversionPlan some = makePlan(m_inspection, recipe);
    useImportance(some, m_data);

    ASSERT_TRUE(all.importance && some.importance);
    EXPECT_EQ(all.importance->hash, some.importance->hash);
    EXPECT_NE(all.problems.back().message.find("of 4 of 30 "), std::string::npos);
    EXPECT_NE(some.problems.back().message.find("of 3 of 29 "), std::string::npos)
        << some.problems.back().message;
}

TEST_F(UseImportance, MakesAnotherJobOfIt) {
    const auto fingerprint = [](const ConversionPlan& made) {
        return fingerprintOf(made, layoutOutput(made));
    };
    add("blk.0.attn_q", 256);
    const Fingerprint one = fingerprint(plan());
    const Fingerprint same = fingerprint(plan());
    m_data->entries["blk.0.attn_q"] = squares(std::vector<float>(256, 3.0F));
    const Fingerprint other = fingerprint(plan());

    EXPECT_EQ(one, same);
    EXPECT_NE(one, other);
}

/// Sum of squares over columns below (or from) `half` of rows of `columns`.
struct HalfErrors {
    double first = 0;
    double second = 0;
};

TEST(EncodeGroups, SpendsItsCareWhereTheImportanceIs) {
    const std::size_t rows = 64;
    const std::size_t columns = 128;
    const QuantSpec spec{QuantMode::affine, 3, 64};
    const Bytes weights = randomValues(DType::f32, rows * columns, 5);
    const auto* source = reinterpret_cast<const float*>(weights.data());
    const auto errors = [&](const TensorImportance* importance) {
        const std::size_t groups = rows * columns / 64;
        std::vector<std::uint8_t> codes(groups * affineGroupBytes(64, 3));
        std::vector<float> scales(groups);
        std::vector<float> biases(groups);
        encodeGroups(QuantMethod::refined, spec, DType::f32, weights.data(), groups, codes.data(),
                     scales.data(), biases.data(), importance);
        std::vector<float> decoded(rows * columns);
        decodeGroups(spec, DType::f32, codes.data(), scales.data(), biases.data(), groups,
                     decoded.data());
        HalfErrors sums;
        for (std::size_t i = 0; i < decoded.size(); ++i) {
            const double square = std::pow(decoded[i] - source[i], 2);
            (i % 64 < 8 ? sums.first : sums.second) += square;
        }
        return sums;
    };
    std::vector<float> values(columns, 1.0F);
    for (std::size_t i = 0; i < columns; ++i) {
        values[i] = i % 64 < 8 ? 50.0F : 1.0F;
    }
    const TensorImportance importance{squares(values), columns, rows * columns};

    const HalfErrors plain = errors(nullptr);
    const HalfErrors weighed = errors(&importance);

    EXPECT_LT(weighed.first, 0.8 * plain.first);
    EXPECT_GT(weighed.second, plain.second);
}

TEST(EncodeGroups, GivesEachMatrixOfAStackItsOwnColumns) {
    const std::size_t rows = 8;
    const std::size_t columns = 128;
    const QuantSpec spec{QuantMode::affine, 3, 64};
    const Bytes weights = randomValues(DType::f32, 3 * rows * columns, 9);
    std::vector<float> values(3 * columns);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = 1 + static_cast<float>((i * 7) % 13);
    }
    const auto encoded = [&](const TensorImportance& importance, std::size_t firstRow,
                             std::size_t count) {
        const std::size_t groups = count * columns / 64;
        std::vector<std::uint8_t> codes(groups * affineGroupBytes(64, 3));
        std::vector<float> scales(groups);
        std::vector<float> biases(groups);
        encodeGroups(QuantMethod::refined, spec, DType::f32,
                     weights.data() + firstRow * columns * 4, groups, codes.data(), scales.data(),
                     biases.data(), &importance, firstRow * columns / 64);
        return codes;
    };
    const TensorImportance stack{squares(values, 3), columns, rows * columns};

    // From the middle of the first matrix to the middle of the third.
    const std::vector<std::uint8_t> across = encoded(stack, 4, 16);

    std::vector<std::uint8_t> expected;
    for (std::size_t row = 4; row < 20; ++row) {
        const auto first = values.begin() + static_cast<std::ptrdiff_t>(row / rows * columns);
        const TensorImportance own{squares({first, first + static_cast<std::ptrdiff_t>(columns)}),
                                   columns, 0};
        const std::vector<std::uint8_t> codes = encoded(own, row, 1);
        expected.insert(expected.end(), codes.begin(), codes.end());
    }
    EXPECT_EQ(across, expected);
}

}  // namespace
}  // namespace quince::test
