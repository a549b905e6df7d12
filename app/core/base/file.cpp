#include "core/base/file.hpp"

#include <system_error>
#include <utility>

namespace quince {

namespace fs = std::filesystem;

namespace {

/// Removes the file unless told that it is needed.
class Temporary {
public:
    explicit Temporary(fs::path path) : m_path(std::move(path)) {}
    Temporary(const Temporary&) = delete;
    Temporary& operator=(const Temporary&) = delete;
    ~Temporary() {
        if (!m_kept) {
            std::error_code ignored;
            fs::remove(m_path, ignored);
        }
    }
    void keep() { m_kept = true; }

private:
    fs::path m_path;
    bool m_kept = false;
};

}  // namespace

File::File(std::intptr_t handle, fs::path path) : m_handle(handle), m_path(std::move(path)) {}

File::File(File&& other) noexcept
    : m_handle(std::exchange(other.m_handle, closedHandle)), m_path(std::move(other.m_path)) {}

File& File::operator=(File&& other) noexcept {
    if (this != &other) {
        close();
        m_handle = std::exchange(other.m_handle, closedHandle);
        m_path = std::move(other.m_path);
    }
    return *this;
}

File::~File() {
    close();
}

Result<std::string> readWholeFile(const fs::path& path, std::uint64_t limit) {
    Result<File> file = File::openForReading(path);
    if (!file) {
        return std::move(file).error();
    }
    const Result<std::uint64_t> size = file->size();
    if (!size) {
        return size.error();
    }
    if (*size > limit) {
        return Error{ErrorCode::malformed,
                     nameText(path) + " has " + std::to_string(*size) +
                         " bytes; such a file has at most " + std::to_string(limit),
                     path};
    }
    std::string text(static_cast<std::size_t>(*size), '\0');
    const Status read = file->readAt(0, std::as_writable_bytes(std::span(text)));
    if (!read) {
        return read.error();
    }
    return text;
}

Status writeFileAtomically(const fs::path& path, std::string_view text) {
    fs::path beside = path;
    beside += ".part";
    std::error_code ignored;
    fs::remove(beside, ignored);  // left by a crash
    Result<File> file = File::create(beside);
    if (!file) {
        return std::move(file).error();
    }
    Temporary temporary(beside);
    if (Status written = file->writeAt(0, std::as_bytes(std::span(text))); !written) {
        return written;
    }
    if (Status synced = file->sync(); !synced) {
        return synced;
    }
    file->close();
    std::error_code failed;
    fs::rename(beside, path, failed);
    if (failed) {
        return Error{ErrorCode::io, "cannot replace " + nameText(path) + ": " + failed.message(),
                     path};
    }
    temporary.keep();
    return syncFolder(path.parent_path());
}

std::string nameText(const fs::path& path) {
    const fs::path name = path.has_filename() ? path.filename() : path;
    const std::u8string text = name.u8string();
    return {text.begin(), text.end()};
}

std::string toUtf8(const fs::path& path) {
    const std::u8string text = path.generic_u8string();
    return {text.begin(), text.end()};
}

fs::path pathFromUtf8(std::string_view text) {
    return {std::u8string(text.begin(), text.end())};
}

}  // namespace quince
