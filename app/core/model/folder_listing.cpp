#include "core/model/folder_listing.hpp"

#include "core/base/file.hpp"

#include <algorithm>

#ifndef _WIN32
#include <sys/stat.h>
#endif

namespace quince {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t mostFiles = 20'000;

bool isLitter(std::string_view name) {
    return name == ".DS_Store" || name == "Thumbs.db" || name == "desktop.ini" ||
           name.starts_with("._");
}

#ifdef _WIN32

void look(const fs::path& path, ListedFile& file) {
    std::error_code failure;
    if (!fs::is_regular_file(path, failure)) {
        return;
    }
    file.bytes = fs::file_size(path, failure);
    file.present = !failure;
    const fs::path resolved = fs::canonical(path, failure);
    file.identity.number = fs::hash_value(failure ? path : resolved);
}

#else

void look(const fs::path& path, ListedFile& file) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) {
        return;
    }
    file.present = true;
    file.bytes = static_cast<std::uint64_t>(status.st_size);
    file.identity = {static_cast<std::uint64_t>(status.st_dev),
                     static_cast<std::uint64_t>(status.st_ino)};
}

#endif

void addFiles(const fs::path& folder, const std::string& prefix, int levels, FolderListing& out) {
    std::error_code failure;
    fs::directory_iterator entry(folder, failure);
    for (; !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
        if (out.files.size() >= mostFiles) {
            return;
        }
        const std::string name = toUtf8(entry->path().filename());
        std::error_code ignored;
        if (entry->symlink_status(ignored).type() == fs::file_type::directory) {
            if (levels > 0 && !name.starts_with('.')) {
                addFiles(entry->path(), prefix + name + "/", levels - 1, out);
            }
        } else if (!isLitter(name) && !entry->is_directory(ignored)) {
            ListedFile file;
            file.name = prefix + name;
            look(entry->path(), file);
            out.files.push_back(std::move(file));
        }
    }
}

}  // namespace

const ListedFile* FolderListing::find(std::string_view name) const {
    const auto at = std::lower_bound(
        files.begin(), files.end(), name,
        [](const ListedFile& file, std::string_view wanted) { return file.name < wanted; });
    return at != files.end() && at->name == name ? &*at : nullptr;
}

bool FolderListing::has(std::string_view name) const {
    const ListedFile* const file = find(name);
    return file != nullptr && file->present;
}

FolderListing listFolder(const fs::path& folder, int levels) {
    FolderListing listing;
    addFiles(folder, {}, levels, listing);
    std::sort(listing.files.begin(), listing.files.end(),
              [](const ListedFile& a, const ListedFile& b) { return a.name < b.name; });
    return listing;
}

std::uint64_t uniqueBytes(std::vector<ListedFile> files) {
    std::sort(files.begin(), files.end(),
              [](const ListedFile& a, const ListedFile& b) { return a.identity < b.identity; });
    std::uint64_t sum = 0;
    const ListedFile* last = nullptr;
    for (const ListedFile& file : files) {
        if (file.present && (last == nullptr || last->identity != file.identity)) {
            sum += file.bytes;
            last = &file;
        }
    }
    return sum;
}

}  // namespace quince
