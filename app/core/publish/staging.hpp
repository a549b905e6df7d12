#pragma once

#include "core/publish/folder_lock.hpp"

#include <quince/result.hpp>

#include <filesystem>

namespace quince {

/// How an existing model gives way to the new one.
enum class Replacement {
    swap,  ///< in one step where the system can, otherwise as `step`
    step,  ///< the old one moves into the staging folder, then the new one into its place
};

/// The transaction around one result: a hidden folder on the destination's volume.
///
///     <staging>/lock      held while someone works here
///     <staging>/journal   see Journal
///     <staging>/findings  see FindingsFile
///     <staging>/model/    the result to be; renamed to the destination by commit()
///     <staging>/replaced  the old model while the new one moves in
///     <staging>/replaces  text: where `replaced` belongs
///
/// Destruction keeps the folder, so that the work can be taken up again. One that was left
/// between the two renames of `step` is put right by the next open() or discard(). Movable; for
/// one thread.
class Staging {
public:
    /// Makes or takes over the folder. Errors: alreadyExists (another run holds it), io (also: not
    /// on the destination's volume).
    static Result<Staging> open(const std::filesystem::path& folder,
                                const std::filesystem::path& destination);

    /// Removes the folder and all in it, except an old model in need of its place, which goes
    /// back there first. A folder that is not there is fine. Errors: as open.
    static Status discard(const std::filesystem::path& folder);

    [[nodiscard]] std::filesystem::path model() const { return modelIn(m_folder); }
    [[nodiscard]] std::filesystem::path journal() const { return journalIn(m_folder); }
    [[nodiscard]] std::filesystem::path findings() const { return m_folder / "findings"; }
    static std::filesystem::path modelIn(const std::filesystem::path& folder) {
        return folder / "model";
    }
    static std::filesystem::path journalIn(const std::filesystem::path& folder) {
        return folder / "journal";
    }

    /// Syncs the result, makes the destination's parents, moves the result in and removes the
    /// staging folder. On failure the destination is what it was. Errors: io, alreadyExists (and
    /// not `replaceExisting`).
    [[nodiscard]] Status commit(bool replaceExisting, Replacement how = Replacement::swap);

private:
    Staging(std::filesystem::path folder, std::filesystem::path destination, FolderLock lock);
    [[nodiscard]] Status moveIn(bool replaceExisting, Replacement how);
    [[nodiscard]] Status replaceStepwise();

    std::filesystem::path m_folder;
    std::filesystem::path m_destination;
    FolderLock m_lock;
};

/// Whether anything has this name, a dangling link included.
[[nodiscard]] bool isTaken(const std::filesystem::path& path);

}  // namespace quince
