#include <quince/recipe_label.hpp>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <string>
#include <vector>

namespace quince {
namespace {

/// What the words of a label say.
struct Said {
    std::optional<int> bits;
    std::optional<QuantMode> mode;
    MixedRecipe mixed = MixedRecipe::none;
    std::optional<int> groupSize;
    std::optional<DType> dtype;

    [[nodiscard]] bool quantizes() const { return bits || mode || mixed != MixedRecipe::none; }
};

/// The words of "mixed_3_6-g32": "mixed", "3", "6", "g32".
std::vector<std::string> wordsOf(std::string_view label) {
    std::vector<std::string> words(1);
    for (const char letter : label) {
        if (letter == '-' || letter == '_') {
            words.emplace_back();
        } else {
            words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
        }
    }
    return words;
}

/// The number between `before` and `after`, which are all else of the word.
std::optional<int> numberIn(std::string_view word, std::string_view before,
                            std::string_view after) {
    if (word.size() <= before.size() + after.size() || !word.starts_with(before) ||
        !word.ends_with(after)) {
        return std::nullopt;
    }
    word = word.substr(before.size(), word.size() - before.size() - after.size());
    int value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    return error == std::errc() && end == word.data() + word.size() ? std::optional(value)
                                                                    : std::nullopt;
}

std::optional<DType> dtypeIn(std::string_view word) {
    if (word == "bf16" || word == "bfloat16") {
        return DType::bf16;
    }
    if (word == "fp16" || word == "f16" || word == "float16") {
        return DType::f16;
    }
    if (word == "fp32" || word == "f32" || word == "float32") {
        return DType::f32;
    }
    return std::nullopt;
}

/// Sets what is not set yet; false when the label says it twice.
template <typename T>
bool say(std::optional<T>& what, const T& value) {
    const bool first = !what;
    what = value;
    return first;
}

bool readWord(const std::vector<std::string>& words, std::size_t& at, Said& said) {
    const std::string& word = words[at++];
    if (word == "mixed" && at + 1 < words.size() && !said.quantizes()) {
        const auto mixed = mixedRecipeFromName("mixed_" + words[at] + "_" + words[at + 1]);
        said.mixed = mixed.value_or(MixedRecipe::none);
        at += 2;
        return mixed.has_value();
    }
    if (const auto dtype = dtypeIn(word)) {
        return say(said.dtype, *dtype);
    }
    for (const char* group : {"gs", "g"}) {
        if (const auto size = numberIn(word, group, "")) {
            return say(said.groupSize, *size);
        }
    }
    if (said.quantizes()) {
        return false;
    }
    if (const auto mode = quantModeFromName(word)) {
        said.mode = mode;
        return true;
    }
    for (const auto& [before, after] : {std::pair{"", "bit"}, std::pair{"q", ""}}) {
        if (const auto bits = numberIn(word, before, after)) {
            said.bits = bits;
            return true;
        }
    }
    if (at < words.size() && words[at] == "bit") {  // "4-bit"
        said.bits = numberIn(words[at - 1], "", "");
        ++at;
    }
    return said.bits.has_value();
}

}  // namespace

Result<Recipe> recipeFromLabel(std::string_view label, const Recipe& usual) {
    const std::vector<std::string> words = wordsOf(label);
    Said said;
    bool known = true;
    for (std::size_t at = 0; known && at < words.size();) {
        known = readWord(words, at, said);
    }
    if (!known || (!said.quantizes() && (!said.dtype || said.groupSize))) {
        return Error{ErrorCode::invalidArgument,
                     "\"" + std::string(label) +
                         "\" is not the name of a recipe, such as 8bit, q4-g32, mixed_3_6 or bf16",
                     {}};
    }
    Recipe recipe;
    if (said.quantizes()) {
        recipe = usual;
        recipe.quantize = true;
        recipe.layers.clear();
        recipe.dequantize = false;
        recipe.bits = said.bits;
        recipe.mode = said.mode.value_or(QuantMode::affine);
        recipe.mixed = said.mixed;
        recipe.groupSize = said.groupSize;
    }
    recipe.vision = usual.vision;
    if (said.dtype) {
        recipe.dtype = said.dtype;
    }
    if (Status valid = validate(recipe); !valid) {
        return std::move(valid).error();
    }
    return recipe;
}

}  // namespace quince
