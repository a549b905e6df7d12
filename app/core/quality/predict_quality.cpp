#include <quince/kernels.hpp>
#include <quince/quality.hpp>

#include <algorithm>

namespace quince {
namespace {

/// What stands for a kept matrix: all candidates saw the same weights.
ErrorSums keptSums(const QualitySample& sample, std::uint32_t tensor) {
    for (const std::vector<ErrorSums>& sums : sample.sums) {
        if (sums[tensor].weights > 0) {
            ErrorSums kept = sums[tensor].scaledTo(sample.weights[tensor]);
            kept.error = 0;
            return kept;
        }
    }
    return {};
}

}  // namespace

std::vector<Candidate> candidatesOf(const ConversionPlan& plan) {
    std::vector<Candidate> candidates;
    for (const TensorPlan& tensor : plan.tensors) {
        const Candidate candidate{plan.recipe.method, tensor.quant.value_or(QuantSpec{})};
        if (tensor.quant &&
            std::find(candidates.begin(), candidates.end(), candidate) == candidates.end()) {
            candidates.push_back(candidate);
        }
    }
    return candidates;
}

std::optional<Prediction> predictQuality(const ConversionPlan& plan, const QualitySample& sample) {
    Prediction prediction;
    for (std::uint32_t i = 0; i < plan.tensors.size() && i < sample.weights.size(); ++i) {
        // What the source holds packed is a choice only where it may be quantized anew.
        const bool copied = !isFloat(plan.tensors[i].dtype);
        if (sample.weights[i] == 0 || (copied && !plan.recipe.requantize)) {
            continue;
        }
        ErrorSums sums;
        if (const auto& quant = plan.tensors[i].quant) {
            const ErrorSums* const known = sample.find({plan.recipe.method, *quant}, i);
            if (known == nullptr) {
                return std::nullopt;
            }
            sums = known->scaledTo(sample.weights[i]);
        } else {
            sums = keptSums(sample, i);
        }
        prediction.total += sums;
        prediction.tensors.push_back({i, sums});
    }
    return prediction;
}

std::vector<Recipe> recipesToCompare(const Recipe& recipe) {
    Recipe uniform = recipe;
    uniform.quantize = true;
    uniform.dequantize = false;
    uniform.mixed = MixedRecipe::none;
    std::vector<Recipe> recipes;
    for (int bits = 1; bits <= 8; ++bits) {
        uniform.mode = QuantMode::affine;
        uniform.bits = bits;
        if (isAffineBits(bits)) {
            if (recipe.mode != QuantMode::affine) {
                uniform.groupSize.reset();
            }
            recipes.push_back(uniform);
        }
    }
    for (const QuantMode mode : {QuantMode::mxfp4, QuantMode::nvfp4, QuantMode::mxfp8}) {
        uniform.mode = mode;
        uniform.bits.reset();
        uniform.groupSize.reset();
        if (validate(uniform)) {
            recipes.push_back(uniform);
        }
    }
    return recipes;
}

}  // namespace quince
