#include "core/base/file.hpp"
#include "core/base/file_words.hpp"

#define WIN32_LEAN_AND_MEAN
#define NOMINMAX
#include <algorithm>
#include <string>
#include <system_error>
#include <windows.h>

namespace quince {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t largestTransfer = std::size_t{1} << 30;

HANDLE native(std::intptr_t handle) {
    return reinterpret_cast<HANDLE>(handle);
}

ErrorCode codeOf(DWORD error) {
    switch (error) {
        case ERROR_FILE_NOT_FOUND:
        case ERROR_PATH_NOT_FOUND:
            return ErrorCode::notFound;
        case ERROR_FILE_EXISTS:
        case ERROR_ALREADY_EXISTS:
            return ErrorCode::alreadyExists;
        case ERROR_DISK_FULL:
        case ERROR_HANDLE_DISK_FULL:
        case ERROR_DISK_QUOTA_EXCEEDED:
        case ERROR_FILE_TOO_LARGE:
            return ErrorCode::diskFull;
        default:
            return ErrorCode::io;
    }
}

Error systemError(const std::string& what, const fs::path& path, DWORD error) {
    return {codeOf(error), what + ": " + std::system_category().message(static_cast<int>(error)),
            path};
}

/// ReadFile and WriteFile take the position from here; the handle has no shared cursor then.
OVERLAPPED positionAt(std::uint64_t offset) {
    OVERLAPPED position{};
    position.Offset = static_cast<DWORD>(offset & 0xFFFFFFFFu);
    position.OffsetHigh = static_cast<DWORD>(offset >> 32);
    return position;
}

HANDLE openHandle(const fs::path& path, DWORD access, DWORD disposition) {
    // Readers may be renamed or removed under us, as on POSIX.
    return ::CreateFileW(path.c_str(), access,
                         FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                         disposition, FILE_ATTRIBUTE_NORMAL, nullptr);
}

}  // namespace

Result<File> File::openForReading(const fs::path& path) {
    const HANDLE handle = openHandle(path, GENERIC_READ, OPEN_EXISTING);
    if (handle == INVALID_HANDLE_VALUE) {
        return systemError(words::cannotOpen(path), path, ::GetLastError());
    }
    File file(reinterpret_cast<std::intptr_t>(handle), path);
    if (::GetFileType(handle) != FILE_TYPE_DISK) {
        return words::notRegularError(path);
    }
    return file;
}

Result<File> File::create(const fs::path& path) {
    const HANDLE handle = openHandle(path, GENERIC_READ | GENERIC_WRITE, CREATE_NEW);
    if (handle == INVALID_HANDLE_VALUE) {
        return systemError(words::cannotCreate(path), path, ::GetLastError());
    }
    return File(reinterpret_cast<std::intptr_t>(handle), path);
}

Result<File> File::openOrCreate(const fs::path& path) {
    const HANDLE handle = openHandle(path, GENERIC_READ | GENERIC_WRITE, OPEN_ALWAYS);
    if (handle == INVALID_HANDLE_VALUE) {
        return systemError(words::cannotOpenForWriting(path), path, ::GetLastError());
    }
    return File(reinterpret_cast<std::intptr_t>(handle), path);
}

void File::close() noexcept {
    if (isOpen()) {
        ::CloseHandle(native(m_handle));
        m_handle = closedHandle;
    }
}

Status File::readAt(std::uint64_t offset, std::span<std::byte> out) const {
    if (!isOpen()) {
        return words::closedError();
    }
    std::size_t done = 0;
    while (done < out.size()) {
        OVERLAPPED position = positionAt(offset + done);
        const auto wanted = static_cast<DWORD>(std::min(out.size() - done, largestTransfer));
        DWORD got = 0;
        const bool worked =
            ::ReadFile(native(m_handle), out.data() + done, wanted, &got, &position) != 0;
        const DWORD error = worked ? ERROR_SUCCESS : ::GetLastError();
        if (!worked && error != ERROR_HANDLE_EOF) {
            return systemError(words::cannotRead(m_path, out.size(), offset), m_path, error);
        }
        if (got == 0) {
            return words::tooShortError(m_path, offset + done, out.size(), offset);
        }
        done += got;
    }
    return {};
}

Status File::writeAt(std::uint64_t offset, std::span<const std::byte> bytes) {
    if (!isOpen()) {
        return words::closedError();
    }
    std::size_t done = 0;
    while (done < bytes.size()) {
        OVERLAPPED position = positionAt(offset + done);
        const auto wanted = static_cast<DWORD>(std::min(bytes.size() - done, largestTransfer));
        DWORD put = 0;
        if (::WriteFile(native(m_handle), bytes.data() + done, wanted, &put, &position) == 0 ||
            put == 0) {
            return systemError(words::cannotWrite(m_path, bytes.size(), offset), m_path,
                               put == 0 ? ::GetLastError() : ERROR_DISK_FULL);
        }
        done += put;
    }
    return {};
}

Result<std::uint64_t> File::size() const {
    if (!isOpen()) {
        return words::closedError();
    }
    LARGE_INTEGER size{};
    if (::GetFileSizeEx(native(m_handle), &size) == 0) {
        return systemError(words::cannotAskForSize(m_path), m_path, ::GetLastError());
    }
    return static_cast<std::uint64_t>(size.QuadPart);
}

Status File::resize(std::uint64_t bytes) {
    if (!isOpen()) {
        return words::closedError();
    }
    FILE_END_OF_FILE_INFO info{};
    info.EndOfFile.QuadPart = static_cast<LONGLONG>(bytes);
    if (::SetFileInformationByHandle(native(m_handle), FileEndOfFileInfo, &info, sizeof info) ==
        0) {
        return systemError(words::cannotResize(m_path, bytes), m_path, ::GetLastError());
    }
    return {};
}

Status File::reserve(std::uint64_t bytes) {
    if (!isOpen()) {
        return words::closedError();
    }
    const Result<std::uint64_t> present = size();
    if (!present) {
        return present.error();
    }
    if (bytes < *present) {
        return {};  // a smaller allocation would cut the file
    }
    FILE_ALLOCATION_INFO info{};
    info.AllocationSize.QuadPart = static_cast<LONGLONG>(bytes);
    if (::SetFileInformationByHandle(native(m_handle), FileAllocationInfo, &info, sizeof info) ==
        0) {
        const DWORD error = ::GetLastError();
        if (codeOf(error) == ErrorCode::diskFull) {
            return systemError(words::cannotReserve(m_path, bytes), m_path, error);
        }
    }
    return {};
}

void File::startWriteback(std::uint64_t /*offset*/, std::uint64_t /*bytes*/) const noexcept {}

Status File::sync() {
    if (!isOpen()) {
        return words::closedError();
    }
    if (::FlushFileBuffers(native(m_handle)) == 0) {
        return systemError(words::cannotSync(m_path), m_path, ::GetLastError());
    }
    return {};
}

Status syncFolder(const fs::path&) {
    return {};  // NTFS journals names itself; a folder handle cannot be flushed without rights
}

std::uint64_t allocatedBytes(const fs::path& path) {
    std::error_code error;
    const std::uintmax_t bytes = fs::file_size(path, error);  // NTFS allocates what is resized to
    return error ? 0 : bytes;
}

}  // namespace quince
