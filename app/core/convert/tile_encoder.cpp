#include "core/convert/tile_encoder.hpp"

#include "core/convert/awq.hpp"
#include "core/convert/encode_groups.hpp"
#include "core/convert/gather.hpp"

#include <quince/kernels.hpp>

#include <cmath>

namespace quince {
namespace {

std::span<std::byte> room(std::vector<std::byte>& buffer, std::size_t bytes) {
    if (buffer.size() < bytes) {
        buffer.resize(bytes);
    }
    return std::span(buffer).first(bytes);
}

/// Buffers come from operator new, which aligns for every type of element.
std::span<std::uint32_t> wordsOf(std::span<std::byte> bytes) {
    return {reinterpret_cast<std::uint32_t*>(bytes.data()), bytes.size() / 4};
}

std::span<const std::uint32_t> wordsOf(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const std::uint32_t*>(bytes.data()), bytes.size() / 4};
}

/// Whether rounding to F16 made an infinity of a number.
bool becameInfinite(DType from, std::span<const std::byte> before,
                    std::span<const std::byte> after) {
    const std::size_t step = bytesPerElement(from);
    for (std::size_t i = 0; i + 1 < after.size(); i += 2) {
        const bool infinite =
            (after[i + 1] & std::byte{0x7F}) == std::byte{0x7C} && after[i] == std::byte{0};
        if (!infinite) {
            continue;
        }
        float value = 0;
        castFloats(from, before.data() + i / 2 * step, DType::f32, &value, 1);
        if (std::isfinite(value)) {
            return true;
        }
    }
    return false;
}

}  // namespace

TileEncoder::TileEncoder(const ConversionPlan& plan, OpenFiles& shards, ColumnNorms& norms)
    : m_plan(plan),
      m_reader(sourceTensors(plan), shards),
      m_norms(norms),
      m_scratch(gatherScratchBytes) {}

Status TileEncoder::gather(const TensorView& view, std::uint64_t first, std::uint64_t count,
                           std::vector<std::byte>& buffer) {
    const std::span<std::byte> out = room(buffer, count * bytesPerElement(view.dtype));
    return gatherElements(view, m_reader, first, count, out, m_scratch);
}

Status TileEncoder::read(const Tile& tile) {
    return m_plan.tensors[tile.tensor].packed ? decodePacked(tile) : form(tile);
}

Status TileEncoder::form(const Tile& tile) {
    const ModelTensor& tensor = modelTensor(m_plan, tile.tensor);
    const bool biases = tensor.form == SourceForm::awqBiases;
    const std::uint64_t words = biases ? tile.count / 8 : tile.count;
    if (Status status =
            gather(tensor.view, biases ? tile.first / 8 : tile.first, words, m_gathered);
        !status) {
        return status;
    }
    m_dtype = tensor.view.dtype;
    m_elements = std::span(m_gathered).first(words * bytesPerElement(m_dtype));
    switch (tensor.form) {
        case SourceForm::plain:
            return {};
        case SourceForm::awqCodes:
            formCodes(static_cast<std::size_t>(tensor.shape.back()) * 8);
            return {};
        case SourceForm::awqBiases:
            return formBiases(tile, static_cast<std::size_t>(tensor.shape.back()));
        case SourceForm::unitColumns:
            return formUnitColumns(tile, static_cast<std::size_t>(tensor.shape.back()));
    }
    return {};
}

void TileEncoder::formCodes(std::size_t inputs) {
    const std::span<std::byte> codes = room(m_formed, m_elements.size());
    repackAwqCodes(wordsOf(m_elements), inputs, wordsOf(codes));
    m_elements = codes;
}

Status TileEncoder::formBiases(const Tile& tile, std::size_t groups) {
    const TensorView& scales = *modelTensor(m_plan, tile.tensor).second;
    if (Status status = gather(scales, tile.first, tile.count, m_cast); !status) {
        return status;
    }
    m_row.resize(groups);
    const std::span<std::byte> biases = room(m_formed, tile.count * bytesPerElement(scales.dtype));
    awqBiases(wordsOf(m_elements), groups, scales.dtype, m_cast.data(), biases.data(), m_row);
    m_dtype = scales.dtype;
    m_elements = biases;
    return {};
}

Status TileEncoder::formUnitColumns(const Tile& tile, std::size_t columns) {
    const auto norms = m_norms.of(tile.tensor);
    if (!norms) {
        return norms.error();
    }
    m_wide.resize(tile.count);
    castFloats(m_dtype, m_elements.data(), DType::f32, m_wide.data(), tile.count);
    std::size_t column = tile.first % columns;
    for (float& value : m_wide) {
        value /= (**norms)[column];
        column = column + 1 == columns ? 0 : column + 1;
    }
    const std::span<std::byte> out = room(m_formed, tile.count * bytesPerElement(m_dtype));
    castFloats(DType::f32, m_wide.data(), m_dtype, out.data(), tile.count);
    m_elements = out;
    return {};
}

std::span<const std::byte> TileEncoder::rounded(const ConversionPlan& plan, const Tile& tile) {
    std::span<const std::byte> elements = m_elements;
    DType dtype = m_dtype;
    const auto cast = [&](DType wanted, std::vector<std::byte>& buffer) {
        if (isFloat(dtype) && isFloat(wanted) && dtype != wanted) {
            const std::span<std::byte> out = room(buffer, tile.count * bytesPerElement(wanted));
            castFloats(dtype, elements.data(), wanted, out.data(), tile.count);
            elements = out;
            dtype = wanted;
        }
    };
    // Two steps where the source format itself rounds first (AWQ casts all to its scales' dtype).
    cast(modelTensor(plan, tile.tensor).dtype, m_cast);
    cast(plan.tensors[tile.tensor].dtype, m_castAgain);
    return elements;
}

Result<std::span<const std::byte>> TileEncoder::source(const Tile& tile) {
    if (Status status = read(tile); !status) {
        return std::move(status).error();
    }
    return rounded(m_plan, tile);
}

Status TileEncoder::readPart(const Tile& part, DType dtype, std::vector<std::byte>& to) {
    if (Status status = form(part); !status) {
        return status;
    }
    // Two steps, as in rounded().
    std::span<const std::byte> elements = m_elements;
    DType from = m_dtype;
    for (const DType wanted : {modelTensor(m_plan, part.tensor).dtype, dtype}) {
        if (isFloat(from) && isFloat(wanted) && from != wanted) {
            std::vector<std::byte>& buffer =
                elements.data() == m_cast.data() ? m_castAgain : m_cast;
            const std::span<std::byte> out = room(buffer, part.count * bytesPerElement(wanted));
            castFloats(from, elements.data(), wanted, out.data(), part.count);
            elements = out;
            from = wanted;
        }
    }
    to.assign(elements.begin(), elements.end());
    return {};
}

/// mlx_lm's dequantize_model casts the scales first and decodes in their dtype. What is quantized
/// anew is decoded in F32 and rounded once.
Status TileEncoder::decodePacked(const Tile& tile) {
    constexpr std::uint64_t wordBits = 32;
    const TensorPlan& tensor = m_plan.tensors[tile.tensor];
    const PackedWeight& packed = *tensor.packed;
    const auto bits = static_cast<std::uint64_t>(packed.quant.bits);
    const auto size = static_cast<std::uint64_t>(packed.quant.groupSize);
    const std::uint64_t groups = tile.count / size;
    const bool affine = packed.quant.mode == QuantMode::affine;
    const DType work = affine && m_plan.recipe.dequantize ? tensor.dtype : DType::f32;

    auto& [words, scales, biases] = m_parts;
    const Tile wordTile{tile.tensor, tile.first * bits / wordBits, tile.count * bits / wordBits};
    Status status = readPart(wordTile, DType::u32, words);
    if (status) {
        status = readPart({packed.scales, tile.first / size, groups}, work, scales);
    }
    if (status && affine) {
        status = readPart({*packed.biases, tile.first / size, groups}, work, biases);
    }
    if (!status) {
        return status;
    }

    const std::span<std::byte> out = room(m_gathered, tile.count * bytesPerElement(work));
    const auto* codes = reinterpret_cast<const std::uint8_t*>(words.data());
    if (affine) {
        dequantizeAffine(work, codes, scales.data(), biases.data(), groups, packed.quant.groupSize,
                         packed.quant.bits, out.data());
    } else {
        dequantizeBlocks(packed.quant.mode, work, codes,
                         reinterpret_cast<const std::uint8_t*>(scales.data()), groups, out.data());
    }
    m_elements = out;
    m_dtype = work;
    return {};
}

void TileEncoder::encode(const ConversionPlan& plan, const Tile& tile) {
    m_rounded = rounded(plan, tile);
    const TensorPlan& tensor = plan.tensors[tile.tensor];
    m_tooLarge = tensor.dtype == DType::f16 && (m_dtype == DType::bf16 || m_dtype == DType::f32) &&
                 becameInfinite(m_dtype, m_elements, m_rounded);
    if (!tensor.quant) {
        m_made[0] = m_rounded;
        return;
    }
    const TileRanges ranges = rangesOf(plan, tile);
    std::span<std::byte> left = room(m_encoded, ranges.bytes());
    std::array<std::byte*, 3> to{};
    for (std::size_t i = 0; i < ranges.count; ++i) {
        m_made[i] = left.first(ranges.items[i].bytes);
        to[i] = left.data();
        left = left.subspan(ranges.items[i].bytes);
    }
    const auto groupSize = static_cast<std::size_t>(tensor.quant->groupSize);
    encodeGroups(plan.recipe.method, *tensor.quant, tensor.dtype, m_rounded.data(),
                 tile.count / groupSize, reinterpret_cast<std::uint8_t*>(to[0]), to[1], to[2],
                 plan.importance ? &plan.importance->tensors[tile.tensor] : nullptr,
                 tile.first / groupSize);
}

}  // namespace quince
