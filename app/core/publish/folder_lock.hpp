#pragma once

#include <quince/result.hpp>

#include <cstdint>
#include <filesystem>

namespace quince {

/// Holds a lock file that no other process and no other part of this one can take meanwhile. The
/// system lets go of it when the process ends, however it ends. Movable.
class FolderLock {
public:
    /// Does not wait. Errors: alreadyExists (someone holds it), io.
    static Result<FolderLock> take(const std::filesystem::path& file);

    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&& other) noexcept;
    ~FolderLock();

    void release() noexcept;

private:
    static constexpr std::intptr_t released = -1;
    explicit FolderLock(std::intptr_t handle) : m_handle(handle) {}

    std::intptr_t m_handle = released;
};

}  // namespace quince
