// Packing of codes into a little-endian bit stream and back, first code in the lowest bits.
// Included once per target.
//
//   bits   codes that fill whole bytes
//     2    4 in 1          8 -> 2 bytes
//     3    8 in 3
//     4    2 in 1          8 -> 4 bytes
//     5    8 in 5
//     6    4 in 3          8 -> 6 bytes
//     8    1 in 1
//
// So eight codes of any width fill `bits` bytes. Codes are joined two by two: neighbours in a lane
// of 16 bits, then of 32, then of 64, the upper one moved down next to the lower one.

// clang-format off: the include guard toggles, and the order is Highway's
#if defined(QUINCE_PACK_CODES_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef QUINCE_PACK_CODES_INL_H
#undef QUINCE_PACK_CODES_INL_H
#else
#define QUINCE_PACK_CODES_INL_H
#endif
// clang-format on

#include "core/kernels/floats-inl.h"

#include <hwy/highway.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

HWY_BEFORE_NAMESPACE();
namespace quince {
namespace HWY_NAMESPACE {

using DoubleWords = hn::Repartition<std::uint64_t, Floats>;
inline constexpr std::size_t doubleWordLanes = hn::MaxLanes(DoubleWords());

template <typename T>
constexpr T lowBits(int count) {
    return static_cast<T>(~std::uint64_t{0} >> (64 - count));
}

/// Packs 2 * floatLanes codes, two per word: code 2i in the lowest `bits` bits of lane i, code
/// 2i + 1 in the next ones, anything above. Writes floatLanes * bits / 4 bytes.
template <int bits>
HWY_INLINE void packPairs(WordVector pairs, std::uint8_t* packed) {
    if constexpr (bits == 8) {
        storeBytes(Halfwords(), hn::TruncateTo(Halfwords(), pairs), packed);
    } else if constexpr (bits == 4) {
        const hn::Rebind<std::uint8_t, Floats> narrow;
        hn::StoreU(hn::TruncateTo(narrow, pairs), narrow, packed);
    } else {
        const DoubleWords d;
        const auto words = hn::BitCast(d, hn::And(pairs, word(lowBits<std::uint32_t>(2 * bits))));
        const auto fours = hn::Or(words, hn::ShiftRight<32 - 2 * bits>(words));
        if constexpr (bits == 2) {
            const hn::Rebind<std::uint8_t, DoubleWords> narrow;
            hn::StoreU(hn::TruncateTo(narrow, fours), narrow, packed);
        } else {
            const auto clean = hn::And(fours, hn::Set(d, lowBits<std::uint64_t>(4 * bits)));
            const auto eights = hn::Or(clean, hn::ShiftLeft<4 * bits>(hn::Shuffle01(clean)));
            HWY_ALIGN std::uint64_t lanes[doubleWordLanes];
            hn::Store(eights, d, lanes);
            // Whole words where the bytes too many are overwritten by the next store.
            constexpr std::size_t step = bits;
            constexpr std::size_t last = (doubleWordLanes / 2 - 1) * step;
            for (std::size_t at = 0; at <= last; at += step) {
                if (at + 8 <= last + step) {
                    std::memcpy(packed + at, &lanes[at / step * 2], 8);
                } else {
                    std::memcpy(packed + at, &lanes[at / step * 2], step);
                }
            }
        }
    }
}

/// How many codes unpackCodes gives at once.
inline constexpr std::size_t unpackedCodes = 8 * doubleWordLanes;

/// Unpacks the first `count` codes, a multiple of 8, to one byte each. Reads count * bits / 8
/// bytes; the codes after `count` are 0. REQUIRES: count <= unpackedCodes.
template <int bits>
HWY_INLINE hn::Vec<Bytes> unpackCodes(const std::uint8_t* packed, std::size_t count) {
    HWY_ALIGN std::uint64_t lanes[doubleWordLanes] = {};
    for (std::size_t i = 0; i < count / 8; ++i) {
        std::memcpy(&lanes[i], packed + i * bits, bits);
    }
    // Each step moves the upper half of a lane's codes to the upper half of the lane.
    const DoubleWords d64;
    const auto eights = hn::Load(d64, lanes);
    const auto fours = hn::Or(hn::And(eights, hn::Set(d64, lowBits<std::uint64_t>(4 * bits))),
                              hn::ShiftLeft<32>(hn::ShiftRight<4 * bits>(eights)));
    const Words d32;
    const auto words = hn::BitCast(d32, fours);
    const auto pairs = hn::Or(hn::And(words, hn::Set(d32, lowBits<std::uint32_t>(2 * bits))),
                              hn::ShiftLeft<16>(hn::ShiftRight<2 * bits>(words)));
    const hn::Repartition<std::uint16_t, Floats> d16;
    const auto halfwords = hn::BitCast(d16, pairs);
    const auto codes = hn::Or(hn::And(halfwords, hn::Set(d16, lowBits<std::uint16_t>(bits))),
                              hn::ShiftLeft<8>(hn::ShiftRight<bits>(halfwords)));
    return hn::BitCast(Bytes(), codes);
}

}  // namespace HWY_NAMESPACE
}  // namespace quince
HWY_AFTER_NAMESPACE();

#endif
