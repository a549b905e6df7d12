#include "core/model/weight_files.hpp"

#include "core/base/file.hpp"
#include "core/format/tensor_size.hpp"
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
constexpr std::string_view indexName = "model.safetensors.index.json";

bool beginsWith(std::string_view text, std::string_view part) {
    return text.substr(0, part.size()) == part;
}

bool endsWith(std::string_view text, std::string_view part) {
    return text.size() >= part.size() && text.substr(text.size() - part.size()) == part;
}

/// Names in a folder. Hidden ones are left out: macOS puts "._model.safetensors" on foreign disks.
struct Listing {
    std::set<std::string> files;     ///< regular, through links
    std::set<std::string> dangling;  ///< links to nothing

    [[nodiscard]] bool has(std::string_view name) const {
        return files.count(std::string(name)) > 0;
    }
};

Result<Listing> list(const fs::path& folder) {
    Listing listing;
    std::error_code failed;
    fs::directory_iterator entries(folder, failed);
    for (; !failed && entries != fs::directory_iterator(); entries.increment(failed)) {
        const std::string name = nameText(entries->path());
        std::error_code ignored;
        const fs::file_status status = entries->status(ignored);
        if (beginsWith(name, ".")) {
            continue;
        }
        if (fs::is_regular_file(status)) {
            listing.files.insert(name);
        } else if (!fs::exists(status)) {
            listing.dangling.insert(name);
        }
    }
    if (failed) {
        const bool isThere = fs::exists(folder);
        return Error{isThere ? ErrorCode::io : ErrorCode::notFound,
                     "cannot read the folder " + nameText(folder) + ": " + failed.message(),
                     folder};
    }
    return listing;
}

Error missingError(const Listing& listing, const fs::path& folder,
                   const std::vector<std::string>& missing, std::size_t wanted) {
    const std::string& first = missing.front();
    std::string message = inQuotes(first);
    message += listing.dangling.count(first) > 0 ? " is a link to a file that is not there"
                                                 : " is missing";
    message += " (" + std::to_string(missing.size()) + " of " + std::to_string(wanted) +
               " shards are not there); perhaps the download is not complete";
    return {ErrorCode::notFound, message, folder / pathFromUtf8(first)};
}

std::vector<std::string> notIn(const Listing& listing, const std::vector<std::string>& names) {
    std::vector<std::string> missing;
    std::copy_if(names.begin(), names.end(), std::back_inserter(missing),
                 [&](const std::string& name) { return !listing.has(name); });
    return missing;
}

/// "model-00002-of-00163.safetensors" -> stem "model", 2 of 163.
struct Numbered {
    std::string stem;
    unsigned long number = 0;
    unsigned long total = 0;
};

std::optional<unsigned long> fiveDigits(std::string_view text) {
    unsigned long value = 0;
    for (const char digit : text) {
        if (digit < '0' || digit > '9') {
            return std::nullopt;
        }
        value = value * 10 + static_cast<unsigned long>(digit - '0');
    }
    return text.size() == 5 ? std::optional(value) : std::nullopt;
}

std::optional<Numbered> numbered(std::string_view name) {
    constexpr std::size_t tail = 15;  // "-00002-of-00163"
    if (!endsWith(name, ending) || name.size() <= tail + ending.size()) {
        return std::nullopt;
    }
    name.remove_suffix(ending.size());
    const std::string_view stem = name.substr(0, name.size() - tail);
    const std::string_view rest = name.substr(stem.size());
    const auto number = fiveDigits(rest.substr(1, 5));
    const auto total = fiveDigits(rest.substr(10));
    if (rest[0] != '-' || rest.substr(6, 4) != "-of-" || !number || !total || *total == 0 ||
        *number == 0 || *number > *total) {
        return std::nullopt;
    }
    return Numbered{std::string(stem), *number, *total};
}

std::string numberedName(const std::string& stem, unsigned long number, unsigned long total) {
    const auto digits = [](unsigned long value) {
        const std::string text = std::to_string(value);
        return std::string(5 - text.size(), '0') + text;
    };
    return stem + '-' + digits(number) + "-of-" + digits(total) + std::string(ending);
}

/// Every name of the numbered set to take; empty if there is none.
std::vector<std::string> numberedSet(const std::set<std::string>& candidates) {
    std::set<std::pair<std::string, unsigned long>> sets;
    for (const std::string& name : candidates) {
        if (const auto parts = numbered(name)) {
            sets.emplace(parts->stem, parts->total);
        }
    }
    auto chosen = std::find_if(sets.begin(), sets.end(),
                               [](const auto& set) { return set.first == "model"; });
    if (chosen == sets.end()) {
        chosen = sets.size() == 1 ? sets.begin() : sets.end();
    }
    std::vector<std::string> names;
    if (chosen != sets.end()) {
        for (unsigned long number = 1; number <= chosen->second; ++number) {
            names.push_back(numberedName(chosen->first, number, chosen->second));
        }
    }
    return names;
}

/// Why nothing in the folder can be taken.
Error noWeights(const Listing& listing, const fs::path& folder,
                const std::set<std::string>& candidates) {
    const auto unsupported = [&](const std::string& message) {
        return Error{ErrorCode::unsupported, message, folder};
    };
    if (candidates.size() > 1) {
        return unsupported("several safetensors files that are not shards of one model (" +
                           inQuotes(*candidates.begin()) + " and " +
                           std::to_string(candidates.size() - 1) + " more)");
    }
    for (const std::string& name : listing.files) {
        if (beginsWith(name, "adapter") && endsWith(name, ending)) {
            return unsupported("this is an adapter (" + inQuotes(name) + "), not a whole model");
        }
        if (beginsWith(name, "consolidated") && endsWith(name, ending)) {
            return unsupported("only weights in Mistral's own layout are here (" + inQuotes(name) +
                               "); Quince needs those in the Hugging Face layout");
        }
    }
    for (const std::string& name : listing.files) {
        for (const std::string_view foreign :
             {".gguf", ".bin", ".pth", ".pt", ".ckpt", ".h5", ".msgpack", ".onnx"}) {
            if (endsWith(name, foreign) && name != "training_args.bin") {
                return unsupported("the weights are in another format (" + inQuotes(name) +
                                   "); Quince reads safetensors");
            }
        }
    }
    return {ErrorCode::notFound, "there are no weights in the folder " + nameText(folder), folder};
}

Result<WeightFiles> fromIndex(const Listing& listing, const fs::path& folder) {
    Result<WeightIndex> index = readWeightIndex(folder / indexName);
    if (!index) {
        return std::move(index).error();
    }
    const std::vector<std::string> missing = notIn(listing, index->names);
    if (missing.size() == index->names.size() && listing.has(singleName)) {
        return WeightFiles{{std::string(singleName)},
                           std::nullopt,
                           {std::string(indexName) + " names shards of which none is here; " +
                            "model.safetensors is used instead"}};
    }
    if (!missing.empty()) {
        return missingError(listing, folder, missing, index->names.size());
    }
    return WeightFiles{std::move(index->names), std::move(index->entries), {}};
}

void warnOfOthers(WeightFiles& weights, const std::set<std::string>& candidates) {
    for (const std::string& name : candidates) {
        if (beginsWith(name, "model") &&
            !std::binary_search(weights.names.begin(), weights.names.end(), name)) {
            weights.warnings.push_back(
                inQuotes(name) + (weights.index ? " is not in the index and is left out"
                                                : " is no part of the model and is left out"));
        }
    }
}

Result<WeightFiles> choose(const Listing& listing, const fs::path& folder,
                           const std::set<std::string>& candidates) {
    if (listing.has(indexName)) {
        return fromIndex(listing, folder);
    }
    if (listing.has(singleName)) {
        return WeightFiles{{std::string(singleName)}, std::nullopt, {}};
    }
    if (listing.dangling.count(std::string(singleName)) > 0) {
        return missingError(listing, folder, {std::string(singleName)}, 1);
    }
    std::vector<std::string> set = numberedSet(candidates);
    if (!set.empty()) {
        const std::vector<std::string> missing = notIn(listing, set);
        if (!missing.empty()) {
            return missingError(listing, folder, missing, set.size());
        }
        return WeightFiles{std::move(set), std::nullopt, {}};
    }
    WeightFiles globbed;
    std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(globbed.names),
                 [](const std::string& name) { return beginsWith(name, "model"); });
    if (!globbed.names.empty()) {
        globbed.warnings.push_back("there is neither an index nor model.safetensors; " +
                                   std::to_string(globbed.names.size()) +
                                   " file(s) named model*.safetensors are used, the first " +
                                   inQuotes(globbed.names.front()));
        return globbed;
    }
    if (candidates.size() == 1) {
        return WeightFiles{{*candidates.begin()}, std::nullopt, {}};
    }
    return noWeights(listing, folder, candidates);
}

}  // namespace

Result<WeightFiles> findWeightFiles(const fs::path& folder) {
    const Result<Listing> listing = list(folder);
    if (!listing) {
        return listing.error();
    }
    std::set<std::string> candidates;
    for (const std::string& name : listing->files) {
        if (endsWith(name, ending) && !beginsWith(name, "adapter") &&
            !beginsWith(name, "consolidated")) {
            candidates.insert(name);
        }
    }
    Result<WeightFiles> weights = choose(*listing, folder, candidates);
    if (weights) {
        warnOfOthers(*weights, candidates);
    }
    return weights;
}

}  // namespace quince
