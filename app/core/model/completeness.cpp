#include "core/model/completeness.hpp"

#include "core/base/file.hpp"
#include "core/model/shard_names.hpp"
#include "core/model/weight_index.hpp"

#include <quince/safe_path.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace quince {
namespace {

constexpr std::uint64_t largestTree = 16U << 20U;

using Missing = std::set<std::string>;

std::string_view baseName(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

bool isLegalText(std::string_view name) {
    return name.starts_with("LICENSE") || name.starts_with("NOTICE") ||
           name.starts_with("USE_POLICY") || name.starts_with("README");
}

/// Whether a download that mlx-lm or mlx-vlm asked for brings this file and a conversion uses it.
/// Code is not among them: it is carried along if there but never run, so it cannot be missed.
bool isNeeded(std::string_view path, bool onlyModelShards) {
    const std::string_view name = baseName(path);
    if (path.starts_with("original/") || path.starts_with("onnx/") || path.starts_with('.') ||
        isLegalText(name)) {
        return false;
    }
    if (path.ends_with(".safetensors")) {
        return !name.starts_with("consolidated") && (!onlyModelShards || path.starts_with("model"));
    }
    constexpr std::string_view endings[] = {".json", ".jsonl", ".jinja", ".txt", ".tiktoken"};
    return name == "tokenizer.model" ||
           std::any_of(std::begin(endings), std::end(endings),
                       [&](std::string_view ending) { return path.ends_with(ending); });
}

bool isXetHash(const nlohmann::json& value) {
    if (!value.is_string()) {
        return false;
    }
    const auto& text = value.get_ref<const std::string&>();
    return text.size() == 64 && text.find_first_not_of("0123456789abcdefABCDEF") == text.npos;
}

/// Path and size of each entry of a tree listing of version 1; nothing if it is to be ignored.
std::optional<std::map<std::string, std::uint64_t>> readTree(const std::filesystem::path& file) {
    const Result<std::string> text = readWholeFile(file, largestTree);
    if (!text) {
        return std::nullopt;
    }
    const nlohmann::json tree = nlohmann::json::parse(*text, nullptr, false);
    if (!tree.is_object() || !tree.contains("format_version") || tree["format_version"] != 1 ||
        !tree.contains("files") || !tree["files"].is_object()) {
        return std::nullopt;
    }
    std::map<std::string, std::uint64_t> sizes;
    for (const auto& [path, entry] : tree["files"].items()) {
        const auto size = entry.find("size");
        if (const auto xet = entry.find("xet_hash"); xet != entry.end() && !isXetHash(*xet)) {
            return std::nullopt;  // huggingface_hub drops the whole listing then
        }
        if (entry.is_object() && size != entry.end() && size->is_number_unsigned() &&
            isSafeRelativePath(path)) {
            sizes.emplace(path, size->get<std::uint64_t>());
        }
    }
    return sizes;
}

void compareWithTree(const std::map<std::string, std::uint64_t>& tree, const FolderListing& listing,
                     CachedModel& model, Missing& missing) {
    const bool onlyModelShards = std::any_of(tree.begin(), tree.end(), [](const auto& entry) {
        return entry.first.starts_with("model") && entry.first.ends_with(".safetensors");
    });
    for (const auto& [path, bytes] : tree) {
        if (!isNeeded(path, onlyModelShards)) {
            continue;
        }
        const ListedFile* const file = listing.find(path);
        if (file == nullptr || !file->present) {
            missing.insert(path);
        } else if (file->bytes != bytes) {
            missing.insert(path);
            model.warnings.push_back(path + " has " + std::to_string(file->bytes) + " bytes, not " +
                                     std::to_string(bytes));
        }
    }
}

void compareWithIndex(const FolderListing& listing, CachedModel& model, Missing& missing) {
    const std::string index(weightIndexName);
    const auto files = readIndexedFiles(model.folder / index);
    if (!files) {
        if (files.error().code == ErrorCode::malformed) {
            model.warnings.push_back(index + " is not a readable index");
        }
        missing.insert(index);
        return;
    }
    for (const std::string& file : *files) {
        if (!isSafeRelativePath(file)) {
            model.warnings.push_back(index + " names a file outside of the model's folder");
            missing.insert(index);
        } else if (!listing.has(file)) {
            missing.insert(file);
        }
    }
}

void compareWithShardNumbers(const FolderListing& listing, Missing& missing) {
    if (listing.has("model.safetensors")) {
        return;
    }
    std::set<std::string> checked;
    for (const ListedFile& file : listing.files) {
        const auto shard = parseShardName(file.name);
        if (!file.present && isNeeded(file.name, false) && file.name.ends_with(".safetensors")) {
            missing.insert(file.name);
        }
        if (!shard || file.name.starts_with("consolidated") ||
            !checked.insert(shard->stem + "/" + std::to_string(shard->count)).second) {
            continue;
        }
        for (std::uint32_t number = 1; number <= shard->count; ++number) {
            const std::string name = shardName(*shard, number);
            if (!listing.has(name)) {
                missing.insert(name);
            }
        }
    }
}

bool hasTokenizer(const FolderListing& listing) {
    constexpr std::string_view names[] = {
        "tokenizer.json", "tokenizer.model",         "vocab.json", "vocab.txt",
        "spiece.model",   "sentencepiece.bpe.model", "tekken.json"};
    return std::any_of(std::begin(names), std::end(names),
                       [&](std::string_view name) { return listing.has(name); }) ||
           std::any_of(listing.files.begin(), listing.files.end(), [](const ListedFile& file) {
               return file.present && file.name.ends_with(".tiktoken");
           });
}

WeightFormat bestFormat(const FolderListing& listing, const Missing& missing) {
    WeightFormat best = WeightFormat::none;
    const auto consider = [&best](const std::string& name) {
        const WeightFormat format = weightFormatOf(name);
        if (name.find('/') == std::string::npos && format != WeightFormat::none &&
            (best == WeightFormat::none || format < best)) {
            best = format;
        }
    };
    for (const ListedFile& file : listing.files) {
        consider(file.name);
    }
    std::for_each(missing.begin(), missing.end(), consider);
    return best;
}

bool isWeightOrIndex(const std::string& name) {
    return name == "config.json" || name == weightIndexName || name.ends_with(".safetensors");
}

}  // namespace

WeightFormat weightFormatOf(std::string_view fileName) {
    const auto ends = [fileName](std::string_view ending) { return fileName.ends_with(ending); };
    if (ends(".safetensors")) {
        return WeightFormat::safetensors;
    }
    if (ends(".bin") || ends(".pt") || ends(".pth") || ends(".ckpt")) {
        return WeightFormat::pytorch;
    }
    if (ends(".gguf")) {
        return WeightFormat::gguf;
    }
    return ends(".h5") || ends(".msgpack") || ends(".onnx") || ends(".npz") ? WeightFormat::other
                                                                            : WeightFormat::none;
}

void judgeCompleteness(const FolderListing& listing, const std::filesystem::path& treeFile,
                       CachedModel& model) {
    Missing missing;
    if (!listing.has("config.json")) {
        missing.insert("config.json");
    }
    const auto tree = readTree(treeFile);
    if (tree) {
        compareWithTree(*tree, listing, model, missing);
    } else {
        if (listing.find(weightIndexName) == nullptr) {
            compareWithShardNumbers(listing, missing);
        } else {
            compareWithIndex(listing, model, missing);
        }
        if (!hasTokenizer(listing)) {
            missing.insert("tokenizer.json");
        }
    }
    model.weights = bestFormat(listing, missing);
    model.missing.assign(missing.begin(), missing.end());
    const bool safetensors = model.weights == WeightFormat::safetensors;
    model.hasAllWeights =
        safetensors && std::none_of(missing.begin(), missing.end(), isWeightOrIndex);
    if (!missing.empty() && model.downloadInProgress) {
        model.state = ModelState::downloading;
    } else if (!safetensors) {
        model.state = ModelState::noWeights;
    } else {
        model.state = missing.empty() ? ModelState::complete : ModelState::incomplete;
    }
}

}  // namespace quince
