#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace cli {

/// "4.62 GB": decimal units, as Hugging Face and the Finder count; three digits.
[[nodiscard]] std::string bytesText(std::uint64_t bytes);
/// "8.19 B", "135 M": parameters.
[[nodiscard]] std::string countText(std::uint64_t count);
/// "8.3 s", "2 min 5 s", "1 h 20 min".
[[nodiscard]] std::string durationText(double seconds);
/// "16 GB" of memory: binary, as Apple names it.
[[nodiscard]] std::string memoryText(std::uint64_t bytes);
[[nodiscard]] std::string fixed(double value, int decimals);

/// UTF-8 on every system.
[[nodiscard]] std::string pathText(const std::filesystem::path& path);

/// Rows of text in columns; the first row is the heading. Columns named in `right` are
/// right-aligned. The last column is not padded.
[[nodiscard]] std::string table(const std::vector<std::vector<std::string>>& rows,
                                const std::vector<std::size_t>& right);

}  // namespace cli
