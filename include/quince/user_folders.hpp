#pragma once

#include <quince/environment.hpp>

#include <filesystem>

namespace quince {

/// Where a person's own architecture files are looked for: `quince/architectures` in
/// $XDG_CONFIG_HOME or ~/.config, ~/Library/Application Support/Quince/architectures on macOS,
/// %APPDATA%\Quince\architectures on Windows. Need not exist.
[[nodiscard]] std::filesystem::path architecturesFolder(const Environment& environment);

/// Where Quince keeps what it can fetch or reckon again: `quince` in $XDG_CACHE_HOME or ~/.cache,
/// ~/Library/Caches/Quince on macOS, %LOCALAPPDATA%\Quince\cache on Windows. Need not exist.
[[nodiscard]] std::filesystem::path ownCacheFolder(const Environment& environment);

}  // namespace quince
