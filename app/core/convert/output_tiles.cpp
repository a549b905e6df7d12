#include "core/convert/output_tiles.hpp"

#include <quince/safetensors.hpp>

#include <xxhash.h>

#include <algorithm>
#include <memory>
#include <span>

namespace quince {
namespace {

/// From this size on a range is handed to the disk at once; smaller ones share pages with their
/// neighbours, which would be written twice.
constexpr std::uint64_t worthWriteback = std::uint64_t{1} << 18;

/// XXH3-64 over several ranges as if they were one.
class RangeHash {
public:
    RangeHash() : m_state(XXH3_createState(), &XXH3_freeState) { XXH3_64bits_reset(m_state.get()); }
    void add(std::span<const std::byte> bytes) {
        XXH3_64bits_update(m_state.get(), bytes.data(), bytes.size());
    }
    [[nodiscard]] std::uint64_t result() const { return XXH3_64bits_digest(m_state.get()); }

private:
    std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> m_state;
};

}  // namespace

std::vector<std::filesystem::path> shardPaths(const OutputLayout& layout,
                                              const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> paths;
    for (const OutputShard& shard : layout.shards) {
        paths.push_back(folder / shard.fileName);
    }
    return paths;
}

Status createShards(const ConversionPlan& plan, const OutputLayout& layout,
                    const std::filesystem::path& folder) {
    for (const OutputShard& shard : layout.shards) {
        std::vector<TensorSpec> tensors;
        for (std::uint32_t i = 0; i < shard.outputCount; ++i) {
            const OutputTensor& output = plan.outputs[shard.firstOutput + i];
            tensors.push_back({output.name, output.dtype, output.shape});
        }
        const Result<SafetensorsWriter> writer = SafetensorsWriter::create(
            folder / shard.fileName, tensors, {{"format", "mlx"}}, /*keepExisting=*/true);
        if (!writer) {
            return writer.error();
        }
        for (std::uint32_t i = 0; i < shard.outputCount; ++i) {
            if (writer->offsetOf(i) != layout.places[shard.firstOutput + i].offset) {
                return Error{ErrorCode::mismatch,
                             plan.outputs[shard.firstOutput + i].name +
                                 " does not stand where the layout says",
                             folder / shard.fileName};
            }
        }
    }
    return {};
}

Result<std::uint64_t> writeTile(const ConversionPlan& plan, const OutputLayout& layout,
                                const Tile& tile, const TileEncoder& encoder, OpenFiles& shards) {
    const TileRanges ranges = rangesOf(plan, tile);
    RangeHash hash;
    for (std::size_t i = 0; i < ranges.count; ++i) {
        const OutputRange& range = ranges.items[i];
        const OutputPlace& place = layout.places[range.output];
        const Result<std::shared_ptr<File>> file = shards.at(place.shard);
        if (!file) {
            return file.error();
        }
        Status written = (*file)->writeAt(place.offset + range.offset, encoder.made(i));
        if (!written) {
            return std::move(written).error().within(plan.outputs[range.output].name);
        }
        if (range.bytes >= worthWriteback) {
            (*file)->startWriteback(place.offset + range.offset, range.bytes);
        }
        hash.add(encoder.made(i));
    }
    return hash.result();
}

Result<std::uint64_t> hashTile(const ConversionPlan& plan, const OutputLayout& layout,
                               const Tile& tile, OpenFiles& shards,
                               std::vector<std::byte>& buffer) {
    constexpr std::uint64_t portion = std::uint64_t{1} << 18;
    buffer.resize(portion);
    RangeHash hash;
    for (const TileRanges ranges = rangesOf(plan, tile); const OutputRange& range : ranges.all()) {
        const OutputPlace& place = layout.places[range.output];
        const Result<std::shared_ptr<File>> file = shards.at(place.shard);
        if (!file) {
            return file.error();
        }
        for (std::uint64_t at = 0; at < range.bytes; at += portion) {
            const auto bytes = std::span(buffer).first(std::min(portion, range.bytes - at));
            Status read = (*file)->readAt(place.offset + range.offset + at, bytes);
            if (!read) {
                return std::move(read).error().within(plan.outputs[range.output].name);
            }
            hash.add(bytes);
        }
    }
    return hash.result();
}

}  // namespace quince
