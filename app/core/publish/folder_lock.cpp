#include "core/publish/folder_lock.hpp"

#include <string>
#include <system_error>
#include <utility>

#ifdef _WIN32
#include <windows.h>
#else
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace quince {
namespace {

Error lockError(const std::filesystem::path& file, const std::string& reason) {
    return {ErrorCode::io, "cannot lock the work folder: " + reason, file.parent_path()};
}

Error takenError(const std::filesystem::path& file) {
    return {ErrorCode::alreadyExists, "another conversion is writing to this folder",
            file.parent_path()};
}

}  // namespace

#ifdef _WIN32

Result<FolderLock> FolderLock::take(const std::filesystem::path& file) {
    // No sharing but of deletion, so that the folder can be removed while it is held.
    const HANDLE handle =
        ::CreateFileW(file.c_str(), GENERIC_WRITE, FILE_SHARE_DELETE, nullptr, OPEN_ALWAYS,
                      FILE_ATTRIBUTE_NORMAL | FILE_FLAG_DELETE_ON_CLOSE, nullptr);
    if (handle == INVALID_HANDLE_VALUE) {
        const DWORD error = ::GetLastError();
        if (error == ERROR_SHARING_VIOLATION) {
            return takenError(file);
        }
        return lockError(file, std::system_category().message(static_cast<int>(error)));
    }
    return FolderLock(reinterpret_cast<std::intptr_t>(handle));
}

void FolderLock::release() noexcept {
    if (m_handle != released) {
        ::CloseHandle(reinterpret_cast<HANDLE>(m_handle));
        m_handle = released;
    }
}

#else

namespace {

/// Whether the open file is still the one that the name stands for: a former holder may have
/// removed it between our opening and our locking.
bool isCurrent(int fd, const std::filesystem::path& file) {
    struct stat open {};
    struct stat named {};
    return ::fstat(fd, &open) == 0 && ::stat(file.c_str(), &named) == 0 &&
           open.st_dev == named.st_dev && open.st_ino == named.st_ino;
}

}  // namespace

Result<FolderLock> FolderLock::take(const std::filesystem::path& file) {
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) {
        return lockError(file, std::generic_category().message(errno));
    }
    FolderLock lock(fd);
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        const int error = errno;
        if (error == EWOULDBLOCK) {
            return takenError(file);
        }
        return lockError(file, std::generic_category().message(error));
    }
    if (!isCurrent(fd, file)) {
        return takenError(file);
    }
    return lock;
}

void FolderLock::release() noexcept {
    if (m_handle != released) {
        ::close(static_cast<int>(m_handle));
        m_handle = released;
    }
}

#endif

FolderLock::FolderLock(FolderLock&& other) noexcept
    : m_handle(std::exchange(other.m_handle, released)) {}

FolderLock& FolderLock::operator=(FolderLock&& other) noexcept {
    if (this != &other) {
        release();
        m_handle = std::exchange(other.m_handle, released);
    }
    return *this;
}

FolderLock::~FolderLock() {
    release();
}

}  // namespace quince
