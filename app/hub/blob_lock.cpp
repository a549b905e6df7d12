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
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace hub {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::milliseconds lookInterval{20};
/// Of a file that is another one each time: more than other programs can take away one after the
/// other between two calls. Where a file never is what its name says, the system's numbers of files
/// are not to be relied on.
constexpr int mostReopenings = 100;

}  // namespace

#ifdef _WIN32

// Without FILE_SHARE_DELETE: nobody can remove the file while we have it open or wait for it.
BlobLock BlobLock::openFile(const fs::path& file) {
    return BlobLock(reinterpret_cast<std::intptr_t>(::CreateFileW(
        file.c_str(), GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr,
        OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr)));
}

BlobLock::Attempt BlobLock::tryOnce(const fs::path&) const {
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

namespace {

/// Whether the open file is still the one that the name stands for: huggingface_hub's filelock
/// removes it when it lets go, and whoever comes next makes a new one.
bool isCurrent(int fd, const fs::path& file) {
    struct stat open {};
    struct stat named {};
    return ::fstat(fd, &open) == 0 && ::stat(file.c_str(), &named) == 0 && open.st_nlink > 0 &&
           open.st_dev == named.st_dev && open.st_ino == named.st_ino;
}

}  // namespace

BlobLock BlobLock::openFile(const fs::path& file) {
    return BlobLock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0664));
}

BlobLock::Attempt BlobLock::tryOnce(const fs::path& file) const {
    if (::flock(static_cast<int>(m_handle), LOCK_EX | LOCK_NB) == 0) {
        return isCurrent(static_cast<int>(m_handle), file) ? Attempt::taken : Attempt::removed;
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
    int reopenings = 0;
    while (!stop.stopRequested()) {
        switch (lock.m_handle == released ? Attempt::impossible : lock.tryOnce(file)) {
            case Attempt::taken:
                return std::optional<BlobLock>(std::move(lock));
            case Attempt::impossible:
                return std::optional<BlobLock>();
            case Attempt::removed:
                if (++reopenings > mostReopenings) {
                    return std::optional<BlobLock>();
                }
                lock = openFile(file);
                break;
            case Attempt::held:
                // Waiting in the kernel could not be stopped.
                std::this_thread::sleep_for(lookInterval);
        }
    }
    return quince::Error{quince::ErrorCode::stopped, "the download was stopped", {}};
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
