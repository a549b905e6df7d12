#include <quince/recipe.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace quince {
namespace {

constexpr std::array<std::string_view, 4> modeNames{"affine", "mxfp4", "nvfp4", "mxfp8"};
constexpr std::array<std::string_view, 8> mixedNames{
    "", "mixed_2_6", "mixed_3_4", "mixed_3_5", "mixed_3_6", "mixed_3_8", "mixed_4_6", "mixed_4_8"};
constexpr std::array<int, 6> affineBits{2, 3, 4, 5, 6, 8};
constexpr std::array<int, 3> affineGroups{32, 64, 128};

Error invalid(const std::string& message) {
    return Error{ErrorCode::invalidArgument, message, {}};
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

/// A block mode has one width and one size of blocks.
Status checkSpec(QuantMode mode, std::optional<int> bits, std::optional<int> groupSize,
                 const std::string& where) {
    if (mode == QuantMode::affine) {
        return checkNumbers(bits, groupSize, where);
    }
    const QuantSpec own = defaultSpec(mode);
    if (bits.value_or(own.bits) != own.bits || groupSize.value_or(own.groupSize) != own.groupSize) {
        return invalid(std::string(nameOf(mode)) + where + " always has " +
                       std::to_string(own.bits) + " bits in groups of " +
                       std::to_string(own.groupSize));
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

int affineGroupBeside(const QuantSpec& base) {
    return base.mode == QuantMode::affine ? base.groupSize
                                          : defaultSpec(QuantMode::affine).groupSize;
}

QuantSpec specOf(const LayerOverride& rule, const QuantSpec& base) {
    QuantSpec spec = defaultSpec(rule.mode.value_or(QuantMode::affine));
    spec.bits = rule.bits.value_or(spec.bits);
    const int usual = spec.mode == QuantMode::affine ? affineGroupBeside(base) : spec.groupSize;
    spec.groupSize = rule.groupSize.value_or(usual);
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
    if (Status status = checkSpec(recipe.mode, recipe.bits, recipe.groupSize, ""); !status) {
        return status;
    }
    if (Status status = checkNumbers(recipe.embeddingBits, {}, " for the embeddings"); !status) {
        return status;
    }
    for (const LayerChoice& layer : recipe.layers) {
        if (layer.spec) {
            if (Status status = checkSpec(layer.spec->mode, layer.spec->bits, layer.spec->groupSize,
                                          " for " + layer.path);
                !status) {
                return status;
            }
        }
    }
    for (const LayerOverride& rule : recipe.overrides) {
        if (rule.pattern.empty()) {
            return invalid("an override has no pattern");
        }
        const std::string where = " for \"" + rule.pattern + "\"";
        if (Status status =
                checkSpec(rule.mode.value_or(QuantMode::affine), rule.bits, rule.groupSize, where);
            !status) {
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
std::string_view nameOf(QuantMethod method) {
    return method == QuantMethod::mlx ? "mlx" : "refined";
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

std::optional<QuantMethod> quantMethodFromName(std::string_view name) {
    return name == "mlx"       ? std::optional(QuantMethod::mlx)
           : name == "refined" ? std::optional(QuantMethod::refined)
                               : std::nullopt;
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
                       " is not of the form PATTERN=BITS, PATTERN=BITS:GROUP, PATTERN=MODE or "
                       "PATTERN=keep");
    }
    LayerOverride result;
    result.pattern = text.substr(0, equals);
    const std::string_view value = text.substr(equals + 1);
    if (value == "keep") {
        return result;
    }
    if (result.mode = quantModeFromName(value); result.mode) {
        return result;
    }
    const std::size_t colon = value.find(':');
    result.bits = parseInt(value.substr(0, colon));
    if (colon != std::string_view::npos) {
        result.groupSize = parseInt(value.substr(colon + 1));
    }
    if (!result.bits || (colon != std::string_view::npos && !result.groupSize)) {
        return invalid(shown + " does not end in BITS, BITS:GROUP, a mode or keep");
    }
    if (Status status = checkNumbers(result.bits, result.groupSize, " in " + shown); !status) {
        return std::move(status).error();
    }
    return result;
}

std::string describe(const Recipe& recipe) {
    if (recipe.dequantize) {
        return recipe.dtype ? "dequantized to " + std::string(traits(*recipe.dtype).longName)
                            : "dequantized";
    }
    if (!recipe.quantize) {
        return recipe.dtype ? std::string(traits(*recipe.dtype).longName) + ", not quantized"
                            : "not quantized";
    }
    if (!recipe.layers.empty()) {
        return "bits by layer, mostly " + std::to_string(baseSpec(recipe).bits);
    }
    if (recipe.mixed != MixedRecipe::none) {
        std::string digits(nameOf(recipe.mixed).substr(6));
        std::replace(digits.begin(), digits.end(), '_', '/');
        return "mixed " + digits + "-bit";
    }
    const QuantSpec spec = baseSpec(recipe);
    if (spec.mode != QuantMode::affine) {
        return std::string(nameOf(spec.mode));
    }
    return std::to_string(spec.bits) + "-bit, group " + std::to_string(spec.groupSize);
}

}  // namespace quince
