#include "core/base/file.hpp"
#include "core/model/json_text.hpp"
#include "core/plan/json_reader.hpp"

#include <quince/recipe_file.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <initializer_list>
#include <optional>

namespace quince {
namespace {

std::optional<DType> floatFromName(std::string_view name) {
    for (const DType dtype : {DType::f16, DType::bf16, DType::f32}) {
        if (traits(dtype).longName == name) {
            return dtype;
        }
    }
    return std::nullopt;
}

/// As it is found from `folder`, so that both can be moved together.
Json importanceJson(const Recipe& recipe, const std::filesystem::path& folder) {
    const std::filesystem::path relative =
        folder.empty() ? std::filesystem::path() : recipe.importance.lexically_relative(folder);
    Json json = {{"file", toUtf8(relative.empty() ? recipe.importance : relative)}};
    if (!recipe.importanceHash.empty()) {
        json["xxh128"] = recipe.importanceHash;
    }
    return json;
}

Json specJson(const QuantSpec& spec) {
    Json json = Json::object();
    if (spec.mode != QuantMode::affine) {
        json["mode"] = nameOf(spec.mode);
    }
    json["bits"] = spec.bits;
    json["group_size"] = spec.groupSize;
    return json;
}

Json overrideJson(const LayerOverride& rule) {
    Json json = {{"pattern", rule.pattern}};
    if (rule.keeps()) {
        json["keep"] = true;
    }
    if (rule.mode) {
        json["mode"] = nameOf(*rule.mode);
    }
    if (rule.bits) {
        json["bits"] = *rule.bits;
    }
    if (rule.groupSize) {
        json["group_size"] = *rule.groupSize;
    }
    return json;
}

Result<LayerOverride> readOverride(const Json& json, const std::string& where) {
    LayerOverride rule;
    bool keep = false;
    JsonReader reader(json, where);
    reader.read("pattern", rule.pattern,
                [](const std::string& text) { return std::optional(text); });
    reader.read("keep", keep);
    reader.read("mode", rule.mode, quantModeFromName);
    reader.read("bits", rule.bits);
    reader.read("group_size", rule.groupSize);
    if (keep == (rule.bits || rule.mode)) {
        reader.fail("an override has either \"keep\": true, or bits or a mode");
    }
    if (Status status = reader.finish(); !status) {
        return std::move(status).error();
    }
    return rule;
}

Result<LayerChoice> readLayer(const std::string& path, const Json& json, const std::string& where) {
    if (json == "keep") {
        return LayerChoice{path, std::nullopt};
    }
    QuantMode mode = QuantMode::affine;
    std::optional<int> bits;
    std::optional<int> groupSize;
    JsonReader reader(json, where + ", layer " + path);
    reader.read("mode", mode, quantModeFromName);
    reader.read("bits", bits);
    reader.read("group_size", groupSize);
    if (Status status = reader.finish(); !status) {
        return std::move(status).error();
    }
    QuantSpec spec = defaultSpec(mode);
    spec.bits = bits.value_or(spec.bits);
    spec.groupSize = groupSize.value_or(spec.groupSize);
    return LayerChoice{path, spec};
}

Status readImportance(JsonReader& reader, const std::string& name,
                      const std::filesystem::path& folder, Recipe& recipe) {
    const Json* const json = reader.take("importance");
    if (json == nullptr) {
        return {};
    }
    const auto anyText = [](const std::string& text) { return std::optional(text); };
    std::string file;
    JsonReader parts(*json, name + ", importance");
    parts.read("file", file, anyText);
    parts.read("xxh128", recipe.importanceHash, anyText);
    if (file.empty()) {
        parts.fail("no file is named");
    } else {
        recipe.importance = (folder / pathFromUtf8(file)).lexically_normal();
    }
    return parts.finish();
}

Status readLists(JsonReader& reader, const std::string& name, Recipe& recipe) {
    if (const Json* const overrides = reader.take("overrides"); overrides != nullptr) {
        if (!overrides->is_array()) {
            reader.fail("overrides is not a list");
            return {};
        }
        for (const Json& json : *overrides) {
            Result<LayerOverride> rule = readOverride(json, name);
            if (!rule) {
                return std::move(rule).error();
            }
            recipe.overrides.push_back(*std::move(rule));
        }
    }
    if (const Json* const layers = reader.take("layers"); layers != nullptr) {
        if (!layers->is_object()) {
            reader.fail("layers is not an object");
            return {};
        }
        for (const auto& [path, json] : layers->items()) {
            Result<LayerChoice> layer = readLayer(path, json, name);
            if (!layer) {
                return std::move(layer).error();
            }
            recipe.layers.push_back(*std::move(layer));
        }
        std::sort(recipe.layers.begin(), recipe.layers.end(),
                  [](const LayerChoice& a, const LayerChoice& b) { return a.path < b.path; });
    }
    return {};
}

}  // namespace

std::string recipeToJson(const Recipe& recipe, const std::filesystem::path& folder) {
    Json json = {{"quantize", recipe.quantize}};
    if (recipe.quantize && !recipe.importance.empty()) {
        json["importance"] = importanceJson(recipe, folder);
    }
    if (recipe.quantize) {
        const QuantSpec base = baseSpec(recipe);
        json["method"] = nameOf(recipe.method);
        json["mode"] = nameOf(base.mode);
        json["bits"] = base.bits;
        json["group_size"] = base.groupSize;
    }
    if (recipe.mixed != MixedRecipe::none) {
        json["mixed"] = nameOf(recipe.mixed);
    }
    if (recipe.dtype) {
        json["dtype"] = traits(*recipe.dtype).longName;
    }
    if (recipe.embeddingBits) {
        json["embedding_bits"] = *recipe.embeddingBits;
    }
    if (recipe.vision) {
        json["vision"] = *recipe.vision == VisionChoice::keep ? "keep" : "drop";
    }
    if (recipe.dequantize) {
        json["dequantize"] = true;
    }
    if (recipe.requantize) {
        json["requantize"] = true;
    }
    for (const LayerOverride& rule : recipe.overrides) {
        json["overrides"].push_back(overrideJson(rule));
    }
    for (const LayerChoice& layer : recipe.layers) {
        json["layers"][layer.path] = layer.spec ? specJson(*layer.spec) : Json("keep");
    }
    return json.dump(4) + "\n";
}

Result<Recipe> recipeFromJson(std::string_view text, const std::string& name,
                              const std::filesystem::path& folder) {
    const Result<Json> json = parseJson(text, name);
    if (!json) {
        return json.error();
    }
    Recipe recipe;
    recipe.quantize = true;
    JsonReader reader(*json, name);
    reader.read("quantize", recipe.quantize);
    reader.read("method", recipe.method, quantMethodFromName);
    reader.read("mode", recipe.mode, quantModeFromName);
    reader.read("bits", recipe.bits);
    reader.read("group_size", recipe.groupSize);
    reader.read("mixed", recipe.mixed, mixedRecipeFromName);
    reader.read("dtype", recipe.dtype, floatFromName);
    reader.read("embedding_bits", recipe.embeddingBits);
    reader.read("vision", recipe.vision, [](const std::string& word) {
        return word == "keep"   ? std::optional(VisionChoice::keep)
               : word == "drop" ? std::optional(VisionChoice::drop)
                                : std::nullopt;
    });
    reader.read("dequantize", recipe.dequantize);
    reader.read("requantize", recipe.requantize);
    if (Status status = readImportance(reader, name, folder, recipe); !status) {
        return std::move(status).error();
    }
    if (Status status = readLists(reader, name, recipe); !status) {
        return std::move(status).error();
    }
    if (Status status = reader.finish(); !status) {
        return std::move(status).error();
    }
    if (Status status = validate(recipe); !status) {
        return std::move(status).error().within(name);
    }
    return recipe;
}

}  // namespace quince
