#include "core/convert/encode_groups.hpp"

#include <quince/kernels.hpp>

#include <algorithm>
#include <array>

namespace quince {

namespace {

/// Each matrix of a stack has columns of its own, so groups of one call lie in one matrix.
void refineGroups(const QuantSpec& spec, DType dtype, const std::byte* weights, std::size_t groups,
                  std::uint8_t* codes, std::byte* scales, std::byte* biases,
                  const TensorImportance* importance, std::uint64_t firstGroup) {
    const auto size = static_cast<std::size_t>(spec.groupSize);
    const std::size_t elementBytes = bytesPerElement(dtype);
    const bool weighed = importance != nullptr && importance->squares.values;
    const std::uint64_t perMatrix = weighed ? importance->matrixWeights / size : 0;
    for (std::size_t done = 0; done < groups;) {
        ColumnImportance columns;
        std::size_t count = groups - done;
        if (weighed) {
            const std::uint64_t group = firstGroup + done;
            const std::uint64_t matrix = importance->squares.matrices == 1 ? 0 : group / perMatrix;
            columns.values = importance->squares.values->data() + matrix * importance->columns;
            columns.rowGroups = importance->columns / size;
            columns.firstGroup = group % columns.rowGroups;
            if (importance->squares.matrices > 1) {
                count = std::min<std::uint64_t>(count, perMatrix - group % perMatrix);
            }
        }
        const std::byte* const from = weights + done * size * elementBytes;
        std::uint8_t* const to = codes + done * affineGroupBytes(spec.groupSize, spec.bits);
        if (isBlockMode(spec.mode)) {  // a byte for each scale
            refineBlocks(spec.mode, dtype, from, count, columns, to,
                         reinterpret_cast<std::uint8_t*>(scales + done));
        } else {
            refineAffine(dtype, from, count, spec.groupSize, spec.bits, columns, to,
                         scales + done * elementBytes, biases + done * elementBytes);
        }
        done += count;
    }
}

}  // namespace

void encodeGroups(QuantMethod method, const QuantSpec& spec, DType dtype, const void* weights,
                  std::size_t groups, std::uint8_t* codes, void* scales, void* biases,
                  const TensorImportance* importance, std::uint64_t firstGroup) {
    if (method == QuantMethod::refined) {
        refineGroups(spec, dtype, static_cast<const std::byte*>(weights), groups, codes,
                     static_cast<std::byte*>(scales), static_cast<std::byte*>(biases), importance,
                     firstGroup);
        return;
    }
    if (isBlockMode(spec.mode)) {
        quantizeBlocks(spec.mode, dtype, weights, groups, codes,
                       static_cast<std::uint8_t*>(scales));
        return;
    }
    quantizeAffine(dtype, weights, groups, spec.groupSize, spec.bits, codes, scales, biases);
}

void decodeGroups(const QuantSpec& spec, DType dtype, const std::uint8_t* codes, const void* scales,
                  const void* biases, std::size_t groups, float* values) {
    if (isBlockMode(spec.mode)) {
        dequantizeBlocks(spec.mode, DType::f32, codes, static_cast<const std::uint8_t*>(scales),
                         groups, values);
        return;
    }
    // With scales widened the kernel for F32 computes what is wanted.
    constexpr std::size_t atOnce = 64;
    std::array<float, atOnce> wideScales{};
    std::array<float, atOnce> wideBiases{};
    const std::size_t step = bytesPerElement(dtype);
    for (std::size_t first = 0; first < groups; first += atOnce) {
        const std::size_t count = std::min(atOnce, groups - first);
        castFloats(dtype, static_cast<const std::byte*>(scales) + first * step, DType::f32,
                   wideScales.data(), count);
        castFloats(dtype, static_cast<const std::byte*>(biases) + first * step, DType::f32,
                   wideBiases.data(), count);
        dequantizeAffine(DType::f32, codes + first * affineGroupBytes(spec.groupSize, spec.bits),
                         wideScales.data(), wideBiases.data(), count, spec.groupSize, spec.bits,
                         values + first * static_cast<std::size_t>(spec.groupSize));
    }
}

}  // namespace quince
