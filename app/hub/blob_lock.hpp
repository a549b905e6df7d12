#pragma once

#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>

namespace hub {

/// The advisory lock under which clients of the Hub write one blob (flock, LockFileEx: the same
/// that huggingface_hub's filelock takes). It keeps two programs from fetching the same bytes. The
/// system lets go of it when the process ends. Ours leaves the file there, filelock removes it, so
/// a lock counts only on the file that has the name. Movable.
class BlobLock {
public:
    /// Waits for whoever has it, looking after `stop` every 20 ms. Makes the file and the folders
    /// above it. Nothing where the file system knows no locks or refuses the file.
    /// Errors: stopped.
    static quince::Result<std::optional<BlobLock>> take(const std::filesystem::path& file,
                                                        const quince::StopToken& stop);

    BlobLock(BlobLock&& other) noexcept;
    BlobLock& operator=(BlobLock&& other) noexcept;
    ~BlobLock();

private:
    static constexpr std::intptr_t released = -1;
    enum class Attempt { taken, held, removed, impossible };

    explicit BlobLock(std::intptr_t handle) : m_handle(handle) {}
    static BlobLock openFile(const std::filesystem::path& file);
    [[nodiscard]] Attempt tryOnce(const std::filesystem::path& file) const;
    void release() noexcept;

    std::intptr_t m_handle = released;
};

}  // namespace hub
