#include "core/base/file_words.hpp"

#include "core/base/file.hpp"

namespace quince::words {

namespace fs = std::filesystem;

namespace {

std::string rangeText(std::size_t bytes, std::uint64_t offset) {
    return std::to_string(bytes) + " bytes at byte " + std::to_string(offset);
}

}  // namespace

std::string cannotOpen(const fs::path& path) {
    return "cannot open " + nameText(path);
}

std::string cannotOpenForWriting(const fs::path& path) {
    return cannotOpen(path) + " for writing";
}

std::string cannotCreate(const fs::path& path) {
    return "cannot create " + nameText(path);
}

std::string cannotRead(const fs::path& path, std::size_t bytes, std::uint64_t offset) {
    return "cannot read " + rangeText(bytes, offset) + " of " + nameText(path);
}

std::string cannotWrite(const fs::path& path, std::size_t bytes, std::uint64_t offset) {
    return "cannot write " + rangeText(bytes, offset) + " of " + nameText(path);
}

std::string cannotAskForSize(const fs::path& path) {
    return "cannot ask for the size of " + nameText(path);
}

std::string cannotResize(const fs::path& path, std::uint64_t bytes) {
    return "cannot make " + nameText(path) + " " + std::to_string(bytes) + " bytes long";
}

std::string cannotReserve(const fs::path& path, std::uint64_t bytes) {
    return "cannot set aside " + std::to_string(bytes) + " bytes for " + nameText(path);
}

std::string cannotSync(const fs::path& path) {
    return "cannot sync " + nameText(path);
}

Error closedError() {
    return {ErrorCode::invalidArgument, "the file is closed", {}};
}

Error notRegularError(const fs::path& path) {
    return {ErrorCode::io, cannotOpen(path) + ": not a regular file", path};
}

Error tooShortError(const fs::path& path, std::uint64_t end, std::size_t bytes,
                    std::uint64_t offset) {
    return {ErrorCode::io,
            nameText(path) + " ends at byte " + std::to_string(end) + ", before the " +
                rangeText(bytes, offset),
            path};
}

}  // namespace quince::words
