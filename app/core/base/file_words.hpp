#pragma once

#include <quince/result.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace quince::words {

/// What every system's File says when something fails; the system's own reason follows.
std::string cannotOpen(const std::filesystem::path& path);
std::string cannotOpenForWriting(const std::filesystem::path& path);
std::string cannotCreate(const std::filesystem::path& path);
std::string cannotRead(const std::filesystem::path& path, std::size_t bytes, std::uint64_t offset);
std::string cannotWrite(const std::filesystem::path& path, std::size_t bytes, std::uint64_t offset);
std::string cannotAskForSize(const std::filesystem::path& path);
std::string cannotResize(const std::filesystem::path& path, std::uint64_t bytes);
std::string cannotReserve(const std::filesystem::path& path, std::uint64_t bytes);
std::string cannotSync(const std::filesystem::path& path);

Error closedError();
Error notRegularError(const std::filesystem::path& path);
/// The file ended at byte `end`, in the middle of what was to be read.
Error tooShortError(const std::filesystem::path& path, std::uint64_t end, std::size_t bytes,
                    std::uint64_t offset);

}  // namespace quince::words
