#include <quince/recipe.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace quince {
namespace {

constexpr std::array<std::string_view, 4> modeNames{"affine", "mxfp4", "nvfp4", "mxfp8"};
constexpr std::array<std::string_view, 5> mixedNames{"", "mixed_2_6", "mixed_3_4", "mixed_3_6",
                                                     "mixed_4_6"};
constexpr std::array<int, 6> affineBits{2, 3, 4, 5, 6, 8};
constexpr std::array<int, 3> affineGroups{32, 64, 128};

Error invalid(const std::string& message) {
    return Error{ErrorCode::invalidArgument, message, {}};
}

Error notYet(const std::string& message) {
    return Error{ErrorCode::unsupported, message, {}};
}

template <typename Values>
bool isOneOf(const Values& values, int value) {
    return std::find(values.begin(), values.end(), value) != values.end();
}

Status checkNumbers(std::optional<int> bits, std::optional<int> groupSize,
                    const std::string& where) {
    if (bits && !isOneOf(affineBits, *bits)) {
        return invalid(std::to_string(*bits) + " bits" + where +
                       " cannot be: MLX knows 2, 3, 4, 5, 6 and 8");
    }
    if (groupSize && !isOneOf(affineGroups, *groupSize)) {
        return invalid("groups of " + std::to_string(*groupSize) + where +
                       " cannot be: MLX knows 32, 64 and 128");
    }
    return {};
}

std::optional<int> parseInt(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value)
                                                                    : std::nullopt;
}

}  // namespace

QuantSpec defaultSpec(QuantMode mode) {
    switch (mode) {
        case QuantMode::affine:
            return {mode, 4, 64};
        case QuantMode::mxfp4:
            return {mode, 4, 32};
        case QuantMode::nvfp4:
            return {mode, 4, 16};
        case QuantMode::mxfp8:
            return {mode, 8, 32};
    }
    return {};
}

QuantSpec baseSpec(const Recipe& recipe) {
    QuantSpec spec = defaultSpec(recipe.mode);
    spec.bits = recipe.bits.value_or(spec.bits);
    spec.groupSize = recipe.groupSize.value_or(spec.groupSize);
    return spec;
}

Status validate(const Recipe& recipe) {
    if (recipe.quantize && recipe.dequantize) {
        return invalid("choose either to quantize or to dequantize, not both");
    }
    if (recipe.dtype && !isFloat(*recipe.dtype)) {
        return invalid("weights can be cast to float16, bfloat16 or float32 only");
    }
    if (recipe.mixed != MixedRecipe::none && recipe.mode != QuantMode::affine) {
        return invalid("mixed recipes work with the affine mode only");
    }
    if (recipe.dequantize) {
        return notYet("dequantizing is not built yet");
    }
    if (recipe.mode != QuantMode::affine) {
        return notYet("the mode " + std::string(nameOf(recipe.mode)) + " is not built yet");
    }
    if (recipe.method != QuantMethod::mlx) {
        return notYet("the method refined is not built yet");
    }
    if (Status status = checkNumbers(recipe.bits, recipe.groupSize, ""); !status) {
        return status;
    }
    if (Status status = checkNumbers(recipe.embeddingBits, {}, " for the embeddings"); !status) {
        return status;
    }
    for (const LayerOverride& rule : recipe.overrides) {
        if (rule.pattern.empty()) {
            return invalid("an override has no pattern");
        }
        const std::string where = " for \"" + rule.pattern + "\"";
        if (Status status = checkNumbers(rule.bits, rule.groupSize, where); !status) {
            return status;
        }
    }
    return {};
}

double bitsPerWeight(const QuantSpec& spec, DType scaleDtype) {
    const int perGroup = spec.mode == QuantMode::affine ? 2 * traits(scaleDtype).bits : 8;
    return spec.bits + static_cast<double>(perGroup) / spec.groupSize;
}

std::string_view nameOf(QuantMode mode) {
    return modeNames[static_cast<std::size_t>(mode)];
}
std::string_view nameOf(MixedRecipe mixed) {
    return mixedNames[static_cast<std::size_t>(mixed)];
}

std::optional<QuantMode> quantModeFromName(std::string_view name) {
    const auto found = std::find(modeNames.begin(), modeNames.end(), name);
    return found == modeNames.end()
               ? std::nullopt
               : std::optional(static_cast<QuantMode>(found - modeNames.begin()));
}

std::optional<MixedRecipe> mixedRecipeFromName(std::string_view name) {
    const auto found = std::find(mixedNames.begin() + 1, mixedNames.end(), name);
    return found == mixedNames.end()
               ? std::nullopt
               : std::optional(static_cast<MixedRecipe>(found - mixedNames.begin()));
}

Result<LayerOverride> parseOverride(std::string_view text) {
    const std::size_t equals = text.rfind('=');
    const std::string shown = "\"" + std::string(text) + "\"";
    if (equals == std::string_view::npos || equals == 0) {
        return invalid(shown +
                       " is not of the form PATTERN=BITS, PATTERN=BITS:GROUP or "
                       "PATTERN=keep");
    }
    LayerOverride result{std::string(text.substr(0, equals)), std::nullopt, std::nullopt};
    const std::string_view value = text.substr(equals + 1);
    if (value == "keep") {
        return result;
    }
    const std::size_t colon = value.find(':');
    result.bits = parseInt(value.substr(0, colon));
    if (colon != std::string_view::npos) {
        result.groupSize = parseInt(value.substr(colon + 1));
    }
    if (!result.bits || (colon != std::string_view::npos && !result.groupSize)) {
        return invalid(shown + " does not end in BITS, BITS:GROUP or keep");
    }
    if (Status status = checkNumbers(result.bits, result.groupSize, " in " + shown); !status) {
        return std::move(status).error();
    }
    return result;
}

std::string describe(const Recipe& recipe) {
    if (!recipe.quantize) {
        return recipe.dtype ? std::string(traits(*recipe.dtype).longName) + ", not quantized"
                            : "not quantized";
    }
    if (recipe.mixed != MixedRecipe::none) {
        std::string digits(nameOf(recipe.mixed).substr(6));
        std::replace(digits.begin(), digits.end(), '_', '/');
        return "mixed " + digits + "-bit";
    }
    const QuantSpec spec = baseSpec(recipe);
    std::string text = std::to_string(spec.bits) + "-bit";
    if (spec.mode != QuantMode::affine) {
        text += " " + std::string(nameOf(spec.mode));
    }
    return text + ", group " + std::to_string(spec.groupSize);
}

}  // namespace quince
