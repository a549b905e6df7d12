#include "core/kernels/references.hpp"
#include "core/kernels/simd_config.hpp"

#include <quince/kernels.hpp>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>

// clang-format off: the order is Highway's
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/refine_affine.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

// The search multiplies and adds at once. Where no instruction does, the twin takes its time.
#undef QUINCE_REFINE_SCALAR
#define QUINCE_REFINE_SCALAR (QUINCE_SCALAR_TARGET || HWY_TARGET == HWY_SSE4)
#if !QUINCE_SCALAR_TARGET
#include "core/kernels/quantize_affine-inl.h"
#include "core/kernels/refine_search-inl.h"
#endif

HWY_BEFORE_NAMESPACE();
namespace quince {
namespace HWY_NAMESPACE {

#if QUINCE_REFINE_SCALAR

void refine(DType dtype, const std::uint8_t* weights, std::size_t groups, int groupSize, int bits,
            const ColumnImportance& importance, std::uint8_t* packed, std::uint8_t* scales,
            std::uint8_t* biases) {
    refineAffineReference(dtype, weights, groups, groupSize, bits, importance, packed, scales,
                          biases);
}

#else

/// Group after group, in F32.
struct GroupRows {
    HWY_ALIGN float values[largestGroup * floatLanes];
};

/// Blocks of four values: block b from `from` and 4 * b rows further.
template <class D>
HWY_INLINE hn::Vec<D> loadBlocks(D d, const float* from, std::size_t rowSize) {
    if constexpr (hn::MaxLanes(d) <= 4) {
        return hn::Load(d, from);
    } else {
        const hn::Half<D> half;
        return hn::Combine(d, loadBlocks(half, from + hn::MaxLanes(half) * rowSize, rowSize),
                           loadBlocks(half, from, rowSize));
    }
}

/// Those of one group after the other to one group per lane.
void toLanes(const GroupRows& rows, std::size_t size, GroupLanes& lanes) {
    const Floats d;
    const hn::Repartition<double, Floats> pairs;
    const auto asPairs = [&](FloatVector vector) { return hn::BitCast(pairs, vector); };
    for (std::size_t i = 0; i < size; i += 4) {
        const float* const from = rows.values + i;
        const FloatVector a = loadBlocks(d, from, size);
        const FloatVector b = loadBlocks(d, from + size, size);
        const FloatVector c = loadBlocks(d, from + 2 * size, size);
        const FloatVector e = loadBlocks(d, from + 3 * size, size);
        const auto lowAb = asPairs(hn::InterleaveLower(d, a, b));
        const auto lowCe = asPairs(hn::InterleaveLower(d, c, e));
        const auto highAb = asPairs(hn::InterleaveUpper(d, a, b));
        const auto highCe = asPairs(hn::InterleaveUpper(d, c, e));
        float* const to = lanes.values + i * floatLanes;
        hn::Store(hn::BitCast(d, hn::InterleaveLower(pairs, lowAb, lowCe)), d, to);
        hn::Store(hn::BitCast(d, hn::InterleaveUpper(pairs, lowAb, lowCe)), d, to + floatLanes);
        hn::Store(hn::BitCast(d, hn::InterleaveLower(pairs, highAb, highCe)), d,
                  to + 2 * floatLanes);
        hn::Store(hn::BitCast(d, hn::InterleaveUpper(pairs, highAb, highCe)), d,
                  to + 3 * floatLanes);
    }
}

/// In place of a divider: the search's own places on the grid, so that the codes are its own.
struct OnGrid {
    Positions positions;

    HWY_INLINE FloatVector quotient(FloatVector weight) const { return positions.of(weight); }
};

template <int bits>
void writeCodes(const float* weights, std::size_t size, float scale, float bias,
                std::uint8_t* packed) {
    constexpr std::size_t portion = 32;
    const Floats d;
    const OnGrid grid{{hn::Div(hn::Set(d, 1.0F), hn::Set(d, scale)), hn::Set(d, bias)}};
    for (std::size_t i = 0; i < size; i += portion) {
        encodeGroup<F32, bits, portion>(reinterpret_cast<const std::uint8_t*>(weights + i), 0.0F,
                                        grid, packed + i * bits / 8);
    }
}

template <class Format>
void refineFormat(DType dtype, const std::uint8_t* weights, std::size_t groups, std::size_t size,
                  int bits, const ColumnImportance& importance, std::uint8_t* packed,
                  std::uint8_t* scales, std::uint8_t* biases) {
    const auto write = bits == 2   ? writeCodes<2>
                       : bits == 3 ? writeCodes<3>
                       : bits == 4 ? writeCodes<4>
                       : bits == 5 ? writeCodes<5>
                       : bits == 6 ? writeCodes<6>
                                   : writeCodes<8>;
    const RefineEffort effort = refineEffort(bits);
    const std::size_t packedBytes = size * static_cast<std::size_t>(bits) / 8;
    GroupRows rows = {};
    GroupRows columns = {};
    GroupLanes lanes;
    GroupLanes columnLanes = {};
    HWY_ALIGN float scale[floatLanes];
    HWY_ALIGN float bias[floatLanes];
    for (std::size_t done = 0; done < groups; done += floatLanes) {
        const std::size_t batch = std::min(floatLanes, groups - done);
        for (std::size_t i = 0; i < batch * size; i += floatLanes) {
            hn::Store(Format::load(weights + (done * size + i) * Format::bytes), Floats(),
                      rows.values + i);
        }
        toLanes(rows, size, lanes);
        std::uint64_t found = 0;
        const auto searchWith = [&](auto&& search) {
            const auto better = search.run(effort);
            hn::Store(search.best().scale, Floats(), scale);
            hn::Store(search.best().bias, Floats(), bias);
            std::uint8_t bytes[8] = {};
            hn::StoreMaskBits(Floats(), better, bytes);
            std::memcpy(&found, bytes, sizeof(found));
        };
        if (importance.values != nullptr) {
            for (std::size_t i = 0; i < batch; ++i) {
                const std::size_t group = (importance.firstGroup + done + i) % importance.rowGroups;
                std::copy_n(importance.values + group * size, size, columns.values + i * size);
            }
            toLanes(columns, size, columnLanes);
            searchWith(Search<Format, true>(lanes, columnLanes, size, bits));
        } else {
            searchWith(Search<Format, false>(lanes, columnLanes, size, bits));
        }
        for (std::size_t i = 0; i < batch; ++i) {
            const std::size_t group = done + i;
            std::uint8_t* const groupScale = scales + group * Format::bytes;
            std::uint8_t* const groupBias = biases + group * Format::bytes;
            std::uint8_t* const codes = packed + group * packedBytes;
            if ((found >> i & 1) != 0) {
                write(rows.values + i * size, size, scale[i], bias[i], codes);
                storeFirst<Format>(hn::Set(Floats(), scale[i]), 1, groupScale);
                storeFirst<Format>(hn::Set(Floats(), bias[i]), 1, groupBias);
            } else {
                quantizeAffine(dtype, weights + group * size * Format::bytes, 1,
                               static_cast<int>(size), bits, codes, groupScale, groupBias);
            }
        }
    }
}

void refine(DType dtype, const std::uint8_t* weights, std::size_t groups, int groupSize, int bits,
            const ColumnImportance& importance, std::uint8_t* packed, std::uint8_t* scales,
            std::uint8_t* biases) {
    const auto refineIn = dtype == DType::f32   ? refineFormat<F32>
                          : dtype == DType::f16 ? refineFormat<F16>
                                                : refineFormat<BF16>;
    refineIn(dtype, weights, groups, static_cast<std::size_t>(groupSize), bits, importance, packed,
             scales, biases);
}

#endif

}  // namespace HWY_NAMESPACE
}  // namespace quince
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace quince {

HWY_EXPORT(refine);

void refineAffine(DType dtype, const void* weights, std::size_t groups, int groupSize, int bits,
                  const ColumnImportance& importance, std::uint8_t* packed, void* scales,
                  void* biases) {
    assert(isFloat(dtype) && isAffineBits(bits) && isAffineGroupSize(groupSize));
    HWY_DYNAMIC_DISPATCH(refine)
    (dtype, static_cast<const std::uint8_t*>(weights), groups, groupSize, bits, importance, packed,
     static_cast<std::uint8_t*>(scales), static_cast<std::uint8_t*>(biases));
}

}  // namespace quince

#endif  // HWY_ONCE
