#include "cli/recipe_arguments.hpp"

#include "cli/text.hpp"

#include <quince/dtype.hpp>
#include <quince/recipe_file.hpp>

#include <CLI/CLI.hpp>

namespace cli {

using quince::Error;
using quince::ErrorCode;
using quince::Recipe;
using quince::Result;

void RecipeArguments::addTo(CLI::App& command) {
    const std::string group = "Recipe (as mlx_lm.convert)";
    command.add_flag("-q,--quantize", quantize, "Quantize the weights")->group(group);
    command.add_option("--q-bits", bits, "Bits per code: 2, 3, 4, 5, 6 or 8 (default 4)")
        ->group(group);
    command
        .add_option("--q-group-size", groupSize, "Weights per scale: 32, 64 or 128 (default 64)")
        ->group(group);
    command
        .add_option(
            "--q-mode", mode,
            "How codes are stored (default affine); mxfp4, nvfp4 and mxfp8 have their own bits and "
            "groups")
        ->check(CLI::IsMember({"affine", "mxfp4", "nvfp4", "mxfp8"}))
        ->group(group);
    command.add_option("--quant-predicate", predicate, "A recipe of mixed bits")
        ->check(CLI::IsMember({"mixed_2_6", "mixed_3_4", "mixed_3_5", "mixed_3_6", "mixed_3_8",
                               "mixed_4_6", "mixed_4_8"}))
        ->group(group);
    command
        .add_option(
            "--dtype", dtype,
            "Dtype of what is not quantized (default: config.json's); float16 is faster on M1 "
            "and M2")
        ->check(CLI::IsMember({"float16", "bfloat16", "float32"}))
        ->group(group);
    command.add_flag("-d,--dequantize", dequantize, "Undo the quantization of the source")
        ->group(group);

    const std::string ours = "Recipe (more)";
    command
        .add_option("--recipe", file,
                    "A recipe file, as --save-recipe writes it; other flags go before it")
        ->group(ours);
    command
        .add_option("--q-bits-embedding", embeddingBits,
                    "Bits of the token embeddings and the output head")
        ->group(ours);
    command
        .add_option("--override", overrides,
                    "PATTERN=BITS[:GROUP], PATTERN=MODE or PATTERN=keep, for the layers whose name "
                    "matches; "
                    "may be repeated, later ones win")
        ->type_size(1)
        ->allow_extra_args(false)
        ->group(ours);
    command
        .add_flag("--requantize", requantize,
                  "Decode what the source holds quantized and quantize it anew; else it stays as "
                  "it is, as with mlx_lm.convert")
        ->group(ours);
    command
        .add_option(
            "--method", method,
            "How codes are chosen: refined (default) searches for less error in the same format; "
            "mlx is bit for bit Apple's")
        ->check(CLI::IsMember({"mlx", "refined"}))
        ->group(ours);
    command
        .add_option("--imatrix", importance,
                    "With --method refined: an imatrix of llama.cpp, or a folder of activations, "
                    "which tells how much each input counts")
        ->group(ours);
    command
        .add_option("--vision", vision,
                    "The vision part of a model: keep it unquantized, as mlx-vlm does, or drop it, "
                    "as mlx-lm does (default: keep where the result also loads as text)")
        ->check(CLI::IsMember({"drop", "keep"}))
        ->group(ours);
}

/// The first flag that says how all layers are stored; empty when none does.
std::string_view RecipeArguments::flagOfBits() const {
    return !mode.empty()        ? "--q-mode"
           : bits               ? "--q-bits"
           : groupSize          ? "--q-group-size"
           : !predicate.empty() ? "--quant-predicate"
                                : "";
}

quince::Status RecipeArguments::checkBits(std::string_view target, const Recipe& fromFile) const {
    std::string flag(flagOfBits());
    if (!target.empty() && !flag.empty()) {
        return Error{ErrorCode::invalidArgument,
                     flag + " contradicts " + std::string(target) +
                         ", which chooses bits and groups of each layer itself; leave out one of "
                         "the two.",
                     {}};
    }
    flag = flag.empty() && embeddingBits ? "--q-bits-embedding" : flag;
    if (target.empty() && !fromFile.layers.empty() && !flag.empty()) {
        return Error{ErrorCode::invalidArgument,
                     flag + " contradicts --recipe " + pathText(file) +
                         ", which names the bits of single layers; say --override PATTERN=BITS, "
                         "which wins over them.",
                     {}};
    }
    return {};
}

Result<Recipe> RecipeArguments::recipe(std::string_view target) const {
    Recipe recipe;
    if (!file.empty()) {
        Result<Recipe> read = quince::readRecipeFile(file);
        if (!read) {
            return read;
        }
        recipe = *std::move(read);
    }
    if (quince::Status clear = checkBits(target, recipe); !clear) {
        return std::move(clear).error();
    }
    recipe.quantize = recipe.quantize || quantize;
    recipe.dequantize = recipe.dequantize || dequantize;
    recipe.requantize = recipe.requantize || requantize;
    if (!mode.empty()) {
        recipe.mode = *quince::quantModeFromName(mode);
    }
    recipe.bits = bits ? bits : recipe.bits;
    recipe.groupSize = groupSize ? groupSize : recipe.groupSize;
    if (!predicate.empty()) {
        recipe.mixed = *quince::mixedRecipeFromName(predicate);
    }
    if (!dtype.empty()) {
        recipe.dtype = dtype == "float16"    ? quince::DType::f16
                       : dtype == "bfloat16" ? quince::DType::bf16
                                             : quince::DType::f32;
    }
    recipe.embeddingBits = embeddingBits ? embeddingBits : recipe.embeddingBits;
    for (const std::string& text : overrides) {
        Result<quince::LayerOverride> parsed = quince::parseOverride(text);
        if (!parsed) {
            return std::move(parsed).error().within("--override " + text);
        }
        recipe.overrides.push_back(*std::move(parsed));
    }
    if (!method.empty()) {
        recipe.method = *quince::quantMethodFromName(method);
    }
    if (!importance.empty()) {
        recipe.importance = importance;
        recipe.importanceHash.clear();
    }
    if (!vision.empty()) {
        recipe.vision = vision == "keep" ? quince::VisionChoice::keep : quince::VisionChoice::drop;
    }
    if (quince::Status valid = quince::validate(recipe); !valid) {
        return std::move(valid).error();
    }
    return recipe;
}

std::vector<std::string> RecipeArguments::notes(std::string_view target) const {
    std::vector<std::string> notes;
    const bool speaksOfQuantizing =
        bits || groupSize || !predicate.empty() || embeddingBits || !overrides.empty();
    if (speaksOfQuantizing && !quantize && file.empty() && target.empty()) {
        notes.emplace_back(
            "without --quantize the weights are only converted; "
            "bits, groups and overrides have no effect.");
    }
    return notes;
}

}  // namespace cli
