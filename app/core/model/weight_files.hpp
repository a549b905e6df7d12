#pragma once

#include <quince/result.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace quince {

struct FolderListing;

/// One line of an index: which shard a tensor is in.
struct IndexEntry {
    std::string tensor;
    std::size_t shard = 0;  ///< index into WeightFiles::names
};

/// The safetensors files that make up a model folder.
struct WeightFiles {
    std::vector<std::string> names;  ///< plain names in the folder, sorted; each is there
    std::optional<std::vector<IndexEntry>> index;  ///< sorted by tensor
    std::optional<std::uint64_t> totalSize;        ///< bytes of all tensors, as the index says
    std::vector<std::string> warnings;
};

/// Chooses the weights of `folder`. The first of these that there is:
///
///   model.safetensors.index.json     the shards it names
///   model.safetensors                that file
///   NAME-00001-of-000NN.safetensors  the full set, NAME "model" before any other
///   model*.safetensors               all of them (what mlx-lm reads), with a warning
///   NAME.safetensors                 if it is the only one
///
/// Adapters and Mistral's consolidated files are no candidates. A link to a file that is not
/// there is a missing file. Errors: notFound (naming what is missing), io, malformed,
/// unsupported (weights in another format).
Result<WeightFiles> findWeightFiles(const std::filesystem::path& folder);

/// The same where the files are those of `listing`, whatever is in `folder`; only the index is read
/// from there.
Result<WeightFiles> findWeightFiles(const FolderListing& listing,
                                    const std::filesystem::path& folder);

}  // namespace quince
