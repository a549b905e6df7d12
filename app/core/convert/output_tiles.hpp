#pragma once

#include "core/convert/open_files.hpp"
#include "core/convert/tile_encoder.hpp"
#include "core/convert/tiles.hpp"

#include <quince/plan.hpp>
#include <quince/result.hpp>

#include <cstdint>
#include <filesystem>
#include <vector>

namespace quince {

/// Paths of the shards that `layout` wants in `folder`, in its order.
[[nodiscard]] std::vector<std::filesystem::path> shardPaths(const OutputLayout& layout,
                                                            const std::filesystem::path& folder);

/// Creates, or takes over, the shard files with header and full size, disk space set aside.
/// Errors: mismatch (a header that is not as planned), io, diskFull.
[[nodiscard]] Status createShards(const ConversionPlan& plan, const OutputLayout& layout,
                                  const std::filesystem::path& folder);

/// Writes what the encoder made of `tile` to its places and gives the XXH3-64 of these bytes.
/// Thread-safe for different tiles. Errors: io, diskFull.
[[nodiscard]] Result<std::uint64_t> writeTile(const ConversionPlan& plan,
                                              const OutputLayout& layout, const Tile& tile,
                                              const TileEncoder& encoder, OpenFiles& shards);

/// The same hash of what stands in the files. `buffer` is working memory. Errors: io.
[[nodiscard]] Result<std::uint64_t> hashTile(const ConversionPlan& plan, const OutputLayout& layout,
                                             const Tile& tile, OpenFiles& shards,
                                             std::vector<std::byte>& buffer);

}  // namespace quince
