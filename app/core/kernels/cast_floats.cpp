#include "core/kernels/references.hpp"
#include "core/kernels/simd_config.hpp"

#include <quince/kernels.hpp>

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>

// clang-format off: the order is Highway's
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/cast_floats.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

#if !QUINCE_SCALAR_TARGET
#include "core/kernels/floats-inl.h"
#endif

HWY_BEFORE_NAMESPACE();
namespace quince {
namespace HWY_NAMESPACE {

#if QUINCE_SCALAR_TARGET

void castDifferingFloats(DType from, const std::uint8_t* source, DType to, std::uint8_t* target,
                         std::size_t count) {
    castFloatsReference(from, source, to, target, count);
}

#else

template <class From, class To>
void castAs(const std::uint8_t* source, std::uint8_t* target, std::size_t count) {
    std::size_t i = 0;
    for (; i + floatLanes <= count; i += floatLanes) {
        To::store(From::load(source + i * From::bytes), target + i * To::bytes);
    }
    if (i < count) {
        std::uint8_t rest[floatLanes * sizeof(float)] = {};
        std::memcpy(rest, source + i * From::bytes, (count - i) * From::bytes);
        storeFirst<To>(From::load(rest), count - i, target + i * To::bytes);
    }
}

void castDifferingFloats(DType from, const std::uint8_t* source, DType to, std::uint8_t* target,
                         std::size_t count) {
    if (from == DType::bf16) {
        return to == DType::f32 ? castAs<BF16, F32>(source, target, count)
                                : castAs<BF16, F16>(source, target, count);
    }
    if (from == DType::f16) {
        return to == DType::f32 ? castAs<F16, F32>(source, target, count)
                                : castAs<F16, BF16>(source, target, count);
    }
    return to == DType::f16 ? castAs<F32, F16>(source, target, count)
                            : castAs<F32, BF16>(source, target, count);
}

#endif

}  // namespace HWY_NAMESPACE
}  // namespace quince
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace quince {

HWY_EXPORT(castDifferingFloats);

void castFloats(DType from, const void* source, DType to, void* target, std::size_t count) {
    assert(isFloat(from) && isFloat(to));
    if (count == 0) {
        return;
    }
    if (from == to) {
        std::memcpy(target, source, count * bytesPerElement(from));
        return;
    }
    HWY_DYNAMIC_DISPATCH(castDifferingFloats)
    (from, static_cast<const std::uint8_t*>(source), to, static_cast<std::uint8_t*>(target), count);
}

}  // namespace quince

#endif  // HWY_ONCE
