#include "core/plan/packed_modules.hpp"

#include <quince/kernels.hpp>

namespace quince {
namespace {

constexpr std::int64_t wordBits = 32;

/// The module's tensors are weight, scales, (biases), then what else it has.
PackedWeight weightOf(const Blueprint& blueprint, const ModelModule& module) {
    PackedWeight weight{*module.packed, blueprint.tensors[module.first].shape, 0, std::nullopt};
    weight.shape.back() = weight.shape.back() * wordBits / weight.quant.bits;
    for (std::uint32_t i = module.first; i < module.first + module.count; ++i) {
        if (blueprint.tensors[i].name == module.path + ".scales") {
            weight.scales = i;
        } else if (blueprint.tensors[i].name == module.path + ".biases") {
            weight.biases = i;
        }
    }
    return weight;
}

DType dtypeOf(const ConversionPlan& plan, const PackedWeight& weight, std::optional<DType> cast) {
    if (weight.quant.mode == QuantMode::affine) {
        const ModelTensor& scales = plan.blueprint().tensors[weight.scales];
        return scales.keepDtype ? scales.dtype : cast.value_or(scales.dtype);
    }
    if (plan.recipe.dtype) {
        return *plan.recipe.dtype;
    }
    return plan.recipe.dequantize ? DType::bf16 : cast.value_or(DType::bf16);
}

std::string layers(std::size_t count) {
    return count == 1 ? "1 layer is" : std::to_string(count) + " layers are";
}

}  // namespace

PackedFate fateOfPacked(const ConversionPlan& plan, const ModelModule& module,
                        const QuantChooser& chooser, std::optional<DType> cast) {
    PackedFate fate;
    const Recipe& recipe = plan.recipe;
    fate.weight = weightOf(plan.blueprint(), module);
    fate.dtype = dtypeOf(plan, fate.weight, cast);
    fate.choice.why = "kept: quantized already in the source";
    if (recipe.dequantize) {
        fate.decoded = true;
        fate.choice.why = "decoded from " + shortText(*module.packed);
        return fate;
    }
    if (!recipe.quantize) {
        return fate;
    }
    const LayerOverride* rule = chooser.overrideFor(module);
    if (rule != nullptr ? rule->keeps() : !recipe.requantize) {
        return fate;
    }
    ModelModule decoded = module;  // of a kind that is quantizable, or it were not packed
    decoded.quantizable = true;
    QuantChoice choice = chooser.choose(decoded, fate.weight.shape, fate.dtype);
    if (choice.spec && *choice.spec != *module.packed) {
        fate.decoded = true;
        fate.choice = std::move(choice);
        fate.choice.why += ", decoded from " + shortText(*module.packed);
    }
    return fate;
}

bool hasKernel(const QuantSpec& spec) {
    return spec.mode == QuantMode::affine
               ? isAffineBits(spec.bits) && isAffineGroupSize(spec.groupSize)
               : spec.bits == blockBits(spec.mode) && spec.groupSize == blockSize(spec.mode);
}

void tellOfPacked(const PackedCount& count, ConversionPlan& plan) {
    if (count.quantized > 0) {
        plan.problems.push_back(
            {Severity::warning,
             layers(count.quantized) +
                 " quantized in the source already and quantized anew: the losses add up. The "
                 "model before its quantization gives a better result"});
    }
    if (plan.recipe.quantize && count.kept > 0 && count.quantized == 0) {
        plan.problems.push_back(
            count.fresh == 0
                ? Problem{Severity::warning,
                          "the source is quantized already and stays as it is, as with mlx-lm; "
                          "choose to quantize it anew if its bits shall change"}
                : Problem{Severity::note, layers(count.kept) +
                                              " quantized in the source already and stay as they "
                                              "are, as with mlx-lm"});
    }
}

}  // namespace quince
