#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace hub {

/// Where huggingface_hub keeps what of one model repo. Only names; nothing is read or made.
class CacheLayout {
public:
    /// `cache`: the folder that holds models--org--name. REQUIRES: quince::isValidRepoId(repoId)
    CacheLayout(std::filesystem::path cache, std::string_view repoId);

    [[nodiscard]] const std::filesystem::path& cache() const { return m_cache; }
    [[nodiscard]] const std::filesystem::path& repo() const { return m_repo; }

    [[nodiscard]] std::filesystem::path blobs() const { return m_repo / "blobs"; }
    [[nodiscard]] std::filesystem::path blob(std::string_view etag) const;
    /// A download that is not finished. `tag`: 8 hex digits, so that hf knows it for what it is.
    [[nodiscard]] std::filesystem::path partial(std::string_view etag, std::string_view tag) const;
    [[nodiscard]] std::filesystem::path lock(std::string_view etag) const;

    [[nodiscard]] std::filesystem::path snapshot(std::string_view commit) const;
    /// The name under which other programs find a file: a link to its blob, or the file itself.
    [[nodiscard]] std::filesystem::path pointer(std::string_view commit,
                                                std::string_view path) const;
    [[nodiscard]] std::filesystem::path ref(std::string_view revision) const;
    [[nodiscard]] std::filesystem::path noExist(std::string_view commit,
                                                std::string_view path) const;
    [[nodiscard]] std::filesystem::path tree(std::string_view commit) const;

private:
    std::filesystem::path m_cache;
    std::filesystem::path m_repo;
};

/// The tag of our partial downloads: the first 8 hex digits of sha256("quince"). Always the same,
/// so that a later run finds what an earlier one has left, and no other client's.
inline constexpr std::string_view partialTag = "4f67642c";

/// What leads from the pointer of `path` to its blob: "../../blobs/<etag>", with one more ".." for
/// each folder in `path`.
[[nodiscard]] std::filesystem::path linkTarget(std::string_view etag, std::string_view path);

/// What may stand for a blob's name: 1 to 128 of [A-Za-z0-9._-], not beginning with a dot.
[[nodiscard]] bool isUsableEtag(std::string_view etag);

/// A branch, a tag, refs/pr/N or a commit that can become a path below refs/.
[[nodiscard]] bool isUsableRevision(std::string_view revision);

}  // namespace hub
