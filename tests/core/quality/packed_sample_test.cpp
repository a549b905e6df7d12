#include "core/plan/source_plan.hpp"
#include "core/quality/sample_rows.hpp"
#include "support/fill_spec.hpp"
#include "support/goldens.hpp"
#include "support/temp_folder.hpp"

#include <quince/convert.hpp>
#include <quince/quality.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

namespace quince {
namespace {

namespace fs = std::filesystem;

std::shared_ptr<const Inspection> inspected(const fs::path& folder) {
    auto inspection = inspect(folder, *ArchitectureLibrary::builtIn());
    EXPECT_TRUE(inspection.ok()) << inspection.error().message;
    return *inspection;
}

void convertTo(const fs::path& source, const Recipe& recipe, const fs::path& destination) {
    ConversionJob job;
    job.plan = makePlan(inspected(source), recipe);
    job.layout = layoutOutput(job.plan);
    job.destination = destination;
    job.staging = destination.string() + ".staging";
    Progress progress;
    const auto report = convert(job, progress, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
}

/// Sources that hold weights packed in one form each, and the dtype of what they are decoded to.
struct Packed {
    std::string spec;
    QuantMode mode;
    DType dtype;
    std::optional<QuantSpec> converted;  ///< made so by a conversion
};

class PackedSample : public testing::TestWithParam<Packed> {
protected:
    void SetUp() override {
        test::fillSpec(test::golden("specs", GetParam().spec), m_folder / "source");
        m_source = m_folder / "source";
        if (const auto& spec = GetParam().converted) {
            Recipe recipe;
            recipe.method = QuantMethod::mlx;
            recipe.quantize = true;
            recipe.mode = spec->mode;
            recipe.bits = spec->bits;
            convertTo(m_source, recipe, m_folder / "packed");
            m_source = m_folder / "packed";
        }
    }

    [[nodiscard]] static QualitySample sampled(const std::shared_ptr<const Inspection>& inspection,
                                               std::uint64_t bytes) {
        QualityQuestion question;
        question.inspection = inspection;
        question.dtype = GetParam().dtype;
        question.sampleBytes = bytes;
        question.threads = 2;
        question.candidates = {{QuantMethod::mlx, {QuantMode::affine, 3, 32}},
                               {QuantMethod::mlx, defaultSpec(QuantMode::mxfp4)},
                               {QuantMethod::mlx, {QuantMode::affine, 8, 64}}};  // of routers
        Progress progress;
        Result<QualitySample> sample = measureQuality(question, progress, {});
        EXPECT_TRUE(sample.ok()) << sample.error().message;
        EXPECT_EQ(progress.bytesDone, progress.bytesTotal);
        return *sample;
    }

    /// Of all candidates, by the path of the matrix.
    using Sums = std::map<std::string, std::vector<ErrorSums>>;
    [[nodiscard]] static Sums sumsOf(const Inspection& inspection, const QualitySample& sample) {
        Sums sums;
        for (const ModelModule& module : inspection.blueprint.modules) {
            for (const auto& candidate : sample.sums) {
                if (module.count > 0 && sample.weights[module.first] > 0) {
                    sums[module.path].push_back(candidate[module.first]);
                }
            }
        }
        return sums;
    }

    test::TempFolder m_folder;
    fs::path m_source;
};

TEST_P(PackedSample, MeasuresWhatTheWeightsAreDecodedTo) {
    Recipe decode;
    decode.dequantize = true;
    decode.dtype = DType::f32;  // holds it without another rounding
    convertTo(m_source, decode, m_folder / "floats");
    const auto packed = inspected(m_source);
    const auto floats = inspected(m_folder / "floats");
    constexpr std::uint64_t everything = std::uint64_t{1} << 40;

    const Sums found = sumsOf(*packed, sampled(packed, everything));

    EXPECT_EQ(found, sumsOf(*floats, sampled(floats, everything)));
    const auto& modules = packed->blueprint.modules;
    EXPECT_TRUE(std::any_of(modules.begin(), modules.end(), [&](const ModelModule& module) {
        return module.packed && module.packed->mode == GetParam().mode &&
               found.contains(module.path) && found.at(module.path)[0].error > 0;
    }));
}

TEST_P(PackedSample, TakesAFewRowsOfEach) {
    const auto packed = inspected(m_source);
    const ConversionPlan plan = planOfSource(packed, std::nullopt, VisionChoice::drop);
    const std::vector<std::uint64_t> weights = quantizableWeights(plan);
    std::map<std::uint32_t, std::uint64_t> next;
    std::map<std::uint32_t, std::uint64_t> rows;

    for (const RowRun& run : sampleRows(plan, weights, 20'000)) {
        EXPECT_GE(run.first, next[run.tensor]);  // no row twice
        next[run.tensor] = run.first + run.count;
        rows[run.tensor] += run.count;
        const Shape& shape = plan.tensors[run.tensor].packed
                                 ? plan.tensors[run.tensor].packed->shape
                                 : plan.blueprint().tensors[run.tensor].shape;
        EXPECT_LE(next[run.tensor] * static_cast<std::uint64_t>(shape.back()), weights[run.tensor]);
        if (plan.blueprint().tensors[run.tensor].form == SourceForm::awqCodes) {
            EXPECT_EQ(run.first % 8, 0U);
            EXPECT_EQ(run.count % 8, 0U);
        }
    }

    EXPECT_EQ(rows.size(),
              static_cast<std::size_t>(std::count_if(weights.begin(), weights.end(),
                                                     [](std::uint64_t n) { return n > 0; })));
    EXPECT_TRUE(
        std::all_of(rows.begin(), rows.end(), [](const auto& each) { return each.second >= 4; }));
    const Sums part = sumsOf(*packed, sampled(packed, 20'000));
    for (const auto& [path, whole] : sumsOf(*packed, sampled(packed, std::uint64_t{1} << 40))) {
        EXPECT_LE(part.at(path)[0].weights, whole[0].weights);
        EXPECT_GT(part.at(path)[0].weights, 0U);
        EXPECT_NEAR(part.at(path)[0].relative(), whole[0].relative(), 0.5 * whole[0].relative());
    }
}

TEST_P(PackedSample, PredictsTheErrorOfQuantizingAnew) {
    const auto packed = inspected(m_source);
    const QualitySample sample = sampled(packed, std::uint64_t{1} << 40);
    Recipe recipe;
    recipe.method = QuantMethod::mlx;
    recipe.quantize = true;
    recipe.bits = 3;
    recipe.groupSize = 32;
    const auto speaksOfPacked = [&](const Recipe& of) {
        const auto prediction = predictQuality(makePlan(packed, of), sample);
        EXPECT_TRUE(prediction);
        return prediction &&
               std::any_of(prediction->tensors.begin(), prediction->tensors.end(),
                           [&](const PredictedTensor& tensor) {
                               return packed->blueprint.tensors[tensor.tensor].dtype ==
                                          DType::u32 &&
                                      tensor.sums.error > 0;
                           });
    };

    EXPECT_FALSE(speaksOfPacked(recipe));
    recipe.requantize = true;
    EXPECT_TRUE(speaksOfPacked(recipe));
}

INSTANTIATE_TEST_SUITE_P(
    Forms, PackedSample,
    testing::Values(
        Packed{"llama", QuantMode::affine, DType::bf16, QuantSpec{QuantMode::affine, 8, 64}},
        Packed{"llama", QuantMode::nvfp4, DType::bf16, QuantSpec{QuantMode::nvfp4, 4, 16}},
        Packed{"qwen2__awq", QuantMode::affine, DType::f16, std::nullopt},
        Packed{"gpt_oss", QuantMode::mxfp4, DType::bf16, std::nullopt}),
    [](const auto& of) { return of.param.spec + "_" + std::string(nameOf(of.param.mode)); });

}  // namespace
}  // namespace quince
