#pragma once

#include "core/model/weight_files.hpp"

#include <cstdint>
#include <set>
#include <string_view>

namespace quince {

inline constexpr std::string_view weightIndexName = "model.safetensors.index.json";

/// What an index says, the shards not looked for yet.
struct WeightIndex {
    std::vector<std::string> names;          ///< of the shards, sorted
    std::vector<IndexEntry> entries;         ///< sorted by tensor
    std::optional<std::uint64_t> totalSize;  ///< "total_size" of its metadata
};

/// Reads an index. A shard's name must be that of a .safetensors file directly in the folder.
/// Errors: notFound, io, malformed.
Result<WeightIndex> readWeightIndex(const std::filesystem::path& path);

/// Only the files that an index names, whatever their names: a scan has no use for its hundred
/// thousand tensors. Errors: notFound, io, malformed.
Result<std::set<std::string>> readIndexedFiles(const std::filesystem::path& path);

}  // namespace quince
