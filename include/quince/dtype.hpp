#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace quince {

/// The element types of safetensors. The order is that of the table below.
enum class DType : std::uint8_t {
    boolean,
    u8,
    i8,
    u16,
    i16,
    u32,
    i32,
    u64,
    i64,
    f4,
    f6e2m3,
    f6e3m2,
    f8e5m2,
    f8e4m3,
    f8e8m0,
    f16,
    bf16,
    f32,
    f64,
    c64,
};

struct DTypeTraits {
    DType dtype;
    std::string_view name;      ///< as safetensors headers spell it
    std::string_view longName;  ///< as config.json spells it, or a plain word
    int bits;
    bool isFloat;  ///< MLX counts it as floating: cast by --dtype, may be quantized
};

/// Source: safetensors `safetensors/src/tensor.rs` (names and widths); MLX treats F8_* as bytes.
inline constexpr std::array<DTypeTraits, 20> dtypeTable{{
    {DType::boolean, "BOOL", "bool", 8, false},
    {DType::u8, "U8", "uint8", 8, false},
    {DType::i8, "I8", "int8", 8, false},
    {DType::u16, "U16", "uint16", 16, false},
    {DType::i16, "I16", "int16", 16, false},
    {DType::u32, "U32", "uint32", 32, false},
    {DType::i32, "I32", "int32", 32, false},
    {DType::u64, "U64", "uint64", 64, false},
    {DType::i64, "I64", "int64", 64, false},
    {DType::f4, "F4", "float4", 4, false},
    {DType::f6e2m3, "F6_E2M3", "float6_e2m3", 6, false},
    {DType::f6e3m2, "F6_E3M2", "float6_e3m2", 6, false},
    {DType::f8e5m2, "F8_E5M2", "float8_e5m2", 8, false},
    {DType::f8e4m3, "F8_E4M3", "float8_e4m3", 8, false},
    {DType::f8e8m0, "F8_E8M0", "float8_e8m0", 8, false},
    {DType::f16, "F16", "float16", 16, true},
    {DType::bf16, "BF16", "bfloat16", 16, true},
    {DType::f32, "F32", "float32", 32, true},
    {DType::f64, "F64", "float64", 64, false},
    {DType::c64, "C64", "complex64", 64, false},
}};

constexpr const DTypeTraits& traits(DType dtype) {
    return dtypeTable[static_cast<std::size_t>(dtype)];
}

/// F16, BF16 or F32: what can be cast and quantized.
constexpr bool isFloat(DType dtype) {
    return traits(dtype).isFloat;
}

/// REQUIRES: a dtype of whole bytes (every one but F4 and F6).
constexpr std::uint64_t bytesPerElement(DType dtype) {
    return static_cast<std::uint64_t>(traits(dtype).bits) / 8;
}

/// By safetensors name ("BF16").
constexpr std::optional<DType> dtypeFromName(std::string_view name) {
    for (const DTypeTraits& row : dtypeTable) {
        if (row.name == name) {
            return row.dtype;
        }
    }
    return std::nullopt;
}

}  // namespace quince
