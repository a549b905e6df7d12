#include "core/base/file.hpp"
#include "core/publish/side_file_links.hpp"

#include <quince/safe_path.hpp>
#include <quince/side_files.hpp>

namespace quince {
namespace {

namespace fs = std::filesystem;

Error failed(const std::string& name, const std::error_code& why, const fs::path& path) {
    const bool full = why == std::errc::no_space_on_device || why == std::errc::file_too_large;
    return {full ? ErrorCode::diskFull : ErrorCode::io,
            name + " cannot be copied: " + why.message(), path};
}

Status copyOne(const fs::path& source, const std::string& name, const fs::path& target) {
    std::error_code failure;
    fs::create_directories(target.parent_path(), failure);
    if (failure) {
        return failed(name, failure, target);
    }
    fs::remove(target, failure);  // else an old link there would be written through
    if (failure || !fs::copy_file(source, target, failure)) {
        return failed(name, failure, target);
    }
    // Blobs of a cache may be read-only; a result should be editable.
    fs::permissions(target, fs::perms::owner_read | fs::perms::owner_write, fs::perm_options::add,
                    failure);
    return {};
}

}  // namespace

Status copySideFiles(const fs::path& folder, const std::vector<SideFile>& files,
                     const fs::path& destination, const StopToken& stop) {
    for (const SideFile& file : files) {
        if (stop.stopRequested()) {
            return Error{ErrorCode::stopped, "stopped while copying " + file.name, {}};
        }
        if (!isSafeRelativePath(file.name) || !staysWithModel(folder, file.name)) {
            return Error{ErrorCode::io, file.name + " is not a file of this model", folder};
        }
        std::error_code failure;
        const fs::path source = fs::canonical(folder / pathFromUtf8(file.name), failure);
        if (failure) {
            return failed(file.name, failure, folder);
        }
        if (auto status = copyOne(source, file.name, destination / pathFromUtf8(file.name));
            !status) {
            return status;
        }
    }
    return {};
}

}  // namespace quince
