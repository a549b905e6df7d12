#include "ui/pages/presets.hpp"

#include <QCoreApplication>

namespace ui {

using quince::DType;
using quince::MixedRecipe;
using quince::Recipe;

namespace {

/// Where translators find these words.
struct Presets {
    Q_DECLARE_TR_FUNCTIONS(ui::Presets)
};

/// Where all is quantized already, a number of bits can only mean to quantize anew.
Recipe quantizing(const RecipeOptions& options) {
    Recipe recipe;
    recipe.quantize = true;
    recipe.requantize = options.canDequantize && !options.canQuantize;
    return recipe;
}

Recipe affine(int bits, const RecipeOptions& options) {
    Recipe recipe = quantizing(options);
    recipe.bits = bits;
    return recipe;
}

Recipe mixed(MixedRecipe kind, const RecipeOptions& options) {
    Recipe recipe = quantizing(options);
    recipe.mixed = kind;
    return recipe;
}

Recipe plain(DType dtype, const RecipeOptions& options) {
    Recipe recipe;
    recipe.dtype = dtype;
    recipe.dequantize = options.canDequantize;
    return recipe;
}

/// The same recipe with every default spelled out and what presets leave alone taken away.
Recipe normal(Recipe recipe) {
    const Recipe empty;
    recipe.overrides.clear();
    recipe.vision = empty.vision;
    if (recipe.quantize) {
        recipe.bits = recipe.mixed == MixedRecipe::none ? recipe.bits.value_or(4) : 4;
        recipe.groupSize = recipe.groupSize.value_or(64);
    } else {
        recipe.bits.reset();
        recipe.groupSize.reset();
        recipe.requantize = false;
        recipe.mixed = MixedRecipe::none;
        recipe.mode = empty.mode;
        recipe.embeddingBits.reset();
    }
    return recipe;
}

}  // namespace

QList<Preset> presets(const RecipeOptions& options) {
    return {
        {Presets::tr("4-bit (recommended)"),
         Presets::tr("A good balance of size and quality; the usual choice for LM Studio."),
         affine(4, options)},
        {Presets::tr("8-bit"), Presets::tr("Very close to the original, at about half its size."),
         affine(8, options)},
        {Presets::tr("6-bit"), Presets::tr("Near the quality of 8-bit, and a quarter smaller."),
         affine(6, options)},
        {Presets::tr("5-bit"), Presets::tr("A little larger than 4-bit, with more detail kept."),
         affine(5, options)},
        {Presets::tr("3-bit"),
         Presets::tr("Small. Expect visible loss, most of all in small models."),
         affine(3, options)},
        {Presets::tr("Mixed 4 and 6-bit"),
         Presets::tr("4-bit, with the layers that matter most at 6-bit."),
         mixed(MixedRecipe::mixed4_6, options)},
        {Presets::tr("bfloat16, not quantized"),
         Presets::tr("The full weights in MLX's format, two bytes each."),
         plain(DType::bf16, options), false},
        {Presets::tr("float16, not quantized"),
         Presets::tr("The full weights in MLX's format, two bytes each, with a smaller range."),
         plain(DType::f16, options), false},
    };
}

int presetOf(const Recipe& recipe, const QList<Preset>& presets) {
    const Recipe wanted = normal(recipe);
    for (int i = 0; i < presets.size(); ++i) {
        if (normal(presets[i].recipe) == wanted) {
            return i;
        }
    }
    return -1;
}

Recipe applied(const Preset& preset, const Recipe& before) {
    Recipe recipe = preset.recipe;
    recipe.vision = before.vision;
    if (recipe.quantize) {
        recipe.overrides = before.overrides;
    }
    return recipe;
}

}  // namespace ui
