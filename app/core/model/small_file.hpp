#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

namespace quince {

/// The whole of a regular file (links followed) of at most `limit` bytes, without a UTF-8 byte
/// order mark. Nothing if it is missing, larger, unreadable, or a pipe or device.
std::optional<std::string> readSmallFile(const std::filesystem::path& path, std::size_t limit);

}  // namespace quince
