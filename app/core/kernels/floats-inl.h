// Vector loads and stores of F32, F16 and BF16, equal to the scalar conversions in
// float_formats.hpp. Included once per target.

// clang-format off: the include guard toggles, and the order is Highway's
#if defined(QUINCE_FLOATS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef QUINCE_FLOATS_INL_H
#undef QUINCE_FLOATS_INL_H
#else
#define QUINCE_FLOATS_INL_H
#endif
// clang-format on

#include <hwy/highway.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

HWY_BEFORE_NAMESPACE();
namespace quince {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::ScalableTag<float>;
using Words = hn::RebindToUnsigned<Floats>;
using Bytes = hn::Repartition<std::uint8_t, Floats>;
using Halfwords = hn::Rebind<std::uint16_t, Floats>;  // as many lanes as Floats
using FloatVector = hn::Vec<Floats>;
using WordVector = hn::Vec<Words>;

inline constexpr std::size_t floatLanes = hn::MaxLanes(Floats());

/// Loads and stores go through bytes: the memory may lie anywhere.
template <class D>
HWY_INLINE hn::Vec<D> loadBytes(D d, const std::uint8_t* from) {
    return hn::BitCast(d, hn::LoadU(hn::Repartition<std::uint8_t, D>(), from));
}

template <class D>
HWY_INLINE void storeBytes(D, hn::Vec<D> vector, std::uint8_t* to) {
    const hn::Repartition<std::uint8_t, D> bytes;
    hn::StoreU(hn::BitCast(bytes, vector), bytes, to);
}

HWY_INLINE FloatVector asFloats(WordVector words) {
    return hn::BitCast(Floats(), words);
}
HWY_INLINE WordVector asWords(FloatVector floats) {
    return hn::BitCast(Words(), floats);
}
HWY_INLINE WordVector word(std::uint32_t value) {
    return hn::Set(Words(), value);
}

/// Elements 0, 2, 4 ... and 1, 3, 5 ... of 2 * floatLanes consecutive ones.
struct EvenOdd {
    FloatVector even;
    FloatVector odd;
};

// Each format: bytes per element; whether the lower 16 bits of any NaN that comes from it are zero;
// load and store of floatLanes elements; loadEvenOdd of twice as many, loadAnyOrder the same where
// it does not matter which element is where; `rounded`, the value that a store followed by a load
// gives.

struct F32 {
    static constexpr std::size_t bytes = 4;
    static constexpr bool nanEndsInZeros = false;

    static HWY_INLINE FloatVector load(const std::uint8_t* from) {
        return loadBytes(Floats(), from);
    }
    static HWY_INLINE void store(FloatVector value, std::uint8_t* to) {
        storeBytes(Floats(), value, to);
    }
    static HWY_INLINE EvenOdd loadEvenOdd(const std::uint8_t* from) {
        const FloatVector low = load(from);
        const FloatVector high = load(from + bytes * floatLanes);
        return {hn::ConcatEven(Floats(), high, low), hn::ConcatOdd(Floats(), high, low)};
    }
    static HWY_INLINE EvenOdd loadAnyOrder(const std::uint8_t* from) {
        return {load(from), load(from + bytes * floatLanes)};
    }
    static HWY_INLINE FloatVector rounded(FloatVector value) { return value; }
};

struct BF16 {
    static constexpr std::size_t bytes = 2;
    static constexpr bool nanEndsInZeros = true;

    /// The pattern in the upper half of each word, the lower half undefined.
    static HWY_INLINE WordVector narrowToUpperHalf(FloatVector value) {
        const WordVector bits = asWords(value);
        const WordVector lowestKept = hn::And(hn::ShiftRight<16>(bits), word(1));
        const WordVector nearestEven = hn::Add(bits, hn::Add(word(0x7FFF), lowestKept));
        return hn::IfThenElse(hn::RebindMask(Words(), hn::IsNaN(value)), word(0x7FC00000),
                              nearestEven);
    }
    static HWY_INLINE FloatVector load(const std::uint8_t* from) {
        const WordVector bits = hn::PromoteTo(Words(), loadBytes(Halfwords(), from));
        return asFloats(hn::ShiftLeft<16>(bits));
    }
    static HWY_INLINE void store(FloatVector value, std::uint8_t* to) {
        const WordVector bits = hn::ShiftRight<16>(narrowToUpperHalf(value));
        storeBytes(Halfwords(), hn::TruncateTo(Halfwords(), bits), to);
    }
    /// No shuffle: in a word of two elements the odd one is already in place as a float.
    static HWY_INLINE EvenOdd loadEvenOdd(const std::uint8_t* from) {
        const WordVector pairs = loadBytes(Words(), from);
        return {asFloats(hn::ShiftLeft<16>(pairs)), asFloats(hn::And(pairs, word(0xFFFF0000)))};
    }
    static HWY_INLINE EvenOdd loadAnyOrder(const std::uint8_t* from) { return loadEvenOdd(from); }
    static HWY_INLINE FloatVector rounded(FloatVector value) {
        return asFloats(hn::And(narrowToUpperHalf(value), word(0xFFFF0000)));
    }
};

struct F16 {
    static constexpr std::size_t bytes = 2;
    static constexpr bool nanEndsInZeros = false;

// The F16C instructions round and treat NaN as float_formats.hpp does.
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3
    using Halves = hn::Rebind<hwy::float16_t, Floats>;

    static HWY_INLINE FloatVector load(const std::uint8_t* from) {
        return hn::PromoteTo(Floats(), loadBytes(Halves(), from));
    }
    static HWY_INLINE void store(FloatVector value, std::uint8_t* to) {
        storeBytes(Halves(), hn::DemoteTo(Halves(), value), to);
    }
    static HWY_INLINE FloatVector rounded(FloatVector value) {
        return hn::PromoteTo(Floats(), hn::DemoteTo(Halves(), value));
    }
#else
    /// From patterns in the lower half of each word, the upper half zero.
    static HWY_INLINE FloatVector widen(WordVector half) {
        const WordVector sign = hn::ShiftLeft<16>(hn::And(half, word(0x8000)));
        const WordVector shifted = hn::ShiftLeft<13>(hn::And(half, word(0x7FFF)));
        // Exponent 31 (infinity, NaN) becomes 255, any other grows by 112.
        const auto special = hn::Gt(shifted, word(0x0F7FFFFF));
        const auto isNaN = hn::Gt(shifted, word(0x0F800000));
        const WordVector grown = hn::Add(shifted, word(112u << 23));
        const WordVector infinite = hn::Or(shifted, word(0x7F800000));
        const WordVector quiet = hn::IfThenElseZero(isNaN, word(0x00400000));
        const WordVector normal = hn::IfThenElse(special, hn::Or(infinite, quiet), grown);
        // Exponent 0: 2^-14 * (1 + fraction) less 2^-14 is the denormal, exactly.
        const FloatVector smallestNormal = asFloats(word(113u << 23));
        const FloatVector denormal =
            hn::Sub(asFloats(hn::Or(shifted, word(113u << 23))), smallestNormal);
        const auto tiny = hn::Lt(shifted, word(1u << 23));
        const WordVector magnitude = hn::IfThenElse(tiny, asWords(denormal), normal);
        return asFloats(hn::Or(magnitude, sign));
    }
    /// The steps of floatToHalf, all branches computed.
    static HWY_INLINE WordVector narrow(FloatVector value) {
        const WordVector bits = asWords(value);
        const WordVector sign = hn::And(hn::ShiftRight<16>(bits), word(0x8000));
        const WordVector magnitude = hn::And(bits, word(0x7FFFFFFF));
        const WordVector payload = hn::And(hn::ShiftRight<13>(magnitude), word(0x3FF));
        const WordVector quiet = hn::Or(payload, word(0x7E00));
        const FloatVector shifted = hn::Add(asFloats(magnitude), hn::Set(Floats(), 0.5f));
        const WordVector denormal = hn::Sub(asWords(shifted), word(0x3F000000));
        const WordVector lowestKept = hn::And(hn::ShiftRight<13>(magnitude), word(1));
        const WordVector rebiased = hn::Sub(magnitude, word((112u << 23) - 0xFFF));
        const WordVector normal = hn::ShiftRight<13>(hn::Add(rebiased, lowestKept));

        WordVector half = hn::IfThenElse(hn::Lt(magnitude, word(0x38800000)), denormal, normal);
        half = hn::IfThenElse(hn::Gt(magnitude, word(0x477FFFFF)), word(0x7C00), half);
        half = hn::IfThenElse(hn::Gt(magnitude, word(0x7F800000)), quiet, half);
        return hn::Or(half, sign);
    }
    static HWY_INLINE FloatVector load(const std::uint8_t* from) {
        return widen(hn::PromoteTo(Words(), loadBytes(Halfwords(), from)));
    }
    static HWY_INLINE void store(FloatVector value, std::uint8_t* to) {
        storeBytes(Halfwords(), hn::TruncateTo(Halfwords(), narrow(value)), to);
    }
    static HWY_INLINE FloatVector rounded(FloatVector value) {
        return widen(narrow(value));
    }
#endif

    static HWY_INLINE EvenOdd loadEvenOdd(const std::uint8_t* from) {
        const FloatVector low = load(from);
        const FloatVector high = load(from + bytes * floatLanes);
        return {hn::ConcatEven(Floats(), high, low), hn::ConcatOdd(Floats(), high, low)};
    }
    static HWY_INLINE EvenOdd loadAnyOrder(const std::uint8_t* from) {
        return {load(from), load(from + bytes * floatLanes)};
    }
};

/// See float_formats.hpp.
HWY_INLINE FloatVector withCanonicalNaN(FloatVector value) {
    return hn::IfThenElse(hn::IsNaN(value), asFloats(word(0x7FC00000)), value);
}

/// Stores only the first `count` elements; `count` <= floatLanes.
template <class Format>
HWY_INLINE void storeFirst(FloatVector value, std::size_t count, std::uint8_t* to) {
    if (count == floatLanes) {
        Format::store(value, to);
        return;
    }
    std::uint8_t buffer[floatLanes * sizeof(float)];
    Format::store(value, buffer);
    std::memcpy(to, buffer, count * Format::bytes);
}

}  // namespace HWY_NAMESPACE
}  // namespace quince
HWY_AFTER_NAMESPACE();

#endif
