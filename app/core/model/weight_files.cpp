#include "core/model/weight_files.hpp"

#include "core/base/file.hpp"
#include "core/format/tensor_size.hpp"
#include "core/model/folder_listing.hpp"
#include "core/model/shard_names.hpp"
#include "core/model/weight_index.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

namespace quince {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view ending = ".safetensors";
constexpr std::string_view singleName = "model.safetensors";

/// The files right in a folder, without hidden ones: macOS puts "._model.safetensors" on foreign
/// disks.
Result<FolderListing> list(const fs::path& folder) {
    std::error_code failed;
    const fs::directory_iterator readable(folder, failed);
    if (failed) {
        const bool isThere = fs::exists(folder);
        return Error{isThere ? ErrorCode::io : ErrorCode::notFound,
                     "cannot read the folder " + nameText(folder) + ": " + failed.message(),
                     folder};
    }
    FolderListing listing = listFolder(folder, 0);
    std::erase_if(listing.files, [](const ListedFile& file) { return file.name.starts_with('.'); });
    return listing;
}

/// The safetensors files that may be the model's.
std::set<std::string> candidatesIn(const FolderListing& listing) {
    std::set<std::string> candidates;
    for (const ListedFile& file : listing.files) {
        const std::string& name = file.name;
        if (file.present && name.ends_with(ending) && !name.starts_with("adapter") &&
            !name.starts_with("consolidated")) {
            candidates.insert(name);
        }
    }
    return candidates;
}

bool isDangling(const FolderListing& listing, std::string_view name) {
    return listing.find(name) != nullptr && !listing.has(name);
}

Error missingError(const FolderListing& listing, const fs::path& folder,
                   const std::vector<std::string>& missing, std::size_t wanted) {
    const std::string& first = missing.front();
    std::string message = inQuotes(first);
    message +=
        isDangling(listing, first) ? " is a link to a file that is not there" : " is missing";
    message += " (" + std::to_string(missing.size()) + " of " + std::to_string(wanted) +
               " shards are not there); perhaps the download is not complete";
    return {ErrorCode::notFound, message, folder / pathFromUtf8(first)};
}

std::vector<std::string> notIn(const FolderListing& listing,
                               const std::vector<std::string>& names) {
    std::vector<std::string> missing;
    std::copy_if(names.begin(), names.end(), std::back_inserter(missing),
                 [&](const std::string& name) { return !listing.has(name); });
    return missing;
}

/// Every name of the numbered set to take; empty if there is none.
std::vector<std::string> numberedSet(const std::set<std::string>& candidates) {
    std::map<std::pair<std::string, std::uint32_t>, ShardName> sets;
    for (const std::string& name : candidates) {
        if (const auto parts = parseShardName(name)) {
            sets.emplace(std::pair(parts->stem, parts->count), *parts);
        }
    }
    auto chosen = std::find_if(sets.begin(), sets.end(),
                               [](const auto& set) { return set.second.stem == "model"; });
    if (chosen == sets.end()) {
        chosen = sets.size() == 1 ? sets.begin() : sets.end();
    }
    std::vector<std::string> names;
    if (chosen != sets.end()) {
        for (std::uint32_t number = 1; number <= chosen->second.count; ++number) {
            names.push_back(shardName(chosen->second, number));
        }
    }
    return names;
}

/// Why nothing in the folder can be taken.
Error noWeights(const FolderListing& listing, const fs::path& folder,
                const std::set<std::string>& candidates) {
    const auto unsupported = [&](const std::string& message) {
        return Error{ErrorCode::unsupported, message, folder};
    };
    if (candidates.size() > 1) {
        return unsupported("several safetensors files that are not shards of one model (" +
                           inQuotes(*candidates.begin()) + " and " +
                           std::to_string(candidates.size() - 1) + " more)");
    }
    for (const ListedFile& file : listing.files) {
        const std::string& name = file.name;
        if (name.starts_with("adapter") && name.ends_with(ending)) {
            return unsupported("this is an adapter (" + inQuotes(name) + "), not a whole model");
        }
        if (name.starts_with("consolidated") && name.ends_with(ending)) {
            return unsupported("only weights in Mistral's own layout are here (" + inQuotes(name) +
                               "); Quince needs those in the Hugging Face layout");
        }
    }
    for (const ListedFile& file : listing.files) {
        const std::string& name = file.name;
        for (const std::string_view foreign :
             {".gguf", ".bin", ".pth", ".pt", ".ckpt", ".h5", ".msgpack", ".onnx"}) {
            if (name.ends_with(foreign) && name != "training_args.bin") {
                return unsupported("the weights are in another format (" + inQuotes(name) +
                                   "); Quince reads safetensors");
            }
        }
    }
    return {ErrorCode::notFound, "there are no weights in the folder " + nameText(folder), folder};
}

Result<WeightFiles> fromIndex(const FolderListing& listing, const fs::path& folder) {
    Result<WeightIndex> index = readWeightIndex(folder / weightIndexName);
    if (!index) {
        return std::move(index).error();
    }
    const std::vector<std::string> missing = notIn(listing, index->names);
    if (missing.size() == index->names.size() && listing.has(singleName)) {
        return WeightFiles{{std::string(singleName)},
                           std::nullopt,
                           std::nullopt,
                           {std::string(weightIndexName) + " names shards of which none is here; " +
                            "model.safetensors is used instead"}};
    }
    if (!missing.empty()) {
        return missingError(listing, folder, missing, index->names.size());
    }
    return WeightFiles{std::move(index->names), std::move(index->entries), index->totalSize, {}};
}

void warnOfOthers(WeightFiles& weights, const std::set<std::string>& candidates) {
    for (const std::string& name : candidates) {
        if (name.starts_with("model") &&
            !std::binary_search(weights.names.begin(), weights.names.end(), name)) {
            weights.warnings.push_back(
                inQuotes(name) + (weights.index ? " is not in the index and is left out"
                                                : " is no part of the model and is left out"));
        }
    }
}

Result<WeightFiles> choose(const FolderListing& listing, const fs::path& folder,
                           const std::set<std::string>& candidates) {
    if (listing.has(weightIndexName)) {
        return fromIndex(listing, folder);
    }
    if (listing.has(singleName)) {
        return WeightFiles{{std::string(singleName)}, std::nullopt, std::nullopt, {}};
    }
    if (isDangling(listing, singleName)) {
        return missingError(listing, folder, {std::string(singleName)}, 1);
    }
    std::vector<std::string> set = numberedSet(candidates);
    if (!set.empty()) {
        const std::vector<std::string> missing = notIn(listing, set);
        if (!missing.empty()) {
            return missingError(listing, folder, missing, set.size());
        }
        return WeightFiles{std::move(set), std::nullopt, std::nullopt, {}};
    }
    WeightFiles globbed;
    std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(globbed.names),
                 [](const std::string& name) { return name.starts_with("model"); });
    if (!globbed.names.empty()) {
        globbed.warnings.push_back("there is neither an index nor model.safetensors; " +
                                   std::to_string(globbed.names.size()) +
                                   " file(s) named model*.safetensors are used, the first " +
                                   inQuotes(globbed.names.front()));
        return globbed;
    }
    if (candidates.size() == 1) {
        return WeightFiles{{*candidates.begin()}, std::nullopt, std::nullopt, {}};
    }
    return noWeights(listing, folder, candidates);
}

}  // namespace

Result<WeightFiles> findWeightFiles(const fs::path& folder) {
    const Result<FolderListing> listing = list(folder);
    return listing ? findWeightFiles(*listing, folder) : listing.error();
}

Result<WeightFiles> findWeightFiles(const FolderListing& listing, const fs::path& folder) {
    const std::set<std::string> candidates = candidatesIn(listing);
    Result<WeightFiles> weights = choose(listing, folder, candidates);
    if (weights) {
        warnOfOthers(*weights, candidates);
    }
    return weights;
}

}  // namespace quince
