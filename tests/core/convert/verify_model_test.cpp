#include "core/convert/job_builder.hpp"
#include "support/temp_folder.hpp"

#include <quince/kernels.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace quince::test {
namespace {

using testing::Contains;
using testing::Field;
using testing::HasSubstr;

/// A small MLX model folder, made by a conversion: one packed tensor and one norm.
class VerifyModel : public testing::Test {
protected:
    VerifyModel() {
        JobBuilder builder(m_temp / "source");
        builder.add("m.weight", builder.whole(builder.source("w", DType::bf16, {64, 128})),
                    DType::bf16, QuantSpec{QuantMode::affine, 4, 64});
        builder.add("norm.weight", builder.whole(builder.source("n", DType::bf16, {128})),
                    DType::bf16);
        Progress progress;
        EXPECT_TRUE(convert(builder.build(folder, 1U << 20), progress, {}).ok());
        // The loader's name for one file.
        std::filesystem::rename(folder / "model-1.safetensors", folder / "model.safetensors");
        writeIndex("model.safetensors");
    }

    void writeIndex(const std::string& file, const std::string& metadata = {}) const {
        std::string map;
        for (const char* name : {"m.biases", "m.scales", "m.weight", "norm.weight"}) {
            map += (map.empty() ? "\"" : ",\"") + std::string(name) + "\":\"" + file + '"';
        }
        std::ofstream(folder / "model.safetensors.index.json")
            << R"({"metadata":{)" << metadata << R"(},"weight_map":{)" << map << "}}";
    }

    void writeConfig(const std::string& text) const {
        std::ofstream(folder / "config.json") << text;
    }

    [[nodiscard]] VerificationReport verified(bool everything = true) const {
        Progress progress;
        const auto report = verifyModel(folder, everything, progress, {});
        EXPECT_TRUE(report.ok()) << report.error().message;
        EXPECT_EQ(progress.bytesDone, progress.bytesTotal);
        return *report;
    }

    [[nodiscard]] std::vector<std::string> errors() const {
        std::vector<std::string> messages;
        for (const Problem& problem : verified().problems) {
            if (problem.severity == Severity::error) {
                messages.push_back(problem.message);
            }
        }
        return messages;
    }

    TempFolder m_temp;
    std::filesystem::path folder = m_temp / "model";
};

TEST_F(VerifyModel, FindsNothingWrongWithAGoodOne) {
    for (const bool everything : {true, false}) {
        const VerificationReport report = verified(everything);

        EXPECT_TRUE(report.ok());
        EXPECT_TRUE(report.problems.empty()) << report.problems[0].message;
        EXPECT_EQ(report.tensors, 4U);
        EXPECT_EQ(report.bytes, 64U * 128 / 2 + 2 * 64 * 2 * 2 + 256);
    }
}

TEST_F(VerifyModel, NamesAModuleThatDoesNotFitItsBits) {
    writeConfig(R"({"quantization":{"group_size":64,"bits":8}})");
    EXPECT_THAT(errors(), Contains(HasSubstr("do not fit 8 bits in groups of 64")));
    writeConfig(R"({"quantization":{"group_size":64,"bits":8,"m":{"group_size":64,"bits":4}}})");
    EXPECT_TRUE(errors().empty());
    writeConfig(R"({"quantization":{"group_size":32,"bits":8,"m":{"bits":4}}})");
    EXPECT_THAT(errors(), testing::IsEmpty());  // 64 is MLX's own default
    writeConfig(R"({"quantization":{"group_size":64,"bits":4,"m":false}})");
    EXPECT_THAT(errors(), Contains(HasSubstr("m: has scales, but config.json does not say")));
    writeConfig(R"({"hidden_size":1})");
    EXPECT_THAT(errors(), Contains(HasSubstr("m: has scales")));
}

TEST_F(VerifyModel, WarnsOfEntriesForNothing) {
    writeConfig(R"({"quantization":{"group_size":64,"bits":4,"x.y":{"group_size":64,"bits":8}}})");

    const VerificationReport report = verified();

    EXPECT_TRUE(report.ok());
    EXPECT_THAT(report.problems, Contains(Field(&Problem::message, HasSubstr("x.y"))));
}

TEST_F(VerifyModel, NamesWhatTheIndexHasInExcess) {
    std::ofstream(folder / "model.safetensors.index.json")
        << R"({"metadata":{},"weight_map":{"m.weight":"model.safetensors",)"
        << R"("m.scales":"model.safetensors","m.biases":"model.safetensors",)"
        << R"("gone.weight":"model.safetensors"}})";

    const auto messages = errors();

    EXPECT_THAT(messages, Contains(HasSubstr("gone.weight is not in model.safetensors")));
    EXPECT_THAT(messages, Contains(HasSubstr("norm.weight is not in the index")));
}

TEST_F(VerifyModel, ComparesTheSizeThatTheIndexClaims) {
    writeIndex("model.safetensors", R"("total_size":4864)");
    EXPECT_TRUE(errors().empty());
    writeIndex("model.safetensors", R"("total_size":4863)");
    EXPECT_THAT(errors(), Contains("the index says that the tensors have 4863 bytes; they have "
                                   "4864"));
}

TEST_F(VerifyModel, FindsScalesThatAreNotFinite) {
    const auto reader = SafetensorsReader::open(folder / "model.safetensors");
    ASSERT_TRUE(reader.ok());
    const std::uint64_t place = reader->find("m.scales")->begin + 20;
    std::fstream(folder / "model.safetensors", std::ios::in | std::ios::out | std::ios::binary)
        .seekp(static_cast<std::streamoff>(place))
        .write("\xC0\x7F", 2);

    EXPECT_THAT(errors(), Contains("m.scales holds values that are not finite"));
    EXPECT_FALSE(verified(false).ok());
}

TEST_F(VerifyModel, MissesTheMarkOfMlx) {
    const auto tensors = tensorsIn(folder);
    std::string data;
    std::vector<TensorSpec> specs{{"m.weight", DType::u32, {64, 16}},
                                  {"m.scales", DType::bf16, {64, 2}},
                                  {"m.biases", DType::bf16, {64, 2}},
                                  {"norm.weight", DType::bf16, {128}}};
    for (const TensorSpec& spec : specs) {
        const Bytes& bytes = tensors.at(spec.name);
        data.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    }
    std::ofstream(folder / "model.safetensors", std::ios::binary)
        << encodeSafetensorsHeader(specs, {{"format", "pt"}}) << data;

    EXPECT_THAT(errors(), Contains(HasSubstr("does not say that its format is mlx")));
}

TEST_F(VerifyModel, StopsWhenAsked) {
    Progress progress;
    StopSource stop;
    stop.requestStop();

    const auto report = verifyModel(folder, true, progress, stop.token());

    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, ErrorCode::stopped);
    EXPECT_EQ(progress.state, ConversionState::stopped);
}

TEST_F(VerifyModel, OfAFolderWithoutAModelIsAnError) {
    Progress progress;
    EXPECT_FALSE(verifyModel(m_temp.path(), true, progress, {}).ok());
}

}  // namespace
}  // namespace quince::test
