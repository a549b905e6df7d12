#include "core/model/weight_index.hpp"

#include "core/base/file.hpp"
#include "core/format/tensor_size.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace quince {

namespace {

constexpr std::uint64_t maxIndexBytes = 256'000'000;

/// A name that stays in its folder under the rules of every system.
bool isPlainShardName(const std::string& name) {
    constexpr std::string_view ending = ".safetensors";
    const bool hasOddLetter = std::any_of(name.begin(), name.end(), [](char letter) {
        return letter == '/' || letter == '\\' || letter == ':' ||
               static_cast<unsigned char>(letter) < 0x20;
    });
    return !hasOddLetter && name.size() > ending.size() && name.front() != '.' &&
           std::string_view(name).substr(name.size() - ending.size()) == ending;
}

}  // namespace

Result<WeightIndex> readWeightIndex(const std::filesystem::path& path) {
    const Result<std::string> text = readWholeFile(path, maxIndexBytes);
    if (!text) {
        return text.error();
    }
    // Not ordered_json: that finds keys by walking, and here are tens of thousands.
    const auto json = nlohmann::json::parse(*text, nullptr, false);
    const auto malformed = [&](const std::string& problem) {
        return Error{ErrorCode::malformed, nameText(path) + ": " + problem, path};
    };
    if (!json.is_object()) {
        return malformed("it is not a JSON object");
    }
    const auto map = json.find("weight_map");
    if (map == json.end() || !map->is_object() || map->empty()) {
        return malformed("it has no weight_map that names tensors");
    }
    std::map<std::string, std::size_t> shards;
    for (const auto& [tensor, shard] : map->items()) {
        if (!shard.is_string()) {
            return malformed("weight_map has no file name for tensor " + inQuotes(tensor));
        }
        const auto& name = shard.get_ref<const std::string&>();
        if (!isPlainShardName(name)) {
            return malformed("weight_map puts tensor " + inQuotes(tensor) + " into " +
                             inQuotes(name) +
                             ", which is not the name of a .safetensors file in this folder");
        }
        shards.emplace(name, 0);
    }
    WeightIndex index;
    for (auto& [name, place] : shards) {
        place = index.names.size();
        index.names.push_back(name);
    }
    for (const auto& [tensor, shard] : map->items()) {  // sorted: nlohmann::json is a std::map
        index.entries.push_back({tensor, shards.at(shard.get_ref<const std::string&>())});
    }
    return index;
}

}  // namespace quince
