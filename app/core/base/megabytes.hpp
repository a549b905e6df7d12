#pragma once

#include <cstdint>
#include <string>

namespace quince {

/// "12 MB" for a sentence: millions of bytes, rounded up, so that something is never 0 MB.
[[nodiscard]] inline std::string megabytes(std::uint64_t bytes) {
    constexpr std::uint64_t mega = 1'000'000;
    return std::to_string(bytes / mega + (bytes % mega == 0 ? 0 : 1)) + " MB";
}

}  // namespace quince
