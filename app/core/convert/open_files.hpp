#pragma once

#include "core/base/file.hpp"

#include <quince/result.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

namespace quince {

/// A list of files that are opened when first asked for; at most `limit` stay open, since a
/// model may have more shards than a process may have open files (macOS: 256). Thread-safe: a
/// file that is closed here lives on in the hands of those who still use it.
class OpenFiles {
public:
    enum class Access { read, write };

    OpenFiles(std::vector<std::filesystem::path> paths, Access access, std::size_t limit = 48);

    /// Errors: as File::openForReading and File::openOrCreate.
    [[nodiscard]] Result<std::shared_ptr<File>> at(std::uint32_t index);
    [[nodiscard]] const std::filesystem::path& path(std::uint32_t index) const;
    [[nodiscard]] std::size_t size() const { return m_paths.size(); }

private:
    void closeLongestUnused();

    struct Slot {
        std::shared_ptr<File> file;
        std::uint64_t lastUse = 0;
    };

    const std::vector<std::filesystem::path> m_paths;
    const Access m_access;
    const std::size_t m_limit;
    std::mutex m_mutex;  ///< guards what follows
    std::vector<Slot> m_slots;
    std::vector<std::uint32_t> m_open;
    std::uint64_t m_uses = 0;
};

}  // namespace quince
