#include "core/convert/job_builder.hpp"
#include "support/temp_folder.hpp"

#include <quince/convert.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <bit>
#include <cstring>
#include <fstream>

namespace quince::test {
namespace {

using Json = nlohmann::ordered_json;

/// Checkpoints whose numbers are decoded on the way, converted to the end without quantizing.
class DecodedSource : public testing::Test {
protected:
    DecodedSource() { std::filesystem::create_directories(m_folder / "source"); }

    void write(const std::string& file, const Json& json) {
        std::filesystem::create_directories((m_folder.path() / file).parent_path());
        std::ofstream(m_folder.path() / file) << json.dump();
    }

    /// Converts with the rules and modules given; the tensors of the result.
    std::map<std::string, Bytes> convertBy(const Json& rules, const Json& modules,
                                           Json config = Json::object()) {
        config["model_type"] = "pear";
        write("source/config.json", config);
        write("architectures/pear.json",
              {{"model_types", {"pear"}}, {"rules", rules}, {"modules", modules}});
        const auto library = ArchitectureLibrary::load(m_folder / "architectures");
        const auto inspection = inspect(m_folder / "source", *library);
        if (!inspection) {
            ADD_FAILURE() << inspection.error().message;
            return {};
        }
        ConversionJob job;
        job.plan = makePlan(*inspection, {});
        for (const Problem& problem : job.plan.problems) {
            m_problems += problem.message + "\n";
        }
        job.layout = layoutOutput(job.plan);
        job.destination = m_folder / "result";
        job.staging = m_folder / "staging";
        Progress progress;
        const auto report = convert(job, progress, {});
        if (!report) {
            m_problems += report.error().message;
            return {};
        }
        return tensorsIn(job.destination);
    }

    TempFolder m_folder;
    std::string m_problems;
};

Bytes bytesOf(const std::vector<float>& values) {
    Bytes bytes(values.size() * sizeof(float));
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
}

// The file was made by a decoder that was compared with MLX, mlx-lm and llama.cpp.
TEST_F(DecodedSource, EightBitFloatsBecomeWhatTheirScalesSay) {
    std::filesystem::copy(QUINCE_TEST_DATA "/float8.safetensors",
                          m_folder / "source/model.safetensors");
    const Json modules{
        {{"linear", "block"}, {"shape", {200, 300}}},
        {{"linear", "block_bf16scale"}, {"shape", {200, 300}}},
        {{"linear", "channel"}, {"shape", {16, 64}}},
        {{"linear", "e5m2"}, {"shape", {16, 64}}},
        {{"switch_linear", "experts"}, {"shape", {2, 130, 64}}},
        {{"linear", "tensor"}, {"shape", {16, 64}}},
    };

    const auto tensors = convertBy(
        {{{"op", "drop"}, {"suffix", ".expect_bf16"}}}, modules,
        {{"quantization_config", {{"quant_method", "fp8"}, {"weight_block_size", {128, 128}}}}});

    const auto expected = tensorsIn(m_folder / "source");
    ASSERT_EQ(tensors.size(), 6U) << m_problems;
    for (const auto& [name, bytes] : tensors) {
        const std::string path = name.substr(0, name.rfind('.'));
        EXPECT_TRUE(bytes == expected.at(path + ".expect_bf16")) << name;
    }
}

class DecodedFloats : public DecodedSource {
protected:
    /// A model of one F32 tensor `a` of shape [rows, 3].
    void source(const std::vector<float>& values) {
        JobBuilder builder(m_folder / "source");
        const auto rows = static_cast<std::int64_t>(values.size() / 3);
        const auto index = builder.source("a", DType::f32, {rows, 3}, bytesOf(values));
        builder.add("a", builder.whole(index), DType::f32);
        builder.build(m_folder / "unused", 1U << 30);
        std::filesystem::remove(m_folder / "source/model.safetensors");
        for (const auto& file : std::filesystem::directory_iterator(m_folder / "source")) {
            if (file.path().extension() == ".safetensors") {
                std::filesystem::rename(file.path(), m_folder / "source/model.safetensors");
                break;
            }
        }
    }
    static Json arrayOf(const Json& shape) { return {{{"array", "a"}, {"shape", shape}}}; }
};

TEST_F(DecodedFloats, AddAndScaleWorkBeforeAndAfterARearrangement) {
    source({1, 2, 3, 4, 5, 6});

    const auto tensors = convertBy({{{"op", "add"}, {"equals", "a"}, {"value", 1}},
                                    {{"op", "transpose"}, {"from", "a"}, {"perm", {1, 0}}},
                                    {{"op", "scale"}, {"equals", "a"}, {"by", "1 / 2"}}},
                                   arrayOf({3, 2}));

    ASSERT_TRUE(tensors.contains("a")) << m_problems;
    EXPECT_TRUE(tensors.at("a") == bytesOf({1, 2.5, 1.5, 3, 2, 3.5}));
}

TEST_F(DecodedFloats, ScaleTakesAFactorForEachRunOfRows) {
    source({1, 1, 1, 1, 1, 1, 1, 1, 1});

    const auto tensors =
        convertBy({{{"op", "scale"}, {"equals", "a"}, {"by", 2}, {"rows", {{1, 3}, {"1 + 1", 5}}}}},
                  arrayOf({3, 3}));

    ASSERT_TRUE(tensors.contains("a")) << m_problems;
    EXPECT_TRUE(tensors.at("a") == bytesOf({6, 6, 6, 10, 10, 10, 10, 10, 10}));
}

TEST_F(DecodedFloats, ScaleRefusesFactorsForOtherRows) {
    source({1, 1, 1, 1, 1, 1});

    convertBy({{{"op", "scale"}, {"equals", "a"}, {"rows", {{1, 3}}}}}, arrayOf({2, 3}));

    EXPECT_THAT(m_problems, testing::HasSubstr("factors are for other rows"));
}

TEST_F(DecodedFloats, RowsAreDividedByTheirNorms) {
    source({3, 0, 4, 0, 0, 2});

    const auto tensors =
        convertBy({{{"op", "l2_normalize"}, {"equals", "a"}, {"axis", -1}}}, arrayOf({2, 3}));

    ASSERT_TRUE(tensors.contains("a")) << m_problems;
    const float five = 5.0F + 1e-7F;
    const float two = 2.0F + 1e-7F;
    EXPECT_TRUE(tensors.at("a") == bytesOf({3 / five, 0, 4 / five, 0, 0, 2 / two}));
}

TEST_F(DecodedFloats, ReinterpretKeepsTheBytes) {
    source({1, 2, 3, 4, 5, 6});

    const auto tensors =
        convertBy({{{"op", "reinterpret"}, {"equals", "a"}, {"as", "U16"}}}, arrayOf({2, 6}));

    ASSERT_TRUE(tensors.contains("a")) << m_problems;
    EXPECT_TRUE(tensors.at("a") == bytesOf({1, 2, 3, 4, 5, 6}));
}

TEST_F(DecodedFloats, WhereLooksAtNameAndShape) {
    source({1, 2, 3});

    const auto tensors = convertBy(
        {{{"op", "add"}, {"prefix", "a"}, {"value", 1}, {"where", "rank == 2 and shape[1] == 3"}},
         {{"op", "add"}, {"prefix", "a"}, {"value", 1}, {"where", "rank == 1 or 'b' in name"}}},
        arrayOf({1, 3}));

    ASSERT_TRUE(tensors.contains("a")) << m_problems;
    EXPECT_TRUE(tensors.at("a") == bytesOf({2, 3, 4}));
}

}  // namespace
}  // namespace quince::test
