#pragma once

#include <quince/safetensors.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace quince {

/// Bytes of a tensor of that type and shape. Nothing if the shape has a negative dimension, if a
/// product overflows, or if elements of 4 or 6 bits do not fill whole bytes.
std::optional<std::uint64_t> tensorBytes(DType dtype, const Shape& shape);

/// A name from a file that nobody has checked, fit for a sentence: in quotes, control characters
/// as '?', long ones cut.
std::string inQuotes(const std::string& name);

}  // namespace quince
