#pragma once

#include <quince/environment.hpp>
#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quince {

enum class RootKind {
    hubCache,  ///< holds models--org--name folders
    added,  ///< a person's folder: may be a model, hold models up to two levels down, or be a cache
};

/// One place to look for models.
struct CacheRoot {
    std::filesystem::path folder;
    std::string why;  ///< in words, to show beside the folder: "HF_HOME is set"
    RootKind kind = RootKind::hubCache;
};

/// The Hugging Face cache in use, then the added folders, without repetitions. First match wins:
/// HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME, `settingOverride`, XDG_CACHE_HOME, ~/.cache. A
/// variable of Hugging Face beats the setting because whoever set it for this process meant it;
/// XDG_CACHE_HOME does not, because desktops set it for everybody. Folders need not exist.
[[nodiscard]] std::vector<CacheRoot> cacheRoots(
    const Environment& environment, const std::filesystem::path& settingOverride,
    const std::vector<std::filesystem::path>& addedFolders);

/// One downloaded commit of a repo.
struct CachedRevision {
    std::string commit;
    std::vector<std::string> refs;  ///< "main", "refs/pr/1"; sorted
    std::filesystem::path folder;   ///< snapshots/<commit>
    std::filesystem::file_time_type modified{};
    std::uint64_t bytes = 0;  ///< of its files, each counted once
};

enum class ModelKind {
    cache,   ///< a repo of a Hugging Face cache
    folder,  ///< any folder with config.json and weights
};

enum class WeightFormat { none, safetensors, pytorch, gguf, other };

enum class ModelState {
    complete,     ///< everything that a conversion needs is there
    incomplete,   ///< `missing` says what is not
    downloading,  ///< incomplete, and a partial download is newer than the snapshot
    noWeights,    ///< no safetensors; `weights` says what was found instead
    undecided,    ///< several revisions and no ref names one: the person must choose
    absent,       ///< the ref names a commit that has no snapshot, or there is none at all
};

/// What a small, tolerant read of config.json tells; empty where it does not.
struct ConfigSummary {
    std::string modelType;     ///< "model_type"
    std::string dtype;         ///< "torch_dtype" or "dtype", also of text_config
    std::string architecture;  ///< the first of "architectures"
    std::string quantMethod;   ///< "quantization_config.quant_method": fp8, awq, gptq ...
    bool isMlx = false;        ///< "quantization" stands there: already converted
    int mlxBits = 0;           ///< "bits" of that; 0: not told
};

/// One model found on disk. Cheap: names, sizes and config.json; no weight file was opened.
struct CachedModel {
    ModelKind kind = ModelKind::cache;
    std::string repoId;          ///< "org/name"; for a plain folder the folder's own name
    std::filesystem::path root;  ///< models--org--name, or the folder itself
    std::vector<CachedRevision> revisions;  ///< newest first; empty for a plain folder
    std::optional<std::size_t> current;  ///< index of the revision that the fields below describe
    std::filesystem::path folder;        ///< where config.json and the weights are; may be empty

    std::uint64_t bytes = 0;         ///< on disk, all revisions, each file counted once
    std::uint64_t currentBytes = 0;  ///< of `folder` alone
    ModelState state = ModelState::absent;
    std::vector<std::string> missing;  ///< relative names, sorted; a dangling link is missing
    bool hasAllWeights = false;        ///< config.json and every weight file are there
    bool downloadInProgress = false;
    WeightFormat weights = WeightFormat::none;
    ConfigSummary config;
    std::vector<std::string> warnings;  ///< sentences: a strange ref, an index that points outside
};

/// Looks at every root. Never fails: what cannot be read becomes a warning or is left out. Sorted
/// by repo id, then by folder. When stopped it returns what it has so far.
[[nodiscard]] std::vector<CachedModel> scanCache(const std::vector<CacheRoot>& roots,
                                                 StopToken stop);

/// The model in a plain folder. Errors: notFound (no folder, or no config.json and no weights).
Result<CachedModel> inspectFolder(const std::filesystem::path& folder);

/// Whether dropping `path` could add a model. Asks only what exists: fit for a drag handler.
/// Accepts what modelAt accepts.
[[nodiscard]] bool looksLikeModelFolder(const std::filesystem::path& path);

/// The model that a dropped path means: a model folder, a file in one, models--org--name, or
/// one of its snapshots (then that revision is current). Errors: notFound.
Result<CachedModel> modelAt(const std::filesystem::path& path);

/// "org/name" or "org/name@revision" in the first root that has it. Upper and lower case need not
/// be those of the folder, which stands for the repo's own spelling.
/// Errors: invalidArgument, notFound.
Result<CachedModel> findRepo(std::string_view reference, const std::vector<CacheRoot>& roots);

/// `model` with another of its revisions as the current one (the answer to `undecided`).
/// REQUIRES: index < model.revisions.size()
[[nodiscard]] CachedModel withRevision(CachedModel model, std::size_t index);

}  // namespace quince
