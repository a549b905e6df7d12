#include "hub/upload_folder.hpp"

#include <quince/file.hpp>
#include <quince/safe_path.hpp>

#include <algorithm>
#include <array>
#include <span>
#include <system_error>
#include <utility>

namespace hub {

namespace fs = std::filesystem;

using quince::Error;
using quince::ErrorCode;
using quince::Result;
using quince::Status;

namespace {

constexpr std::int64_t sampleSize = 512;
constexpr std::string_view cardName = "README.md";

bool isBelow(const fs::path& file, const fs::path& folder) {
    return std::mismatch(folder.begin(), folder.end(), file.begin(), file.end()).first ==
           folder.end();
}

/// Where links of the folder may lead: into itself, and from a snapshot to the blobs of its repo.
std::vector<fs::path> homesOf(const fs::path& folder) {
    std::error_code failure;
    std::vector<fs::path> homes{fs::canonical(folder, failure)};
    const fs::path snapshots = homes.front().parent_path();
    if (snapshots.filename() == "snapshots") {
        homes.push_back(snapshots.parent_path() / "blobs");
    }
    return homes;
}

Status checkLink(const fs::path& link, const std::vector<fs::path>& homes) {
    std::error_code failure;
    const fs::path target = fs::canonical(link, failure);
    const bool isAtHome =
        !failure && std::any_of(homes.begin(), homes.end(),
                                [&](const fs::path& home) { return isBelow(target, home); });
    if (isAtHome && fs::is_regular_file(target, failure)) {
        return {};
    }
    return Error{ErrorCode::invalidArgument,
                 quince::nameText(link) +
                     " is a link out of the model folder. Put the file itself there, or take the "
                     "link away",
                 link};
}

Result<QByteArray> sampleOf(const fs::path& path, std::int64_t size) {
    const Result<quince::File> file = quince::File::openForReading(path);
    if (!file) {
        return file.error();
    }
    QByteArray sample(static_cast<qsizetype>(std::min(size, sampleSize)), Qt::Uninitialized);
    if (Status read = file->readAt(0, std::as_writable_bytes(std::span(
                                          sample.data(), static_cast<std::size_t>(sample.size()))));
        !read) {
        return read.error();
    }
    return sample;
}

Result<LocalFile> localFile(std::string path, const fs::path& file) {
    if (!quince::isSafeRelativePath(path)) {
        return Error{ErrorCode::invalidArgument,
                     "A file called " + path + " cannot be on the Hub. Rename it", file};
    }
    const std::optional<FileStamp> stamp = stampOf(file);
    if (!stamp) {
        return Error{ErrorCode::io, path + " cannot be read", file};
    }
    Result<QByteArray> sample = sampleOf(file, stamp->size);
    if (!sample) {
        return sample.error();
    }
    return LocalFile{std::move(path), file, *stamp, *std::move(sample), std::nullopt};
}

void sortByPath(std::vector<LocalFile>& files) {
    std::sort(files.begin(), files.end(),
              [](const LocalFile& left, const LocalFile& right) { return left.path < right.path; });
}

LocalFile cardFile(const fs::path& folder, const std::string& text) {
    const QByteArray bytes = QByteArray::fromStdString(text);
    return {std::string(cardName),
            folder / cardName,
            {bytes.size(), {}},
            bytes.left(sampleSize),
            bytes};
}

Result<std::vector<LocalFile>> listFiles(const fs::path& folder) {
    std::error_code failure;
    std::vector<LocalFile> files;
    const std::vector<fs::path> homes = homesOf(folder);
    fs::recursive_directory_iterator entry(folder, failure);
    for (; !failure && entry != fs::recursive_directory_iterator(); entry.increment(failure)) {
        std::string path = quince::toUtf8(entry->path().lexically_relative(folder));
        std::error_code unknown;
        if (isLeftOut(path)) {
            entry.disable_recursion_pending();
            continue;
        }
        const bool isLink = entry->is_symlink(unknown);
        if (isLink) {
            if (Status fine = checkLink(entry->path(), homes); !fine) {
                return fine.error();
            }
        } else if (!entry->is_regular_file(unknown)) {
            continue;
        }
        Result<LocalFile> file = localFile(std::move(path), entry->path());
        if (!file) {
            return file.error();
        }
        files.push_back(*std::move(file));
    }
    if (failure) {
        return Error{
            ErrorCode::io,
            "The folder " + quince::nameText(folder) + " cannot be read: " + failure.message(),
            folder};
    }
    return files;
}

}  // namespace

std::optional<FileStamp> stampOf(const fs::path& file) {
    std::error_code failure;
    const std::uintmax_t size = fs::file_size(file, failure);
    if (failure) {
        return std::nullopt;
    }
    const fs::file_time_type changed = fs::last_write_time(file, failure);
    return failure ? std::nullopt
                   : std::optional(FileStamp{static_cast<std::int64_t>(size), changed});
}

Error changedError(const LocalFile& file) {
    return {ErrorCode::mismatch,
            file.path +
                " was changed while the model was uploaded, so nothing was published. Start the "
                "upload again when the folder is at rest.",
            file.file};
}

Status checkUnchanged(const LocalFile& file) {
    if (file.text || stampOf(file.file) == file.stamp) {
        return {};
    }
    return changedError(file);
}

bool isLeftOut(std::string_view path) {
    constexpr std::array names{".git", ".cache", ".DS_Store", "Thumbs.db", "desktop.ini"};
    constexpr std::array ends{".incomplete", ".part", ".tmp", ".lock", ".quince-staging"};
    const std::string_view name = path.substr(path.rfind('/') + 1);
    return name.starts_with("._") || name.starts_with(".quince-staging") ||
           std::any_of(names.begin(), names.end(), [&](const char* one) { return name == one; }) ||
           std::any_of(ends.begin(), ends.end(),
                       [&](const char* one) { return name.ends_with(one); });
}

void replaceCard(std::vector<LocalFile>& files, const fs::path& folder, const std::string& text) {
    std::erase_if(files, [](const LocalFile& file) { return file.path == cardName; });
    if (!text.empty()) {
        files.push_back(cardFile(folder, text));
        sortByPath(files);
    }
}

Result<std::vector<LocalFile>> filesToUpload(const fs::path& folder,
                                             const std::optional<std::string>& card) {
    std::error_code failure;
    if (!fs::is_directory(folder, failure)) {
        return Error{ErrorCode::notFound,
                     "There is no folder " + quince::toUtf8(folder) + " to upload.", folder};
    }
    Result<std::vector<LocalFile>> files = listFiles(folder);
    if (!files) {
        return files;
    }
    if (card) {
        replaceCard(*files, folder, *card);
    }
    const auto isConfig = [](const LocalFile& file) { return file.path == "config.json"; };
    if (std::none_of(files->begin(), files->end(), isConfig)) {
        return Error{ErrorCode::invalidArgument,
                     quince::toUtf8(folder) +
                         " is not a model folder: it has no config.json. Name the folder that "
                         "holds the model's files.",
                     folder};
    }
    sortByPath(*files);
    return files;
}

}  // namespace hub
