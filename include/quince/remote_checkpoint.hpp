#pragma once

#include <quince/checkpoint.hpp>
#include <quince/result.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace quince {

// A checkpoint whose weights lie elsewhere, such as on the Hub. What is here of it is a folder with
//
//   config.json, generation_config.json and model.safetensors.index.json, those that there are
//   NAME.header for each safetensors file: its first bytes, up to the end of its header
//
// and a list of the model's files with their sizes.

/// A file of the model, wherever it lies.
struct RemoteFile {
    std::string name;  ///< relative, parts separated by '/'
    std::uint64_t bytes = 0;

    friend bool operator==(const RemoteFile&, const RemoteFile&) = default;
};

/// Names of the safetensors files that make up the model, sorted, chosen among `files` as
/// openCheckpoint chooses among those of a folder. Needs the index in `folder` if `files` has one.
/// Errors: as openCheckpoint.
Result<std::vector<std::string>> remoteWeightFiles(const std::filesystem::path& folder,
                                                   const std::vector<RemoteFile>& files);

/// Where openRemoteCheckpoint looks for the header of a safetensors file.
[[nodiscard]] std::filesystem::path remoteHeaderFile(const std::filesystem::path& folder,
                                                     std::string_view name);

/// How many bytes of a safetensors file of `fileBytes` are length and header, told by its first
/// eight bytes. Errors: malformed, as readSafetensorsHeader.
Result<std::uint64_t> safetensorsHeaderBytes(const std::array<std::byte, 8>& start,
                                             std::uint64_t fileBytes);

/// As openCheckpoint, with the same checks: all but the weights' bytes. Errors: as openCheckpoint;
/// notFound also for a header that is not there.
Result<Checkpoint> openRemoteCheckpoint(const std::filesystem::path& folder,
                                        const std::vector<RemoteFile>& files);

}  // namespace quince
