#pragma once

#include <filesystem>

namespace quince {

/// Swaps two folders on one volume in one step, so that both names always stand for something.
/// False when nothing was done: not every system and file system can.
[[nodiscard]] bool exchangeFolders(const std::filesystem::path& a, const std::filesystem::path& b);

}  // namespace quince
