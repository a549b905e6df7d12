#pragma once

#include "core/evaluate/attention.hpp"
#include "core/tokenizer/tokenizer.hpp"

#include <quince/result.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace quince {

/// Tokens of several windows, one after the other.
struct WindowedText {
    std::vector<std::uint32_t> tokens;
    std::vector<TextWindow> windows;
};

/// The beginning of a UTF-8 file, without a byte order mark: at least `atLeast` bytes if it has so
/// many (0: all), cut at the end of a line or of a character. Errors: notFound, io, malformed (not
/// UTF-8, or above 256 MB).
Result<std::string> readText(const std::filesystem::path& path, std::uint64_t atLeast);

/// Cuts `tokens` into windows of `context` tokens, each beginning with `prefix`. A last window of
/// less than two tokens is left out. REQUIRES: prefix.size() + 2 <= context
WindowedText cutWindows(std::span<const std::uint32_t> tokens,
                        std::span<const std::uint32_t> prefix, std::size_t context);

/// The next windows from `begin` on with at most `mostTokens` tokens, but at least one window;
/// gives where the following pass begins.
struct PassOfText {
    std::span<const std::uint32_t> tokens;
    std::vector<TextWindow> windows;  ///< counted from the first of `tokens`
    std::size_t next = 0;
};
PassOfText passFrom(const WindowedText& text, std::size_t begin, std::size_t mostTokens);

}  // namespace quince
