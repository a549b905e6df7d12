#pragma once

#include "hub/digest.hpp"
#include "hub/upload_folder.hpp"

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace hub {

/// The hashes of a model folder's files as an earlier run found them, in a small file of ours
/// outside of it, so that an upload that goes on need not read everything again. A hash counts
/// while size and time of its file are the same. Any thread.
class HashNotes {
public:
    /// `folder`: ours, with the notes on all models; empty: nothing is kept.
    HashNotes(const std::filesystem::path& folder, const std::filesystem::path& model);

    [[nodiscard]] std::optional<std::string> find(const LocalFile& file, DigestKind kind) const;
    /// Of a file that was changed a moment ago it is not kept: another change might not show in its
    /// time.
    void add(const LocalFile& file, DigestKind kind, const std::string& hash);
    /// A failure costs time in the next run, and nothing else.
    void save() const;

private:
    struct Note {
        std::string stamp;
        std::string hash;
        bool isFresh = false;  ///< for this run only
    };
    using Key = std::pair<std::string, DigestKind>;

    void read();
    void makeRoom() const;

    std::filesystem::path m_folder;
    std::filesystem::path m_file;
    mutable std::mutex m_mutex;  ///< guards the notes, and the file while it is written
    std::map<Key, Note> m_notes;
};

}  // namespace hub
