#include "core/base/file.hpp"

#include <quince/lm_studio.hpp>

#ifdef _WIN32
#include <windows.h>
#else
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace quince {
namespace {

namespace fs = std::filesystem;

/// `path` itself or the lowest folder above it that exists, links resolved.
fs::path nearestExisting(const fs::path& path) {
    std::error_code failure;
    fs::path at = fs::absolute(path, failure);
    while (!fs::exists(at, failure) && at.has_relative_path()) {
        at = at.parent_path();
    }
    const fs::path resolved = fs::canonical(at, failure);
    return failure ? at : resolved;
}

#ifdef _WIN32

std::wstring volumeOf(const fs::path& existing) {
    wchar_t volume[MAX_PATH + 1] = {};
    return GetVolumePathNameW(existing.c_str(), volume, MAX_PATH) ? volume : L"";
}

bool sameVolume(const fs::path& a, const fs::path& b) {
    return !volumeOf(a).empty() && volumeOf(a) == volumeOf(b);
}

/// Access lists cannot be asked in one call there; making the folder is the test.
bool isWritable(const fs::path& existing) {
    std::error_code failure;
    return fs::is_directory(existing, failure);
}

#else

bool sameVolume(const fs::path& a, const fs::path& b) {
    struct stat statusA {};
    struct stat statusB {};
    return ::stat(a.c_str(), &statusA) == 0 && ::stat(b.c_str(), &statusB) == 0 &&
           statusA.st_dev == statusB.st_dev;
}

bool isWritable(const fs::path& existing) {
    std::error_code failure;
    return fs::is_directory(existing, failure) && ::access(existing.c_str(), W_OK | X_OK) == 0;
}

#endif

}  // namespace

bool onSameVolume(const fs::path& a, const fs::path& b) {
    return sameVolume(nearestExisting(a), nearestExisting(b));
}

Result<std::uint64_t> spaceAvailable(const fs::path& path) {
    std::error_code failure;
    const fs::space_info space = fs::space(nearestExisting(path), failure);
    if (failure) {
        return Error{ErrorCode::io, "the free space cannot be read: " + failure.message(), path};
    }
    return static_cast<std::uint64_t>(space.available);
}

Result<StagingPlace> stagingPlaceFor(const fs::path& models, std::string_view publisher,
                                     std::string_view name) {
    const auto destination = destinationFor(models, publisher, name);
    if (!destination) {
        return destination.error();
    }
    std::error_code failure;
    fs::path root = fs::weakly_canonical(models, failure);  // beside the real folder, not a link
    if (failure || !root.has_filename()) {
        root = fs::absolute(models, failure).lexically_normal();
        root = root.has_filename() ? root : root.parent_path();
    }
    const fs::path existing = nearestExisting(root);
    const fs::path above = nearestExisting(root.parent_path());
    if (!isWritable(existing)) {
        return Error{ErrorCode::io, "the models folder cannot be written to", models};
    }
    StagingPlace place;
    const fs::path leaf = pathFromUtf8(std::string(publisher) + "--" + std::string(name));
    if (root.has_relative_path() && sameVolume(existing, above) && isWritable(above)) {
        fs::path hidden = ".";
        hidden += root.filename();
        hidden += ".quince-staging";
        place.folder = root.parent_path() / hidden / leaf;
    } else {
        place.folder = root / ".quince-staging" / leaf;
        place.insideModels = true;
    }
    const auto free = spaceAvailable(root);
    if (!free) {
        return free.error();
    }
    place.bytesFree = *free;
    return place;
}

}  // namespace quince
