#include "core/publish/staging.hpp"

#include "core/base/file.hpp"
#include "core/publish/exchange_folders.hpp"

#include <quince/lm_studio.hpp>

#include <system_error>
#include <utility>

namespace quince {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t longestPath = 64 << 10;

Error ioError(const std::string& what, const fs::path& path, const std::error_code& error) {
    return {ErrorCode::io, what + ": " + error.message(), path};
}

Status makeFolders(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) {
        return ioError("cannot make the folder " + nameText(folder), folder, error);
    }
    return {};
}

Status moveFolder(const fs::path& from, const fs::path& to) {
    std::error_code error;
    fs::rename(from, to, error);
    if (error) {
        return ioError("cannot move " + nameText(from) + " to " + nameText(to), to, error);
    }
    return {};
}

/// Ends a replacement that was cut short: the old model goes back unless the new one is there.
Status putRight(const fs::path& folder) {
    if (!isTaken(folder / "replaced")) {
        return {};
    }
    const Result<std::string> place = readWholeFile(folder / "replaces", longestPath);
    if (!place) {
        return place.error();
    }
    const fs::path destination{std::u8string(place->begin(), place->end())};
    if (!isTaken(destination)) {
        return moveFolder(folder / "replaced", destination);
    }
    std::error_code error;
    fs::remove_all(folder / "replaced", error);
    return error ? Status(ioError("cannot remove the old model", folder, error)) : Status();
}

/// Removes the folder, and the hidden one around it once that is empty. Where the system lets an
/// open file go, the lock is held to the end.
Status removeStaging(const fs::path& folder, FolderLock& lock) {
#ifdef _WIN32
    lock.release();
#endif
    std::error_code error;
    fs::remove_all(folder, error);
    lock.release();
    if (error) {
        return ioError("cannot remove the work folder", folder, error);
    }
    if (folder.parent_path().filename().string().ends_with(".quince-staging")) {
        fs::remove(folder.parent_path(), error);  // refused while others stand in it
    }
    return {};
}

Status syncTree(const fs::path& folder) {
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        Status status;
        if (at->is_directory(error)) {
            status = syncTree(at->path());
        } else if (Result<File> file = File::openOrCreate(at->path()); file) {
            status = file->sync();
        } else {
            status = file.error();
        }
        if (!status) {
            return status;
        }
    }
    return error ? Status(ioError("cannot list", folder, error)) : syncFolder(folder);
}

}  // namespace

bool isTaken(const fs::path& path) {
    std::error_code ignored;
    return fs::symlink_status(path, ignored).type() != fs::file_type::not_found;
}

Staging::Staging(fs::path folder, fs::path destination, FolderLock lock)
    : m_folder(std::move(folder)), m_destination(std::move(destination)), m_lock(std::move(lock)) {}

Result<Staging> Staging::open(const fs::path& folder, const fs::path& destination) {
    if (Status made = makeFolders(folder); !made) {
        return std::move(made).error();
    }
    if (!onSameVolume(folder, destination.parent_path())) {
        return Error{ErrorCode::io, "the work folder is on another volume than the destination",
                     folder};
    }
    Result<FolderLock> lock = FolderLock::take(folder / "lock");
    if (!lock) {
        return std::move(lock).error();
    }
    Status ready = putRight(folder);
    if (ready) {
        ready = makeFolders(folder / "model");
    }
    if (!ready) {
        return std::move(ready).error();
    }
    return Staging(folder, destination, std::move(lock).value());
}

Status Staging::discard(const fs::path& folder) {
    if (!isTaken(folder)) {
        return {};
    }
    Result<FolderLock> lock = FolderLock::take(folder / "lock");
    if (!lock) {
        return lock.error();
    }
    if (Status status = putRight(folder); !status) {
        return status;
    }
    return removeStaging(folder, *lock);
}

Status Staging::commit(bool replaceExisting, Replacement how) {
    Status status = syncTree(model());
    if (status) {
        status = syncFolder(m_folder);
    }
    if (status) {
        status = makeFolders(m_destination.parent_path());
    }
    if (status) {
        status = moveIn(replaceExisting, how);
    }
    if (status) {
        status = syncFolder(m_destination.parent_path());
    }
    if (status) {
        // The result is in place: a work folder that stays behind does not undo that.
        static_cast<void>(removeStaging(m_folder, m_lock));
    }
    return status;
}

Status Staging::moveIn(bool replaceExisting, Replacement how) {
    if (!isTaken(m_destination)) {
        return moveFolder(model(), m_destination);
    }
    if (!replaceExisting) {
        return Error{ErrorCode::alreadyExists, nameText(m_destination) + " exists already",
                     m_destination};
    }
    if (how == Replacement::swap && exchangeFolders(model(), m_destination)) {
        return {};
    }
    return replaceStepwise();
}

Status Staging::replaceStepwise() {
    const std::u8string place = fs::absolute(m_destination).u8string();
    Status status =
        writeFileAtomically(m_folder / "replaces", std::string(place.begin(), place.end()));
    if (status) {
        status = moveFolder(m_destination, m_folder / "replaced");
    }
    if (!status) {
        return status;
    }
    status = moveFolder(model(), m_destination);
    if (!status) {
        if (Status back = putRight(m_folder); !back) {
            return std::move(back).error().within("the old model is kept in the work folder");
        }
    }
    return status;
}

}  // namespace quince
