#include "core/format/tensor_size.hpp"

#include <limits>

namespace quince {

namespace {

constexpr std::uint64_t maximum = std::numeric_limits<std::uint64_t>::max();

}  // namespace

std::string shapeText(const Shape& shape) {
    std::string text = "[";
    for (const std::int64_t dimension : shape) {
        if (text.size() > 1) {
            text += ", ";
        }
        text += std::to_string(dimension);
    }
    return text + "]";
}

std::uint64_t elementCount(const Shape& shape) {
    std::uint64_t count = 1;
    for (const std::int64_t dimension : shape) {
        count *= static_cast<std::uint64_t>(dimension);
    }
    return count;
}

std::optional<std::uint64_t> tensorBytes(DType dtype, const Shape& shape) {
    // The product of the dimensions that are not 0 must fit too: strides are made of it.
    std::uint64_t count = 1;
    bool isEmpty = false;
    for (const std::int64_t dimension : shape) {
        if (dimension < 0) {
            return std::nullopt;
        }
        if (dimension == 0) {
            isEmpty = true;
            continue;
        }
        if (count > maximum / static_cast<std::uint64_t>(dimension)) {
            return std::nullopt;
        }
        count *= static_cast<std::uint64_t>(dimension);
    }
    const auto bits = static_cast<std::uint64_t>(traits(dtype).bits);
    if (count > maximum / bits) {
        return std::nullopt;
    }
    if (isEmpty) {
        return 0;
    }
    if (count * bits % 8 != 0) {
        return std::nullopt;
    }
    return count * bits / 8;
}

std::string inQuotes(const std::string& name) {
    constexpr std::size_t longest = 200;
    std::string text = "'";
    for (const char letter : name.substr(0, longest)) {
        text += static_cast<unsigned char>(letter) < 0x20 ? '?' : letter;
    }
    return text + (name.size() > longest ? "...'" : "'");
}

}  // namespace quince
