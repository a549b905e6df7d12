#include "hub/cache_files.hpp"

#include <quince/file.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <random>
#include <span>
#include <system_error>
#include <vector>

#ifdef _WIN32
#include <process.h>
#else
#include <unistd.h>
#endif

namespace hub {
namespace {

namespace fs = std::filesystem;

using quince::Error;
using quince::ErrorCode;
using quince::File;
using quince::Status;

constexpr std::size_t copyPiece = std::size_t{1} << 20;

int processId() {
#ifdef _WIN32
    return _getpid();
#else
    return ::getpid();
#endif
}

unsigned nextNumber() {
    static std::atomic<unsigned> counter{0};
    return ++counter;
}

Error fileError(const std::string& what, const fs::path& path, const std::error_code& reason) {
    const bool full = reason == std::errc::no_space_on_device;
    return {full ? ErrorCode::diskFull : ErrorCode::io,
            what + " " + quince::toUtf8(path) + ": " + reason.message(), path};
}

Status writeNewFile(const fs::path& path, std::string_view text) {
    quince::Result<File> file = File::create(path);
    if (!file) {
        return std::move(file).error();
    }
    if (Status written = file->writeAt(0, std::as_bytes(std::span(text))); !written) {
        return written;
    }
    return file->sync();
}

Status copyPieces(const File& from, std::uint64_t bytes, File& to, const quince::StopToken& stop) {
    std::vector<std::byte> piece(copyPiece);
    for (std::uint64_t at = 0; at < bytes; at += copyPiece) {
        if (stop.stopRequested()) {
            return Error{ErrorCode::stopped, "the download was stopped", to.path()};
        }
        const std::span<std::byte> part = std::span(piece).first(
            static_cast<std::size_t>(std::min<std::uint64_t>(copyPiece, bytes - at)));
        if (Status read = from.readAt(at, part); !read) {
            return read;
        }
        if (Status written = to.writeAt(at, part); !written) {
            return written;
        }
    }
    return to.sync();
}

}  // namespace

bool isWholeFile(const fs::path& path, std::uint64_t bytes) {
    std::error_code failure;
    return fs::is_regular_file(path, failure) && fs::file_size(path, failure) == bytes && !failure;
}

std::string uniqueName() {
    return ".quince-" + std::to_string(processId()) + "-" + std::to_string(nextNumber()) + "-" +
           uniqueTag();
}

std::string uniqueTag() {
    std::random_device random;
    std::string tag;
    for (std::uint32_t bits = random(); tag.size() < 8; bits >>= 4) {
        tag += "0123456789abcdef"[bits & 15];
    }
    return tag;
}

Status makeFolders(const fs::path& folder) {
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure) {
        return fileError("cannot make the folder", folder, failure);
    }
    return {};
}

Status moveFile(const fs::path& from, const fs::path& to) {
    std::error_code failure;
    fs::rename(from, to, failure);
    if (failure) {
        return fileError("cannot put a finished file in its place,", to, failure);
    }
    return {};
}

Status replaceFile(const fs::path& path, std::string_view text, const fs::path& workFolder) {
    if (Status made = makeFolders(path.parent_path()); !made) {
        return made;
    }
    const fs::path fresh = workFolder / (uniqueName() + ".tmp");
    Status done = writeNewFile(fresh, text);
    if (done) {
        done = moveFile(fresh, path);
    }
    if (!done) {
        std::error_code ignored;
        fs::remove(fresh, ignored);
        return done;
    }
    return quince::syncFolder(path.parent_path());
}

Status copyContents(const fs::path& from, const fs::path& to, const quince::StopToken& stop) {
    const quince::Result<File> source = File::openForReading(from);
    if (!source) {
        return source.error();
    }
    const quince::Result<std::uint64_t> bytes = source->size();
    if (!bytes) {
        return bytes.error();
    }
    std::error_code ignored;
    fs::remove(to, ignored);
    quince::Result<File> target = File::create(to);
    if (!target) {
        return std::move(target).error();
    }
    Status copied = copyPieces(*source, *bytes, *target, stop);
    if (!copied) {
        target->close();
        fs::remove(to, ignored);
    }
    return copied;
}

}  // namespace hub
