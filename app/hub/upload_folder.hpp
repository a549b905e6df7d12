#pragma once

#include <quince/result.hpp>

#include <QByteArray>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hub {

/// By which a change of a file shows without reading it.
struct FileStamp {
    std::int64_t size = 0;
    std::filesystem::file_time_type changed;

    friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

/// A file of a folder that is uploaded.
struct LocalFile {
    std::string path;  ///< in the repo
    std::filesystem::path file;
    FileStamp stamp;
    QByteArray sample;               ///< its first 512 bytes
    std::optional<QByteArray> text;  ///< its content, where it is not that of a file
};

/// Nothing if the file is gone.
[[nodiscard]] std::optional<FileStamp> stampOf(const std::filesystem::path& file);

/// What to say of a file that is not what it was when the upload began.
[[nodiscard]] quince::Error changedError(const LocalFile& file);
/// Errors: mismatch.
[[nodiscard]] quince::Status checkUnchanged(const LocalFile& file);

/// Whether a file is left out by its name: those of git and of systems, partial ones.
[[nodiscard]] bool isLeftOut(std::string_view path);

/// Takes README.md out of the sorted files of `folder` and, unless it is empty, puts `text` there.
void replaceCard(std::vector<LocalFile>& files, const std::filesystem::path& folder,
                 const std::string& text);

/// The files of a model folder, sorted by path, with `card` in place of its README.md (an empty
/// one: without any). Links are followed only to files of the folder itself, or, in the Hugging
/// Face cache, of the same repo.
/// Errors: notFound, io; invalidArgument: no model folder, a name that cannot be in a repo, a link
/// that leads elsewhere.
quince::Result<std::vector<LocalFile>> filesToUpload(const std::filesystem::path& folder,
                                                     const std::optional<std::string>& card);

}  // namespace hub
