#pragma once

#include "core/convert/column_norms.hpp"
#include "core/convert/source_reader.hpp"
#include "core/convert/tiles.hpp"

#include <quince/plan.hpp>
#include <quince/result.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace quince {

/// Makes the bytes of one tile after the other: gather, cast, encode. A tile that was read can be
/// encoded for several plans. Its memory grows to the largest tile once and is then used again. For
/// one thread; make one for each worker.
class TileEncoder {
public:
    /// REQUIRES: all outlive the encoder; the plan's views were checked (checkView).
    TileEncoder(const ConversionPlan& plan, OpenFiles& shards, ColumnNorms& norms);

    /// Reads the tile's elements and decodes and rearranges them. Errors: as SourceReader::readAt.
    [[nodiscard]] Status read(const Tile& tile);

    /// Makes the bytes of the tile that was read last. REQUIRES: a plan of the same blueprint
    void encode(const ConversionPlan& plan, const Tile& tile);

    /// The bytes that encode() made for rangesOf(plan, tile).items[index].
    [[nodiscard]] std::span<const std::byte> made(std::size_t index) const { return m_made[index]; }

    /// The elements that these were made of, before quantization, in the plan's dtype.
    [[nodiscard]] std::span<const std::byte> elements() const { return m_rounded; }

    /// Whether a finite one of them became infinite: float16 ends at 65504.
    [[nodiscard]] bool tooLarge() const { return m_tooLarge; }

    /// The tile's elements before quantization, in the plan's dtype. Errors: as read.
    [[nodiscard]] Result<std::span<const std::byte>> source(const Tile& tile);

    [[nodiscard]] std::uint64_t bytesRead() const { return m_reader.bytesRead(); }

private:
    [[nodiscard]] Status gather(const TensorView& view, std::uint64_t first, std::uint64_t count,
                                std::vector<std::byte>& buffer);
    /// Leaves the tile's elements, in the source's dtype, in m_elements.
    [[nodiscard]] Status form(const Tile& tile);
    /// Decodes a tile of a packed weight, from its three tensors, to F32, or to the plan's dtype
    /// where that is how mlx-lm rounds.
    [[nodiscard]] Status decodePacked(const Tile& tile);
    /// Elements of one of the three, as floats of `dtype` when they are floats.
    [[nodiscard]] Status readPart(const Tile& part, DType dtype, std::vector<std::byte>& to);
    /// What was read, rounded to the plan's dtype where it is floats.
    [[nodiscard]] std::span<const std::byte> rounded(const ConversionPlan& plan, const Tile& tile);
    void formCodes(std::size_t inputs);
    [[nodiscard]] Status formUnitColumns(const Tile& tile, std::size_t columns);
    [[nodiscard]] Status formBiases(const Tile& tile, std::size_t groups);

    const ConversionPlan& m_plan;
    SourceReader m_reader;
    ColumnNorms& m_norms;
    std::vector<std::byte> m_scratch;
    std::vector<std::byte> m_gathered;
    std::vector<std::byte> m_formed;
    std::vector<std::byte> m_cast;
    std::vector<std::byte> m_castAgain;
    std::vector<std::byte> m_encoded;
    std::array<std::vector<std::byte>, 3> m_parts;  ///< words, scales and biases of a packed tile
    std::vector<float> m_row;
    std::vector<float> m_wide;
    std::span<const std::byte> m_elements;  ///< as read, in m_gathered or m_formed
    std::span<const std::byte> m_rounded;   ///< the same for the plan of the last encode()
    DType m_dtype = DType::f32;             ///< of m_elements
    bool m_tooLarge = false;
    std::array<std::span<const std::byte>, 3> m_made{};
};

}  // namespace quince
