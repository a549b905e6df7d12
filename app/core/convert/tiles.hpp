#pragma once

#include "core/convert/source_tensors.hpp"

#include <quince/architecture.hpp>
#include <quince/plan.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace quince {

/// Source bytes of a tile, about. Part of the journal's fingerprint: tiles of another size are
/// other tiles.
inline constexpr std::uint64_t tileBytes = std::uint64_t{2} << 20;

/// Elements [first, first + count) of tensor `tensor` of the blueprint, in row-major order.
/// Whole quantization groups always, whole rows unless one row is longer than a tile.
struct Tile {
    std::uint32_t tensor = 0;
    std::uint64_t first = 0;
    std::uint64_t count = 0;

    friend bool operator==(const Tile&, const Tile&) = default;
};

/// A piece of an output tensor: bytes [offset, offset + bytes) of it.
struct OutputRange {
    std::uint32_t output = 0;  ///< index into ConversionPlan::outputs
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;
};

/// What a tile makes: one range, or those of weight, scales and biases.
struct TileRanges {
    std::array<OutputRange, 3> items{};
    std::size_t count = 0;

    [[nodiscard]] std::span<const OutputRange> all() const { return {items.data(), count}; }
    [[nodiscard]] std::uint64_t bytes() const;
};

/// The model tensor that a tile belongs to.
[[nodiscard]] const ModelTensor& modelTensor(const ConversionPlan& plan, std::uint32_t tensor);

/// The shape of what is encoded: the model tensor's, or that of the weight decoded from it.
[[nodiscard]] const Shape& weightShape(const ConversionPlan& plan, std::uint32_t tensor);

/// What the views of a plan's tensors speak of.
[[nodiscard]] SourceTensors sourceTensors(const ConversionPlan& plan);

/// Cuts the whole plan, in the order of the output files so that writes run forward. The same
/// plan and layout give the same tiles, whatever the machine.
[[nodiscard]] std::vector<Tile> cutTiles(const ConversionPlan& plan, const OutputLayout& layout);

/// Where a tile's bytes stand. Pure arithmetic; the ranges of all tiles cover each output once.
[[nodiscard]] TileRanges rangesOf(const ConversionPlan& plan, const Tile& tile);

}  // namespace quince
