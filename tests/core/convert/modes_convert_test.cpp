#include "support/fill_spec.hpp"
#include "support/goldens.hpp"
#include "support/temp_folder.hpp"

#include <quince/convert.hpp>
#include <quince/safetensors.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

namespace quince {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

ConversionJob jobOf(const fs::path& source, const Recipe& recipe, const fs::path& destination) {
    auto inspection = inspect(source, *ArchitectureLibrary::builtIn());
    EXPECT_TRUE(inspection.ok()) << inspection.error().message;
    ConversionJob job;
    job.plan = makePlan(*inspection, recipe);
    job.layout = layoutOutput(job.plan);
    job.destination = destination;
    job.staging = destination.string() + ".staging";
    job.verifyEverything = true;
    return job;
}

void convertOne(const ConversionJob& job) {
    Progress progress;
    const auto report = convert(job, progress, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
}

/// What the real converter made with the block modes, with sources that it decodes, and, with more
/// than one step, with its own results: tests/data/goldens/modes.
std::vector<std::string> modeGoldens() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(QUINCE_TEST_DATA "/goldens/modes")) {
        names.push_back(entry.path().stem().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

class ModesConvert : public testing::TestWithParam<std::string> {};

TEST_P(ModesConvert, EqualsTheRealConverterBitForBit) {
    const Json expected = test::golden("modes", GetParam());
    test::TempFolder folder;
    fs::path source = folder.path() / "0";
    test::fillSpec(test::golden("specs", expected["spec"]), source);

    ConversionJob job;
    for (const Json& step : expected["steps"]) {
        job = jobOf(source, test::recipeOf(step), source.string() + "+");
        ASSERT_TRUE(job.plan.ok());
        convertOne(job);
        source = job.destination;
    }

    EXPECT_EQ(Json::parse(job.plan.configJson), expected["config"]);
    EXPECT_EQ(Json::parse(job.layout.indexJson)["metadata"], expected["index_metadata"]);
    EXPECT_EQ(test::tensorTexts(source), test::expectedTexts(expected["tensors"]));
}

INSTANTIATE_TEST_SUITE_P(RealConverter, ModesConvert, testing::ValuesIn(modeGoldens()),
                         [](const auto& of) { return of.param; });

class RequantizeTest : public testing::Test {
protected:
    void SetUp() override {
        test::fillSpec(test::golden("specs", "llama"), m_folder.path() / "source");
        Recipe recipe;
        recipe.method = QuantMethod::mlx;
        recipe.quantize = true;
        recipe.bits = 8;
        convertOne(jobOf(m_folder.path() / "source", recipe, m_folder.path() / "8bit"));
        m_recipe.method = QuantMethod::mlx;
        m_recipe.quantize = true;
        m_recipe.requantize = true;
        m_recipe.groupSize = 32;
    }

    ConversionJob job() {
        return jobOf(m_folder.path() / "8bit", m_recipe, m_folder.path() / "new");
    }

    test::TempFolder m_folder;
    Recipe m_recipe;
};

TEST_F(RequantizeTest, DecodesAndQuantizesAnew) {
    const ConversionJob anew = job();
    convertOne(anew);

    // F32 holds what 8-bit codes stand for without another rounding.
    Recipe decode;
    decode.dequantize = true;
    decode.dtype = DType::f32;
    convertOne(jobOf(m_folder.path() / "8bit", decode, m_folder.path() / "floats"));
    Recipe plain = m_recipe;
    plain.requantize = false;
    plain.dtype = DType::bf16;
    convertOne(jobOf(m_folder.path() / "floats", plain, m_folder.path() / "expected"));
    EXPECT_EQ(test::tensorTexts(anew.destination), test::tensorTexts(m_folder.path() / "expected"));
    const Json config = Json::parse(anew.plan.configJson);
    EXPECT_EQ(config["quantization"], (Json{{"group_size", 32}, {"bits", 4}, {"mode", "affine"}}));
}

TEST_F(RequantizeTest, WarnsOfTheSecondLoss) {
    const ConversionPlan plan = job().plan;

    EXPECT_TRUE(std::any_of(plan.problems.begin(), plan.problems.end(), [](const Problem& problem) {
        return problem.severity == Severity::warning &&
               problem.message.find("losses add up") != std::string::npos;
    }));
}

TEST_F(RequantizeTest, CopiesWhatIsAsWantedAlready) {
    m_recipe.bits = 8;
    m_recipe.groupSize = 64;
    const ConversionJob same = job();
    convertOne(same);

    EXPECT_EQ(test::tensorTexts(same.destination), test::tensorTexts(m_folder.path() / "8bit"));
}

TEST_F(RequantizeTest, AnOverrideSpeaksOfItsLayersAlone) {
    m_recipe.requantize = false;
    m_recipe.overrides.push_back(*parseOverride("lm_head=mxfp4"));
    const ConversionJob one = job();
    convertOne(one);

    const auto before = test::tensorTexts(m_folder.path() / "8bit");
    const auto after = test::tensorTexts(one.destination);
    EXPECT_EQ(after.count("lm_head.biases"), 0U);
    EXPECT_EQ(after.at("model.embed_tokens.weight"), before.at("model.embed_tokens.weight"));
    const Json quantization = Json::parse(one.plan.configJson)["quantization"];
    EXPECT_EQ(quantization["bits"], 8);
    EXPECT_EQ(quantization["lm_head"], (Json{{"group_size", 32}, {"bits", 4}, {"mode", "mxfp4"}}));
}

TEST(Float16, SaysWhichTensorsHoldLargerNumbers) {
    test::TempFolder folder;
    test::fillSpec(test::golden("specs", "llama"), folder.path() / "source");
    const fs::path file = folder.path() / "source" / "model.safetensors";
    const auto reader = SafetensorsReader::open(file);
    ASSERT_TRUE(reader.ok());
    const auto& tensors = reader->header().tensors;
    const auto norm = std::find_if(tensors.begin(), tensors.end(), [](const TensorInfo& tensor) {
        return tensor.name == "model.norm.weight";
    });
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekp(static_cast<std::streamoff>(norm->begin));
    bytes.write("\x80\x47", 2);  // 65536 in BF16
    bytes.close();

    Recipe recipe;
    recipe.dtype = DType::f16;
    const ConversionJob job = jobOf(folder.path() / "source", recipe, folder.path() / "result");
    Progress progress;
    const auto report = convert(job, progress, {});

    ASSERT_TRUE(report.ok()) << report.error().message;
    const auto told = std::count_if(
        report->warnings.begin(), report->warnings.end(), [](const std::string& warning) {
            return warning.find("holds numbers beyond 65504") != std::string::npos;
        });
    EXPECT_EQ(told, 1);
}

}  // namespace
}  // namespace quince
