#pragma once

#include "core/model/weight_files.hpp"

#include <quince/safetensors.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace quince {

/// The tensors of all shards, sorted by name, names unique. Takes them out of `headers`, of
/// which there is one for each name of `files`. Of a tensor in several shards, the one in the
/// shard that the index names stays; without the index's word it is an error, because the two
/// may differ. A tensor that the index names but the shard lacks is an error, one that the index
/// does not name is not; adds to `warnings`. Errors: malformed.
Result<std::vector<TensorInfo>> mergeShards(const WeightFiles& files,
                                            const std::filesystem::path& folder,
                                            std::vector<SafetensorsHeader>& headers,
                                            std::vector<std::string>& warnings);

}  // namespace quince
