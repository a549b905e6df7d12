#include "core/convert/source_reader.hpp"

#include <quince/kernels.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace quince {
namespace {

std::uint64_t columnsOf(const DecodedTensor& tensor) {
    return tensor.shape.empty() ? 1 : static_cast<std::uint64_t>(tensor.shape.back());
}

}  // namespace

/// Fills `out` with elements [first, first + count) of `tensor`.
struct SourceReader::Decoder {
    SourceReader& reader;
    const DecodedTensor& tensor;
    std::uint64_t first;
    std::uint64_t count;
    std::span<std::byte> out;

    Status operator()(const decoding::Bytes&) const {
        return reader.readAt(tensor.source, first * bytesPerElement(tensor.dtype), out);
    }

    /// Reads the source's floats, which have the same dtype, changes them in F32, rounds back.
    template <typename Change>
    Status changeFloats(std::span<std::byte> bytes, std::uint64_t begin, std::uint64_t size,
                        Change change) const {
        if (Status status =
                reader.readAt(tensor.source, begin * bytesPerElement(tensor.dtype), bytes);
            !status) {
            return status;
        }
        reader.m_floats.resize(std::max<std::size_t>(reader.m_floats.size(), size));
        float* floats = reader.m_floats.data();
        castFloats(tensor.dtype, bytes.data(), DType::f32, floats, size);
        change(floats);
        castFloats(DType::f32, floats, tensor.dtype, bytes.data(), size);
        return {};
    }

    Status operator()(const decoding::Plus& how) const {
        return changeFloats(out, first, count, [&](float* values) {
            std::transform(values, values + count, values,
                           [&](float value) { return value + how.term; });
        });
    }

    Status operator()(const decoding::Times& how) const {
        return changeFloats(out, first, count, [&](float* values) {
            std::uint64_t runEnd = 0;
            std::uint64_t at = first;
            for (const decoding::Times::Rows& run : how.rows) {
                runEnd += run.count * columnsOf(tensor);
                for (; at < std::min(runEnd, first + count); ++at) {
                    values[at - first] *= run.factor;
                }
            }
        });
    }

    /// mlx_lm/models/baichuan_m1.py; MLX's CPU adds a contiguous row from left to right.
    Status operator()(const decoding::UnitRows&) const {
        const std::uint64_t columns = columnsOf(tensor);
        const std::uint64_t begin = first / columns * columns;
        const std::uint64_t end = (first + count + columns - 1) / columns * columns;
        const std::size_t elementBytes = bytesPerElement(tensor.dtype);
        reader.m_codes.resize(
            std::max<std::size_t>(reader.m_codes.size(), (end - begin) * elementBytes));
        const std::span<std::byte> whole =
            std::span(reader.m_codes).first((end - begin) * elementBytes);
        Status status = changeFloats(whole, begin, end - begin, [&](float* values) {
            for (float* row = values; row != values + (end - begin); row += columns) {
                float sum = 0;
                for (std::uint64_t i = 0; i < columns; ++i) {
                    sum += row[i] * row[i];
                }
                const float norm = std::sqrt(sum) + 1e-7F;
                std::transform(row, row + columns, row, [&](float value) { return value / norm; });
            }
        });
        const auto wanted = whole.subspan((first - begin) * elementBytes, out.size());
        std::copy(wanted.begin(), wanted.end(), out.begin());
        return status;
    }

    /// mlx_vlm/models/phi4mm/phi4mm.py, with the order of mlx/backend/cpu/gemms/simd_gemm.h.
    Status operator()(const decoding::PlusProduct& how) const {
        const std::uint64_t columns = columnsOf(tensor);
        const std::uint64_t firstRow = first / columns;
        const std::uint64_t rows = (first + count - 1) / columns + 1 - firstRow;
        Status matrices;
        Status status = changeFloats(out, first, count, [&](float* values) {
            constexpr std::size_t mostKept = 4;
            if (reader.m_matrices.size() > mostKept) {
                reader.m_matrices.clear();
            }
            const auto left = reader.matrix(how.left, firstRow * how.rank, rows * how.rank);
            const auto right = reader.matrix(how.right, 0, how.rank * columns);
            if (!left || !right) {
                matrices = left ? right.error() : left.error();
                return;
            }
            for (std::uint64_t at = first; at < first + count;) {
                const std::uint64_t row = at / columns;
                const std::uint64_t column = at % columns;
                const std::uint64_t end = std::min(first + count, (row + 1) * columns);
                addRow(values + (at - first), end - at,
                       (*left)->data() + (row - firstRow) * how.rank, (*right)->data() + column,
                       how);
                at = end;
            }
        });
        return status ? matrices : status;
    }

    /// Adds `size` columns of one row of the product, whose factors begin at `left` and `right`.
    void addRow(float* values, std::uint64_t size, const float* left, const float* right,
                const decoding::PlusProduct& how) const {
        std::vector<float> sums(size, 0.0F);
        for (std::uint64_t k = 0; k < how.rank; ++k) {
            const float* const terms = right + k * columnsOf(tensor);
            for (std::uint64_t j = 0; j < size; ++j) {
                sums[j] += left[k] * terms[j];
            }
        }
        round(sums);
        std::transform(sums.begin(), sums.end(), sums.begin(),
                       [&](float sum) { return sum * how.factor; });
        round(sums);
        std::transform(sums.begin(), sums.end(), values, values, std::plus<>());
    }

    void round(std::vector<float>& values) const {
        std::vector<std::byte> narrow(values.size() * bytesPerElement(tensor.dtype));
        castFloats(DType::f32, values.data(), tensor.dtype, narrow.data(), values.size());
        castFloats(tensor.dtype, narrow.data(), DType::f32, values.data(), values.size());
    }

    Status operator()(const decoding::Float8& how) const {
        const std::uint64_t columns = columnsOf(tensor);
        // The scale of element i stands in this row of scales.
        const auto scaleRow = [&](std::uint64_t i) {
            const std::uint64_t row = i / columns;
            return row / how.matrixRows * how.scaleRows + row % how.matrixRows / how.blockRows;
        };
        const std::uint64_t firstScale = scaleRow(first) * how.scaleColumns;
        const std::uint64_t scaleCount =
            (scaleRow(first + count - 1) + 1) * how.scaleColumns - firstScale;
        const Result<std::span<const float>> scales =
            reader.scales(how.scales, firstScale, scaleCount);
        if (!scales) {
            return scales.error();
        }
        reader.m_codes.resize(std::max<std::size_t>(reader.m_codes.size(), count));
        const std::span<std::byte> codes = std::span(reader.m_codes).first(count);
        if (Status status = reader.readAt(tensor.source, first, codes); !status) {
            return status;
        }
        const DType from = reader.m_tensors.dtype(tensor.source);
        reader.m_floats.resize(std::max<std::size_t>(reader.m_floats.size(), count));
        for (std::uint64_t done = 0; done < count;) {
            const std::uint64_t column = (first + done) % columns;
            const std::uint64_t block = column / how.blockColumns;
            const std::uint64_t blockEnd = std::min(columns, (block + 1) * how.blockColumns);
            const std::uint64_t run = std::min(count - done, blockEnd - column);
            const std::uint64_t scale = scaleRow(first + done) * how.scaleColumns + block;
            decodeFloat8(from, reinterpret_cast<const std::uint8_t*>(codes.data()) + done,
                         (*scales)[scale - firstScale], reader.m_floats.data() + done, run);
            done += run;
        }
        const auto* values = reader.m_floats.data();
        if (std::any_of(values, values + count, [](float value) { return std::isnan(value); })) {
            return Error{ErrorCode::malformed, tensor.name + " holds NaN", {}};
        }
        castFloats(DType::f32, values, tensor.dtype, out.data(), count);
        return {};
    }
};

SourceReader::SourceReader(const SourceTensors& tensors, OpenFiles& shards)
    : m_tensors(tensors), m_shards(shards) {}

Status SourceReader::readAt(std::uint32_t tensor, std::uint64_t offset, std::span<std::byte> out) {
    if (const TensorInfo* stored = m_tensors.stored(tensor)) {
        return readStored(*stored, offset, out);
    }
    const DecodedTensor& decoded = m_tensors.computed(tensor);
    const std::size_t elementBytes = bytesPerElement(decoded.dtype);
    return out.empty() ? Status{}
                       : std::visit(Decoder{*this, decoded, offset / elementBytes,
                                            out.size() / elementBytes, out},
                                    decoded.how);
}

Status SourceReader::readStored(const TensorInfo& tensor, std::uint64_t offset,
                                std::span<std::byte> out) {
    if (!m_file || m_shard != tensor.shard) {
        Result<std::shared_ptr<File>> file = m_shards.at(tensor.shard);
        if (!file) {
            return std::move(file).error().within(tensor.name);
        }
        m_file = std::move(*file);
        m_shard = tensor.shard;
    }
    m_bytesRead += out.size();
    Status status = m_file->readAt(tensor.begin + offset, out);
    return status ? Status{} : Status(std::move(status).error().within(tensor.name));
}

Result<const std::vector<float>*> SourceReader::matrix(std::uint32_t tensor, std::uint64_t first,
                                                       std::uint64_t count) {
    const std::pair<std::uint32_t, std::uint64_t> key{tensor, first};
    auto found = m_matrices.find(key);
    if (found == m_matrices.end() || found->second.size() != count) {
        const DType dtype = m_tensors.dtype(tensor);
        std::vector<std::byte> bytes(count * bytesPerElement(dtype));
        if (Status status = readAt(tensor, first * bytesPerElement(dtype), bytes); !status) {
            return std::move(status).error();
        }
        std::vector<float> numbers(count);
        castFloats(dtype, bytes.data(), DType::f32, numbers.data(), count);
        found = m_matrices.insert_or_assign(key, std::move(numbers)).first;
    }
    return &found->second;
}

Result<std::span<const float>> SourceReader::scales(std::uint32_t tensor, std::uint64_t first,
                                                    std::uint64_t count) {
    const bool kept = !m_scales.empty() && m_scaleTensor == tensor && m_firstScale <= first &&
                      first + count <= m_firstScale + m_scales.size();
    if (!kept) {
        const DType dtype = m_tensors.dtype(tensor);
        m_scaleBytes.resize(count * bytesPerElement(dtype));
        m_scales.clear();
        if (Status status = readAt(tensor, first * bytesPerElement(dtype), m_scaleBytes); !status) {
            return std::move(status).error();
        }
        m_scales.resize(count);
        castFloats(dtype, m_scaleBytes.data(), DType::f32, m_scales.data(), count);
        m_scaleTensor = tensor;
        m_firstScale = first;
    }
    return std::span<const float>(m_scales).subspan(first - m_firstScale, count);
}

}  // namespace quince
