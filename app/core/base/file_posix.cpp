#include "core/base/file.hpp"
#include "core/base/file_words.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <limits>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace quince {

namespace fs = std::filesystem;

namespace {

/// One call moves at most this much: macOS refuses 2 GiB and more, Linux cuts there.
constexpr std::size_t largestTransfer = std::size_t{1} << 30;

int descriptor(std::intptr_t handle) {
    return static_cast<int>(handle);
}

ErrorCode codeOf(int error) {
    switch (error) {
        case ENOENT:
        case ENOTDIR:
            return ErrorCode::notFound;
        case EEXIST:
            return ErrorCode::alreadyExists;
        case ENOSPC:
        case EDQUOT:
        case EFBIG:
            return ErrorCode::diskFull;
        default:
            return ErrorCode::io;
    }
}

Error systemError(const std::string& what, const fs::path& path, int error) {
    return {codeOf(error), what + ": " + std::generic_category().message(error), path};
}

int openRetrying(const fs::path& path, int flags) {
    int fd = -1;
    do {
        fd = ::open(path.c_str(), flags | O_CLOEXEC, 0666);
    } while (fd < 0 && errno == EINTR);
    return fd;
}

}  // namespace

Result<File> File::openForReading(const fs::path& path) {
    // O_NONBLOCK: opening a named pipe must not wait for a writer. Regular files ignore it.
    const int fd = openRetrying(path, O_RDONLY | O_NONBLOCK);
    if (fd < 0) {
        return systemError(words::cannotOpen(path), path, errno);
    }
    File file(fd, path);
    struct stat status {};
    if (::fstat(fd, &status) != 0) {
        return systemError(words::cannotOpen(path), path, errno);
    }
    if (!S_ISREG(status.st_mode)) {
        return words::notRegularError(path);
    }
    return file;
}

Result<File> File::create(const fs::path& path) {
    const int fd = openRetrying(path, O_RDWR | O_CREAT | O_EXCL);
    if (fd < 0) {
        return systemError(words::cannotCreate(path), path, errno);
    }
    return File(fd, path);
}

Result<File> File::openOrCreate(const fs::path& path) {
    const int fd = openRetrying(path, O_RDWR | O_CREAT);
    if (fd < 0) {
        return systemError(words::cannotOpenForWriting(path), path, errno);
    }
    return File(fd, path);
}

void File::close() noexcept {
    if (isOpen()) {
        ::close(descriptor(m_handle));  // not repeated on EINTR: the descriptor is gone either way
        m_handle = closedHandle;
    }
}

Status File::readAt(std::uint64_t offset, std::span<std::byte> out) const {
    if (!isOpen()) {
        return words::closedError();
    }
    std::size_t done = 0;
    while (done < out.size()) {
        const ssize_t got = ::pread(descriptor(m_handle), out.data() + done,
                                    std::min(out.size() - done, largestTransfer),
                                    static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return systemError(words::cannotRead(m_path, out.size(), offset), m_path, errno);
        }
        if (got == 0) {
            return words::tooShortError(m_path, offset + done, out.size(), offset);
        }
        done += static_cast<std::size_t>(got);
    }
    return {};
}

Status File::writeAt(std::uint64_t offset, std::span<const std::byte> bytes) {
    if (!isOpen()) {
        return words::closedError();
    }
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t put = ::pwrite(descriptor(m_handle), bytes.data() + done,
                                     std::min(bytes.size() - done, largestTransfer),
                                     static_cast<off_t>(offset + done));
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            return systemError(words::cannotWrite(m_path, bytes.size(), offset), m_path,
                               put < 0 ? errno : ENOSPC);
        }
        done += static_cast<std::size_t>(put);
    }
    return {};
}

Result<std::uint64_t> File::size() const {
    if (!isOpen()) {
        return words::closedError();
    }
    struct stat status {};
    if (::fstat(descriptor(m_handle), &status) != 0) {
        return systemError(words::cannotAskForSize(m_path), m_path, errno);
    }
    return static_cast<std::uint64_t>(status.st_size);
}

Status File::resize(std::uint64_t bytes) {
    if (!isOpen()) {
        return words::closedError();
    }
    int result = -1;
    int error = EFBIG;
    if (bytes <= static_cast<std::uint64_t>(std::numeric_limits<off_t>::max())) {
        do {
            result = ::ftruncate(descriptor(m_handle), static_cast<off_t>(bytes));
            error = errno;
        } while (result != 0 && error == EINTR);
    }
    if (result != 0) {
        return systemError(words::cannotResize(m_path, bytes), m_path, error);
    }
    return {};
}

Status File::reserve(std::uint64_t bytes) {
    if (!isOpen()) {
        return words::closedError();
    }
    int error = 0;
#if defined(__linux__)
    // Not posix_fallocate: where the file system cannot, that one writes every block.
    if (bytes > 0) {
        do {
            const int result = ::fallocate(descriptor(m_handle), FALLOC_FL_KEEP_SIZE, 0,
                                           static_cast<off_t>(bytes));
            error = result == 0 ? 0 : errno;
        } while (error == EINTR);
    }
#elif defined(__APPLE__)
    struct stat status {};
    if (::fstat(descriptor(m_handle), &status) == 0) {
        const std::uint64_t present = static_cast<std::uint64_t>(status.st_blocks) * 512;
        if (present < bytes) {
            fstore_t store{F_ALLOCATEALL, F_PEOFPOSMODE, 0, static_cast<off_t>(bytes - present), 0};
            error = ::fcntl(descriptor(m_handle), F_PREALLOCATE, &store) == 0 ? 0 : errno;
        }
    }
#endif
    if (error != 0 && codeOf(error) == ErrorCode::diskFull) {
        return systemError(words::cannotReserve(m_path, bytes), m_path, error);
    }
    return {};
}

void File::startWriteback(std::uint64_t offset, std::uint64_t bytes) const noexcept {
#if defined(__linux__)
    if (isOpen()) {
        ::sync_file_range(descriptor(m_handle), static_cast<off_t>(offset),
                          static_cast<off_t>(bytes), SYNC_FILE_RANGE_WRITE);
    }
#else
    static_cast<void>(offset);
    static_cast<void>(bytes);
#endif
}

Status File::sync() {
    if (!isOpen()) {
        return words::closedError();
    }
#if defined(__APPLE__)
    // fsync only reaches the drive's cache there; file systems without F_FULLFSYNC fall through.
    if (::fcntl(descriptor(m_handle), F_FULLFSYNC) == 0) {
        return {};
    }
#endif
    int result = 0;
    do {
        result = ::fsync(descriptor(m_handle));
    } while (result != 0 && errno == EINTR);
    if (result != 0) {
        return systemError(words::cannotSync(m_path), m_path, errno);
    }
    return {};
}

Status syncFolder(const fs::path& folder) {
    const fs::path path = folder.empty() ? fs::path(".") : folder;
    const int fd = openRetrying(path, O_RDONLY | O_DIRECTORY);
    if (fd < 0) {
        return systemError("cannot sync the folder " + nameText(path), path, errno);
    }
    const int error = ::fsync(fd) == 0 ? 0 : errno;
    ::close(fd);
    // Some network file systems refuse to sync a folder; they have nothing to sync.
    if (error != 0 && error != EINVAL && error != ENOTSUP && error != EBADF) {
        return systemError("cannot sync the folder " + nameText(path), path, error);
    }
    return {};
}

std::uint64_t allocatedBytes(const fs::path& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 ? static_cast<std::uint64_t>(status.st_blocks) * 512
                                              : 0;
}

}  // namespace quince
