#include "core/convert/awq.hpp"

#include "core/convert/job_builder.hpp"
#include "support/temp_folder.hpp"

#include <quince/kernels.hpp>

#include <gtest/gtest.h>

#include <cstring>

namespace quince::test {
namespace {

constexpr std::int64_t inputs = 64;
constexpr std::int64_t outputs = 24;
constexpr std::int64_t groups = 2;

std::uint32_t wordAt(const Bytes& bytes, std::int64_t index) {
    std::uint32_t word = 0;
    std::memcpy(&word, bytes.data() + index * 4, 4);
    return word;
}

/// The code of output feature `out` in a tensor of AWQ words, `row` being input or group.
unsigned awqCode(const Bytes& words, std::int64_t row, std::int64_t out) {
    const std::uint32_t word = wordAt(words, row * (outputs / 8) + out / 8);
    return (word >> (4 * awqOrder[out % 8])) & 15U;
}

/// A checkpoint as AutoAWQ writes it: qweight [in, out/8], qzeros [groups, out/8], scales
/// [groups, out].
struct AwqModule {
    explicit AwqModule(const TempFolder& folder) : builder(folder / "source") {
        qweight = builder.source("m.qweight", DType::i32, {inputs, outputs / 8});
        qzeros = builder.source("m.qzeros", DType::i32, {groups, outputs / 8});
        scales = builder.source("m.scales", DType::f16, {groups, outputs});
        ModelTensor codes;
        codes.name = "m.weight";
        codes.dtype = DType::u32;
        codes.shape = {outputs, inputs / 8};
        codes.form = SourceForm::awqCodes;
        codes.view = {DType::i32, {outputs / 8, inputs}, {1, outputs / 8}, {{qweight, 0}}};
        builder.add(codes, DType::u32);
        const TensorView turned{DType::f16, {outputs, groups}, {1, outputs}, {{scales, 0}}};
        builder.add("m.scales", turned, DType::f16);
        ModelTensor biases;
        biases.name = "m.biases";
        biases.dtype = DType::f16;
        biases.shape = {outputs, groups};
        biases.form = SourceForm::awqBiases;
        biases.view = {DType::i32, {outputs / 8, groups}, {1, outputs / 8}, {{qzeros, 0}}};
        biases.second = turned;
        builder.add(biases, DType::f16);
    }

    JobBuilder builder;
    std::uint32_t qweight = 0;
    std::uint32_t qzeros = 0;
    std::uint32_t scales = 0;
};

TEST(Awq, CodesOfAnOutputFeatureStandInOneRow) {
    const TempFolder folder;
    AwqModule module(folder);
    Progress progress;

    const auto report = convert(module.builder.build(folder / "model", 1U << 30), progress, {});

    ASSERT_TRUE(report.ok()) << report.error().message;
    const Bytes weight = tensorsIn(folder / "model").at("m.weight");
    ASSERT_EQ(weight.size(), static_cast<std::size_t>(outputs * inputs / 2));
    for (std::int64_t out = 0; out < outputs; ++out) {
        for (std::int64_t in = 0; in < inputs; ++in) {
            const std::uint32_t word = wordAt(weight, out * (inputs / 8) + in / 8);
            ASSERT_EQ((word >> (4 * (in % 8))) & 15U,
                      awqCode(module.builder.values(module.qweight), in, out));
        }
    }
}

TEST(Awq, BiasesAreMinusZeroTimesScale) {
    const TempFolder folder;
    AwqModule module(folder);
    Progress progress;

    const auto report = convert(module.builder.build(folder / "model", 1U << 30), progress, {});

    ASSERT_TRUE(report.ok()) << report.error().message;
    const Bytes biases = tensorsIn(folder / "model").at("m.biases");
    std::vector<float> scales(groups * outputs);
    castFloats(DType::f16, module.builder.values(module.scales).data(), DType::f32, scales.data(),
               scales.size());
    for (std::int64_t out = 0; out < outputs; ++out) {
        for (std::int64_t group = 0; group < groups; ++group) {
            const unsigned zero = awqCode(module.builder.values(module.qzeros), group, out);
            const float exact =
                -static_cast<float>(zero) * scales[static_cast<std::size_t>(group * outputs + out)];
            std::uint16_t expected = 0;
            castFloats(DType::f32, &exact, DType::f16, &expected, 1);
            std::uint16_t actual = 0;
            std::memcpy(&actual, biases.data() + (out * groups + group) * 2, 2);
            ASSERT_EQ(actual, expected) << "output " << out << ", group " << group;
        }
    }
}

}  // namespace
}  // namespace quince::test
