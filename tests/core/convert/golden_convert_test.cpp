#include "core/kernels/simd_targets.hpp"
#include "support/fill_spec.hpp"
#include "support/goldens.hpp"
#include "support/sha256.hpp"
#include "support/temp_folder.hpp"

#include <quince/convert.hpp>

#include <gtest/gtest.h>

#include <map>

namespace quince {
namespace {

using Json = nlohmann::ordered_json;

/// dtype, shape and sha256 of every tensor of a model folder.
std::map<std::string, std::string> tensorsOf(const std::filesystem::path& folder) {
    std::map<std::string, std::string> result;
    auto reader = SafetensorsReader::open(folder / "model.safetensors");
    EXPECT_TRUE(reader.ok()) << reader.error().message;
    for (const TensorInfo& tensor : reader->header().tensors) {
        const auto bytes = reader->readTensor(tensor.name);
        EXPECT_TRUE(bytes.ok());
        result[tensor.name] =
            std::string(traits(tensor.dtype).name) + shapeText(tensor.shape) + test::sha256(*bytes);
    }
    return result;
}

class GoldenConvert : public testing::TestWithParam<test::GoldenCase> {
protected:
    void TearDown() override { useSimdTarget(""); }
};

/// Every tensor equals Apple's bit for bit, on each SIMD target of this machine, with 1, 2 and 5
/// threads.
TEST_P(GoldenConvert, EqualsTheRealConverterBitForBit) {
    const auto& [name, variant] = GetParam();
    const Json expected = test::golden("expected", name)["variants"][variant];
    std::map<std::string, std::string> theirs;
    for (const auto& [tensor, info] : expected["tensors"].items()) {
        theirs[tensor] = info["dtype"].get<std::string>() + shapeText(info["shape"].get<Shape>()) +
                         info["sha256"].get<std::string>();
    }
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
        for (const unsigned threads : {1U, 2U, 5U}) {
            job.threads = threads;
            Progress progress;
            const auto report = convert(job, progress, {});
            ASSERT_TRUE(report.ok()) << report.error().message;
            const std::string file = test::contentOf(job.destination / "model.safetensors");
            if (first.empty()) {
                EXPECT_EQ(tensorsOf(job.destination), theirs);
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
