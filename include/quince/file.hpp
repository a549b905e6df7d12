#pragma once

#include <quince/result.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace quince {

/// An open file with positional reads and writes. It owns its handle, closes itself, and is
/// either open or closed: a closed file refuses every call. Reading and writing disjoint ranges
/// from several threads is safe; opening, moving and closing are not.
class File {
public:
    /// A regular file (through links). Errors: notFound, io.
    static Result<File> openForReading(const std::filesystem::path& path);
    /// For reading and writing; it must not exist yet. Errors: alreadyExists, io, diskFull.
    static Result<File> create(const std::filesystem::path& path);
    /// For reading and writing; made when missing, kept as it is otherwise. Errors: io, diskFull.
    static Result<File> openOrCreate(const std::filesystem::path& path);

    File() = default;  ///< closed
    File(File&& other) noexcept;
    File& operator=(File&& other) noexcept;
    ~File();

    [[nodiscard]] bool isOpen() const { return m_handle != closedHandle; }
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

    /// Fills `out` from byte `offset`. Errors: io, also when the file ends too early.
    [[nodiscard]] Status readAt(std::uint64_t offset, std::span<std::byte> out) const;
    /// Writes all of `bytes` at byte `offset`. Errors: io, diskFull.
    [[nodiscard]] Status writeAt(std::uint64_t offset, std::span<const std::byte> bytes);
    [[nodiscard]] Result<std::uint64_t> size() const;
    /// Cuts or extends to `bytes`; new bytes read as zero. Errors: io, diskFull.
    [[nodiscard]] Status resize(std::uint64_t bytes);
    /// Sets disk space aside for the first `bytes` bytes, so that a full disk shows now. A file
    /// system that cannot do this cheaply is not an error. Errors: diskFull.
    [[nodiscard]] Status reserve(std::uint64_t bytes);
    /// Lets the system begin to put these bytes on the disk, so that sync() finds less to do. A
    /// hint: nothing happens where there is no such call.
    void startWriteback(std::uint64_t offset, std::uint64_t bytes) const noexcept;
    /// Returns when the bytes are on the disk itself, as far as the system can tell.
    [[nodiscard]] Status sync();
    void close() noexcept;

private:
    /// -1 is both the invalid POSIX descriptor and INVALID_HANDLE_VALUE.
    static constexpr std::intptr_t closedHandle = -1;

    File(std::intptr_t handle, std::filesystem::path path);

    std::intptr_t m_handle = closedHandle;
    std::filesystem::path m_path;
};

/// Makes names created, renamed or removed in `folder` survive a power cut (where that needs
/// doing at all).
Status syncFolder(const std::filesystem::path& folder);

/// Bytes of the disk that a file holds, set aside ones included; 0 when it is not there.
[[nodiscard]] std::uint64_t allocatedBytes(const std::filesystem::path& path);

/// The whole of a file that is at most `limit` bytes. Errors: notFound, io, malformed (larger).
Result<std::string> readWholeFile(const std::filesystem::path& path, std::uint64_t limit);

/// Replaces `path` by a file holding `text`: written beside, synced, renamed. Whatever happens,
/// `path` is the old file or the new one. Errors: io, diskFull.
Status writeFileAtomically(const std::filesystem::path& path, std::string_view text);

/// The last part of `path` in UTF-8, for messages.
std::string nameText(const std::filesystem::path& path);
/// All of `path` in UTF-8, parts separated by '/'.
std::string toUtf8(const std::filesystem::path& path);
/// The path that UTF-8 text (from JSON, say) means.
std::filesystem::path pathFromUtf8(std::string_view text);

}  // namespace quince
