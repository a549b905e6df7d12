#include "core/kernels/simd_targets.hpp"
#include "support/fill_spec.hpp"
#include "support/goldens.hpp"
#include "support/temp_folder.hpp"

#include <quince/convert.hpp>

#include <gtest/gtest.h>

#include <array>
#include <map>

namespace quince {
namespace {

using Json = nlohmann::ordered_json;

/// Where the real converter is wrong and the right weights load: tensors whose names hold `part`
/// have the same names, dtypes and shapes as its, and other values. DIFFERENCES.md says more.
struct Defect {
    std::string part;
    std::string why;
};
const std::map<std::string, Defect> defects{
    {"falcon_h1", {".k_proj.", "it forgets key_multiplier"}},
    {"mistral3__ministral3_fp8", {"_proj.", "it takes the bytes of 8-bit floats for integers"}},
};

/// Without the hashes of what differs on purpose.
test::TensorTexts withoutDefect(test::TensorTexts tensors, const std::string& name) {
    constexpr std::size_t hashLength = 64;
    const auto defect = defects.find(name);
    for (auto& [tensor, text] : tensors) {
        if (defect != defects.end() && tensor.find(defect->second.part) != std::string::npos) {
            text.resize(text.size() - hashLength);
        }
    }
    return tensors;
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::array<unsigned, 1> threadCounts{5};
#else
constexpr std::array<unsigned, 3> threadCounts{1, 2, 5};
#endif

class GoldenConvert : public testing::TestWithParam<test::GoldenCase> {
protected:
    void TearDown() override { useSimdTarget(""); }
};

/// Every tensor equals Apple's bit for bit, on each SIMD target of this machine, with 1, 2 and 5
/// threads. Under a sanitizer, which makes it ten times as slow and looks for something else, the
/// number of threads does not vary.
TEST_P(GoldenConvert, EqualsTheRealConverterBitForBit) {
    const auto& [name, variant] = GetParam();
    const Json expected = test::golden("expected", name)["variants"][variant];
    const test::TensorTexts theirs = test::expectedTexts(expected["tensors"]);
    test::TempFolder folder;
    test::fillSpec(test::golden("specs", name), folder.path() / "source");
    auto inspection = inspect(folder.path() / "source", *ArchitectureLibrary::builtIn());
    ASSERT_TRUE(inspection.ok()) << inspection.error().message;

    ConversionJob job;
    job.plan = makePlan(*inspection, test::recipeOf(expected["args"]));
    job.layout = layoutOutput(job.plan);
    job.destination = folder.path() / "result";
    job.staging = folder.path() / "staging";
    job.replaceExisting = true;
    std::string first;  // equal files need no second hash
    for (const std::string& target : simdTargets()) {
        useSimdTarget(target);
        for (const unsigned threads : threadCounts) {
            job.threads = threads;
            Progress progress;
            const auto report = convert(job, progress, {});
            ASSERT_TRUE(report.ok()) << report.error().message;
            const std::string file = test::contentOf(job.destination / "model.safetensors");
            if (first.empty()) {
                EXPECT_EQ(withoutDefect(test::tensorTexts(job.destination), name),
                          withoutDefect(theirs, name));
                first = file;
            }
            EXPECT_TRUE(file == first) << target << ", " << threads << " threads";
        }
    }
}

INSTANTIATE_TEST_SUITE_P(RealConverter, GoldenConvert, testing::ValuesIn(test::goldenCases()),
                         test::goldenCaseName);

}  // namespace
}  // namespace quince
