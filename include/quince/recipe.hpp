#pragma once

#include <quince/dtype.hpp>
#include <quince/quant_mode.hpp>
#include <quince/result.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quince {

/// How codes are chosen: `mlx` is bit for bit Apple's converter; `refined` searches, for the same
/// format and size (refineAffine, refineBlocks).
enum class QuantMethod { mlx, refined };

/// The --quant-predicate recipes of mlx-lm, and the further ones of mlx-vlm (3/5, 3/8, 4/8).
enum class MixedRecipe {
    none,
    mixed2_6,
    mixed3_4,
    mixed3_5,
    mixed3_6,
    mixed3_8,
    mixed4_6,
    mixed4_8
};

enum class VisionChoice { drop, keep };

/// How one module's weight is quantized.
struct QuantSpec {
    QuantMode mode = QuantMode::affine;
    int bits = 4;
    int groupSize = 64;

    friend bool operator==(const QuantSpec&, const QuantSpec&) = default;
};

/// The person's word on the modules whose path contains, or as a glob (* and ?) matches,
/// `pattern`. Without bits and mode the module stays as it is. Later overrides win.
struct LayerOverride {
    std::string pattern;
    std::optional<int> bits;                       ///< the mode's own when absent
    std::optional<int> groupSize;                  ///< the recipe's own, or the mode's, when absent
    std::optional<QuantMode> mode = std::nullopt;  ///< affine when only bits are given

    /// Whether the modules are left as they are.
    [[nodiscard]] bool keeps() const { return !bits && !mode; }

    friend bool operator==(const LayerOverride&, const LayerOverride&) = default;
};

/// What is decided for one module, by its whole path. Without a spec it stays as it is.
struct LayerChoice {
    std::string path;
    std::optional<QuantSpec> spec;

    friend bool operator==(const LayerChoice&, const LayerChoice&) = default;
};

/// The person's choice, as a value. Defaults are those of `mlx_lm.convert` without arguments, but
/// for the method.
struct Recipe {
    bool quantize = false;
    QuantMode mode = QuantMode::affine;
    std::optional<int> bits;       ///< mode's default when absent
    std::optional<int> groupSize;  ///< mode's default when absent
    MixedRecipe mixed = MixedRecipe::none;
    std::optional<DType> dtype;        ///< f16, bf16 or f32; config.json's when absent
    std::optional<int> embeddingBits;  ///< token embeddings and output head
    std::vector<LayerOverride> overrides;
    std::vector<LayerChoice> layers;  ///< sorted by path; weaker than overrides
    QuantMethod method = QuantMethod::refined;
    std::filesystem::path importance;  ///< what weighs the search (readImportance); empty: nothing
    std::string importanceHash;        ///< ImportanceData::hash it has to have; empty: any will do
    std::optional<VisionChoice> vision;  ///< absent: what is usual for the model
    /// Weights that the source holds quantized become floats.
    bool dequantize = false;
    /// With `quantize`: weights that the source holds quantized are decoded and quantized anew.
    /// Else they stay as they are, as with mlx_lm.convert, but for those that an override names.
    bool requantize = false;

    friend bool operator==(const Recipe&, const Recipe&) = default;
};

/// The default of a mode: affine 4/64, mxfp4 4/32, nvfp4 4/16, mxfp8 8/32 (mlx-lm utils.py).
[[nodiscard]] QuantSpec defaultSpec(QuantMode mode);
/// The spec for modules that nothing else speaks of. REQUIRES: recipe.quantize
[[nodiscard]] QuantSpec baseSpec(const Recipe& recipe);
/// The spec that an override asks for, beside the recipe's `base`. REQUIRES: !rule.keeps()
[[nodiscard]] QuantSpec specOf(const LayerOverride& rule, const QuantSpec& base);
/// Groups for affine quantization beside `base`: its own, or 64 where it is a block mode.
[[nodiscard]] int affineGroupBeside(const QuantSpec& base);

/// Says in one sentence what cannot be.
[[nodiscard]] Status validate(const Recipe& recipe);

/// Bits per weight of a spec with scales (and biases) of `scaleDtype`: 4/64 in 16 bits is 4.5.
[[nodiscard]] double bitsPerWeight(const QuantSpec& spec, DType scaleDtype);

[[nodiscard]] std::string_view nameOf(QuantMode mode);      ///< "affine"
[[nodiscard]] std::string_view nameOf(QuantMethod method);  ///< "refined"
[[nodiscard]] std::string_view nameOf(MixedRecipe mixed);   ///< "mixed_2_6"; empty for none
[[nodiscard]] std::optional<QuantMode> quantModeFromName(std::string_view name);
[[nodiscard]] std::optional<QuantMethod> quantMethodFromName(std::string_view name);
[[nodiscard]] std::optional<MixedRecipe> mixedRecipeFromName(std::string_view name);
/// "PATTERN=BITS[:GROUP]", "PATTERN=MODE" or "PATTERN=keep".
[[nodiscard]] Result<LayerOverride> parseOverride(std::string_view text);
/// A few words: "4-bit, group 64", "mxfp4", "mixed 3/6-bit", "bfloat16, not quantized".
[[nodiscard]] std::string describe(const Recipe& recipe);

}  // namespace quince
