#include "core/model/model_config.hpp"

#include "support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <string>

namespace quince {
namespace {

using test::TempFolder;

TEST(LoadModelConfig, TakesEosTokensOfTheGenerationConfig) {
    const TempFolder folder;
    folder.write("config.json", R"({"eos_token_id": 1, "model_type": "x"})");
    folder.write("generation_config.json", R"({"eos_token_id": [2, 3]})");

    const auto config = loadModelConfig(folder.path());

    ASSERT_TRUE(config.ok()) << config.error().message;
    EXPECT_EQ(config->json().dump(), R"({"eos_token_id":[2,3],"model_type":"x"})");
}

TEST(LoadModelConfig, KeepsItsOwnEosTokensWhenTheOthersAreNothing) {
    for (const char* other : {R"({"eos_token_id": null})", R"({"eos_token_id": 0})",
                              R"({"eos_token_id": []})", "{}", "broken", "[]"}) {
        const TempFolder folder;
        folder.write("config.json", R"({"eos_token_id": 1})");
        folder.write("generation_config.json", other);

        const auto config = loadModelConfig(folder.path());

        ASSERT_TRUE(config.ok()) << other;
        EXPECT_EQ(config->json().dump(), R"({"eos_token_id":1})") << other;
    }
}

TEST(LoadModelConfig, LiftsTheQuantizationOfTheTextModel) {
    const TempFolder folder;
    folder.write("config.json",
                 R"({"text_config": {"quantization_config": {"quant_method": "fp8"}}})");
    const TempFolder other;
    other.write("config.json", R"({"quantization_config": {"quant_method": "awq"},
                                   "text_config": {"quantization_config": {"quant_method": "fp8"}}})");

    EXPECT_EQ(loadModelConfig(folder.path())->find("quantization_config")->dump(),
              R"({"quant_method":"fp8"})");
    EXPECT_EQ(loadModelConfig(other.path())->find("quantization_config")->dump(),
              R"({"quant_method":"awq"})");
}

TEST(LoadModelConfig, NamesWhatIsWrong) {
    const TempFolder folder;
    const auto absent = loadModelConfig(folder.path());
    folder.write("config.json", "{\n\"a\" 1}");
    const auto broken = loadModelConfig(folder.path());
    folder.write("config.json", "[]");
    const auto list = loadModelConfig(folder.path());

    EXPECT_EQ(absent.error().code, ErrorCode::notFound);
    EXPECT_EQ(broken.error().message,
              "config.json is not valid JSON: line 2, column 5: this cannot stand here");
    EXPECT_EQ(broken.error().path, folder / "config.json");
    EXPECT_EQ(list.error().message, "config.json is not an object");
}

TEST(QuantizationText, SaysTheMethodInAFewWords) {
    const std::pair<const char*, const char*> rows[] = {
        {R"({})", ""},
        {R"({"quantization_config": null})", ""},
        {R"({"quantization_config": {"quant_method": "fp8", "weight_block_size": [128, 128]}})",
         "fp8"},
        {R"({"quantization_config": {"quant_method": "mxfp4"}})", "mxfp4"},
        {R"({"quantization_config": {"quant_method": "awq", "bits": 4}})", "awq 4-bit"},
        {R"({"quantization_config": {"quant_method": "gptq", "bits": 8}})", "gptq 8-bit"},
        {R"({"quantization_config": {"quant_method": "bitsandbytes", "load_in_4bit": true}})",
         "bitsandbytes 4-bit"},
        {R"({"quantization_config": {"quant_method": "compressed-tensors",
             "config_groups": {"group_0": {"weights": {"num_bits": 4}}}}})",
         "compressed-tensors 4-bit"},
        {R"({"quantization_config": {"quant_method": 7, "bits": "x"}})", "unknown method"},
        {R"({"quantization": {"group_size": 64, "bits": 4, "mode": "affine"},
             "quantization_config": {"group_size": 64, "bits": 4}})",
         "mlx 4-bit"},
        {R"({"quantization": {"group_size": 32, "bits": 4, "mode": "mxfp4"}})", "mlx mxfp4"},
    };
    for (const auto& [text, expected] : rows) {
        EXPECT_EQ(quantizationText(ModelConfig(*parseJson(text, "x"))), expected) << text;
    }
}

}  // namespace
}  // namespace quince
