#pragma once

#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace hub {

/// A regular file of `bytes` bytes, links followed. False for what is not there.
[[nodiscard]] bool isWholeFile(const std::filesystem::path& path, std::uint64_t bytes);

/// A name that no other process and no other call uses: ".quince-<process>-<number>-<tag>". The
/// tag, since in a container each process may have the same number, and one that was killed leaves
/// its files behind.
[[nodiscard]] std::string uniqueName();

/// 8 hex digits that differ between processes and calls.
[[nodiscard]] std::string uniqueTag();

/// Makes a folder and those above it. Errors: io, diskFull.
quince::Status makeFolders(const std::filesystem::path& folder);

/// Gives `from` the name `to`, replacing what is there. Errors: io.
quince::Status moveFile(const std::filesystem::path& from, const std::filesystem::path& to);

/// Replaces `path` by a file holding `text`: written and synced in `workFolder`, which is on the
/// same volume and where nobody looks for it, then renamed. Several processes may do it at once.
/// Errors: io, diskFull.
quince::Status replaceFile(const std::filesystem::path& path, std::string_view text,
                           const std::filesystem::path& workFolder);

/// Copies contents, never a link, and syncs them; `to` is replaced. Errors: io, diskFull, stopped;
/// then `to` is gone.
quince::Status copyContents(const std::filesystem::path& from, const std::filesystem::path& to,
                            const quince::StopToken& stop);

}  // namespace hub
