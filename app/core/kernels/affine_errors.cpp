#include "core/kernels/affine_errors.hpp"

#include "core/kernels/float_formats.hpp"
#include "core/kernels/simd_config.hpp"

#include <quince/kernels.hpp>

#include <array>
#include <cassert>
#include <cstring>

// clang-format off: the order is Highway's
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/affine_errors.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

#if !QUINCE_SCALAR_TARGET
#include "core/kernels/lane_sums-inl.h"
#endif

HWY_BEFORE_NAMESPACE();
namespace quince {
namespace HWY_NAMESPACE {

#if QUINCE_SCALAR_TARGET

SourceSums errorsOfAffine(DType dtype, const std::uint8_t* weights, const std::uint8_t* packed,
                          const std::uint8_t* scales, const std::uint8_t* biases,
                          std::size_t groups, int groupSize, int bits, float* errors) {
    return affineErrorsReference(dtype, weights, packed, scales, biases, groups, groupSize, bits,
                                 errors);
}

#else

/// A block of memory that a vector is filled with again and again.
inline constexpr std::size_t blockBytes = 16;

/// Where each of 16 codes stands in their 2 * bits bytes: the two bytes that hold it, for a shuffle
/// inside blocks (0x80 gives 0), and how far it must be shifted down then.
template <int bits>
struct CodePlaces {
    HWY_ALIGN std::array<std::uint8_t, 4 * sumLanes> bytes{};
    HWY_ALIGN std::array<std::uint32_t, sumLanes> shifts{};

    CodePlaces() {
        for (std::size_t i = 0; i < sumLanes; ++i) {
            const std::size_t bit = i * bits;
            const std::size_t next = bit / 8 + 1;
            bytes[4 * i] = static_cast<std::uint8_t>(bit / 8);
            bytes[4 * i + 1] = static_cast<std::uint8_t>(next < blockBytes ? next : 0x80);
            bytes[4 * i + 2] = 0x80;
            bytes[4 * i + 3] = 0x80;
            shifts[i] = static_cast<std::uint32_t>(bit % 8);
        }
    }
};

/// Takes 16 codes apart.
template <int bits>
class CodeReader {
public:
    explicit HWY_INLINE CodeReader(const CodePlaces<bits>& places) {
        for (std::size_t j = 0; j < sumVectors; ++j) {
            m_bytes[j] = hn::Load(Bytes(), places.bytes.data() + 4 * j * floatLanes);
            m_shifts[j] = hn::Load(Words(), places.shifts.data() + j * floatLanes);
        }
    }

    /// Codes j * floatLanes and on of those in `block`.
    HWY_INLINE FloatVector codes(hn::Vec<Bytes> block, std::size_t j) const {
        const WordVector pair = hn::BitCast(Words(), hn::TableLookupBytesOr0(block, m_bytes[j]));
        const WordVector code = hn::And(hn::Shr(pair, m_shifts[j]), word((1U << bits) - 1));
        return hn::ConvertTo(Floats(), hn::BitCast(hn::RebindToSigned<Floats>(), code));
    }

private:
    hn::Vec<Bytes> m_bytes[sumVectors];
    WordVector m_shifts[sumVectors];
};

/// A block with the 2 * bits bytes at `packed` in front; `whole`: sixteen may be read there.
template <int bits>
HWY_INLINE hn::Vec<Bytes> codeBlock(const std::uint8_t* packed, bool whole) {
    if (whole) {
        return hn::LoadDup128(Bytes(), packed);
    }
    HWY_ALIGN std::uint8_t block[blockBytes] = {};
    std::memcpy(block, packed, 2 * bits);
    return hn::LoadDup128(Bytes(), block);
}

template <class Format, int bits>
SourceSums errorsOfGroups(DType dtype, const std::uint8_t* weights, const std::uint8_t* packed,
                          const std::uint8_t* scales, const std::uint8_t* biases,
                          std::size_t groups, std::size_t size, float* errors) {
    const Floats d;
    const CodePlaces<bits> places;
    const CodeReader<bits> reader(places);
    const std::uint8_t* const end = packed + groups * size * bits / 8;
    FloatVector energy[sumVectors];
    for (FloatVector& sum : energy) {
        sum = hn::Zero(d);
    }
    FloatVector largest = hn::Zero(d);
    for (std::size_t group = 0; group < groups; ++group) {
        const FloatVector scale = hn::Set(d, loadFloat(dtype, scales, group));
        const FloatVector bias = hn::Set(d, loadFloat(dtype, biases, group));
        FloatVector error[sumVectors];
        for (FloatVector& sum : error) {
            sum = hn::Zero(d);
        }
        for (std::size_t i = 0; i < size; i += sumLanes) {
            const auto left = static_cast<std::size_t>(end - packed);
            const auto block = codeBlock<bits>(packed, left >= blockBytes);
            for (std::size_t j = 0; j < sumVectors; ++j) {
                const FloatVector value = Format::load(weights + j * floatLanes * Format::bytes);
                const FloatVector product = hn::Mul(reader.codes(block, j), scale);
                const FloatVector difference = hn::Sub(value, hn::Add(product, bias));
                error[j] = hn::Add(error[j], hn::Mul(difference, difference));
                energy[j] = hn::Add(energy[j], hn::Mul(value, value));
                largest = hn::Max(largest, hn::Abs(value));
            }
            packed += 2 * bits;
            weights += sumLanes * Format::bytes;
        }
        errors[group] = addedUp(error);
    }
    return {addedUp(energy), hn::GetLane(hn::MaxOfLanes(d, largest))};
}

template <class Format>
SourceSums errorsOfFormat(DType dtype, const std::uint8_t* weights, const std::uint8_t* packed,
                          const std::uint8_t* scales, const std::uint8_t* biases,
                          std::size_t groups, std::size_t size, int bits, float* errors) {
    const auto errorsAtBits = bits == 2   ? errorsOfGroups<Format, 2>
                              : bits == 3 ? errorsOfGroups<Format, 3>
                              : bits == 4 ? errorsOfGroups<Format, 4>
                              : bits == 5 ? errorsOfGroups<Format, 5>
                              : bits == 6 ? errorsOfGroups<Format, 6>
                                          : errorsOfGroups<Format, 8>;
    return errorsAtBits(dtype, weights, packed, scales, biases, groups, size, errors);
}

SourceSums errorsOfAffine(DType dtype, const std::uint8_t* weights, const std::uint8_t* packed,
                          const std::uint8_t* scales, const std::uint8_t* biases,
                          std::size_t groups, int groupSize, int bits, float* errors) {
    const auto errorsOfDType = dtype == DType::f32   ? errorsOfFormat<F32>
                               : dtype == DType::f16 ? errorsOfFormat<F16>
                                                     : errorsOfFormat<BF16>;
    return errorsOfDType(dtype, weights, packed, scales, biases, groups,
                         static_cast<std::size_t>(groupSize), bits, errors);
}

#endif

}  // namespace HWY_NAMESPACE
}  // namespace quince
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace quince {

HWY_EXPORT(errorsOfAffine);

SourceSums affineErrors(DType dtype, const void* weights, const std::uint8_t* packed,
                        const void* scales, const void* biases, std::size_t groups, int groupSize,
                        int bits, float* errors) {
    assert(isFloat(dtype) && isAffineBits(bits) && isAffineGroupSize(groupSize));
    return HWY_DYNAMIC_DISPATCH(errorsOfAffine)(dtype, static_cast<const std::uint8_t*>(weights),
                                                packed, static_cast<const std::uint8_t*>(scales),
                                                static_cast<const std::uint8_t*>(biases), groups,
                                                groupSize, bits, errors);
}

}  // namespace quince

#endif  // HWY_ONCE
