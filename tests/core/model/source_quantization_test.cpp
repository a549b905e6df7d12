#include "core/model/architecture_fixture.hpp"

namespace quince::test {
namespace {

using testing::HasSubstr;

using SourceQuantizationTest = ArchitectureTest;

TEST_F(SourceQuantizationTest, RefusesSourcesThatItCannotDecodeByTheirMethod) {
    architecture("pear", oneLinear);

    const auto found = open({{"layers.0.up.weight", "U8", {16, 8}}},
                            {{"quantization_config", {{"quant_method", "bitsandbytes"}}}});

    EXPECT_THAT(errorsOf(*found), HasSubstr("quantized already (bitsandbytes)"));
}

TEST_F(SourceQuantizationTest, RefusesEightBitFloatsWithoutFittingScales) {
    architecture("pear", oneLinear);
    const Json weight{"layers.0.up.weight", "F8_E4M3", {256, 8}};
    const Json config{{"size", 128}, {"quantization_config", {{"quant_method", "fp8"}}}};

    EXPECT_THAT(errorsOf(*open(Json::array({weight}), config)), HasSubstr("without a scale"));
    for (const Json& scales : {Json{"layers.0.up.weight_scale_inv", "F32", {3, 5, 7}},
                               Json{"layers.0.up.weight_scale_inv", "I32", {2, 1}}}) {
        EXPECT_THAT(errorsOf(*open(Json::array({weight, scales}), config)),
                    HasSubstr("does not fit layers.0.up.weight of shape [256, 8]"));
    }
}

TEST_F(SourceQuantizationTest, KeepsIntegersOfCompressedTensorsAsMlxPacksThem) {
    architecture("pear", oneLinear);
    const Json weights{{"num_bits", 4}, {"group_size", 32}, {"symmetric", true}, {"type", "int"}};
    const auto config = [&](const Json& ofGroup) {
        return Json{{"size", 64},
                    {"layers", 1},
                    {"quantization_config",
                     {{"quant_method", "compressed-tensors"},
                      {"format", "pack-quantized"},
                      {"config_groups", {{"group_0", {{"weights", ofGroup}}}}}}}};
    };
    const Json tensors{{"layers.0.up.weight_packed", "I32", {128, 8}},
                       {"layers.0.up.weight_scale", "BF16", {128, 2}},
                       {"layers.0.up.weight_shape", "I64", {2}}};

    const auto found = open(tensors, config(weights));
    EXPECT_EQ(errorsOf(*found), "");
    EXPECT_THAT(namesOf(*found),
                testing::ElementsAre("layers.0.up.weight[128, 8]", "layers.0.up.scales[128, 2]",
                                     "layers.0.up.biases[128, 2]"));
    EXPECT_EQ(found->blueprint.modules.front().packed, (QuantSpec{QuantMode::affine, 4, 32}));

    Json asymmetric = weights;
    asymmetric["symmetric"] = false;
    EXPECT_THAT(errorsOf(*open(tensors, config(asymmetric))), HasSubstr("asymmetric"));
}

TEST_F(SourceQuantizationTest, AModulesOwnEntryHasTheGroupSizeOfItsMode) {
    architecture("pear", oneLinear);
    const Json config{
        {"size", 128},
        {"layers", 1},
        {"quantization",
         {{"bits", 4}, {"group_size", 64}, {"layers.0.up", {{"mode", "mxfp4"}, {"bits", 4}}}}}};

    const auto found = open(
        {{"layers.0.up.weight", "U32", {256, 16}}, {"layers.0.up.scales", "U8", {256, 4}}}, config);

    EXPECT_EQ(errorsOf(*found), "");
    EXPECT_EQ(found->blueprint.modules.front().packed, (QuantSpec{QuantMode::mxfp4, 4, 32}));
}

}  // namespace
}  // namespace quince::test
