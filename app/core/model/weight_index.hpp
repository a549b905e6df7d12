#pragma once

#include "core/model/weight_files.hpp"

namespace quince {

/// What model.safetensors.index.json says, the shards not looked for yet.
struct WeightIndex {
    std::vector<std::string> names;   ///< of the shards, sorted
    std::vector<IndexEntry> entries;  ///< sorted by tensor
};

/// Reads an index. A shard's name must be that of a .safetensors file directly in the folder.
/// Errors: notFound, io, malformed.
Result<WeightIndex> readWeightIndex(const std::filesystem::path& path);

}  // namespace quince
