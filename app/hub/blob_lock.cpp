#include "hub/blob_lock.hpp"

#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

#ifdef _WIN32
#include <windows.h>
#else
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#endif

namespace hub {

namespace fs = std::filesystem;

#ifdef _WIN32

BlobLock BlobLock::openFile(const fs::path& file) {
    return BlobLock(reinterpret_cast<std::intptr_t>(
        ::CreateFileW(file.c_str(), GENERIC_READ | GENERIC_WRITE,
                      FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr, OPEN_ALWAYS,
                      FILE_ATTRIBUTE_NORMAL, nullptr)));
}

BlobLock::Attempt BlobLock::tryOnce() const {
    OVERLAPPED atStart{};  // the one byte that Python's msvcrt.locking takes
    if (::LockFileEx(reinterpret_cast<HANDLE>(m_handle),
                     LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &atStart)) {
        return Attempt::taken;
    }
    return ::GetLastError() == ERROR_LOCK_VIOLATION ? Attempt::held : Attempt::impossible;
}

void BlobLock::release() noexcept {
    if (m_handle != released) {
        ::CloseHandle(reinterpret_cast<HANDLE>(m_handle));
        m_handle = released;
    }
}

#else

BlobLock BlobLock::openFile(const fs::path& file) {
    return BlobLock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0664));
}

BlobLock::Attempt BlobLock::tryOnce() const {
    if (::flock(static_cast<int>(m_handle), LOCK_EX | LOCK_NB) == 0) {
        return Attempt::taken;
    }
    return errno == EWOULDBLOCK || errno == EINTR ? Attempt::held : Attempt::impossible;
}

void BlobLock::release() noexcept {
    if (m_handle != released) {
        ::close(static_cast<int>(m_handle));
        m_handle = released;
    }
}

#endif

quince::Result<std::optional<BlobLock>> BlobLock::take(const fs::path& file,
                                                       const quince::StopToken& stop) {
    std::error_code ignored;
    fs::create_directories(file.parent_path(), ignored);
    BlobLock lock = openFile(file);
    if (lock.m_handle == released) {
        return std::optional<BlobLock>();
    }
    while (true) {
        if (stop.stopRequested()) {
            return quince::Error{quince::ErrorCode::stopped, "the download was stopped", {}};
        }
        switch (lock.tryOnce()) {
            case Attempt::taken:
                return std::optional<BlobLock>(std::move(lock));
            case Attempt::impossible:
                return std::optional<BlobLock>();
            case Attempt::held:
                // Waiting in the kernel could not be stopped.
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    }
}

BlobLock::BlobLock(BlobLock&& other) noexcept : m_handle(std::exchange(other.m_handle, released)) {}

BlobLock& BlobLock::operator=(BlobLock&& other) noexcept {
    if (this != &other) {
        release();
        m_handle = std::exchange(other.m_handle, released);
    }
    return *this;
}

BlobLock::~BlobLock() {
    release();
}

}  // namespace hub
