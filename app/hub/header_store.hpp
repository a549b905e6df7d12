#pragma once

#include "hub/file_reader.hpp"
#include "hub/tree_listing.hpp"

#include <quince/result.hpp>

#include <QByteArray>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace hub {

/// A folder of ours with what was seen of models on the Hub: for each commit a folder as
/// quince::openRemoteCheckpoint wants it, and the listing of the repo. Small files only; those that
/// were not used for longest go when there is too much. Several programs may use it at once.
class HeaderStore {
public:
    static constexpr std::uint64_t usualLimit = std::uint64_t{256} << 20;

    /// `folder` need not exist. `limit`: bytes to keep in all.
    explicit HeaderStore(std::filesystem::path folder, std::uint64_t limit = usualLimit);

    /// One commit that is being written; nobody sees it before `finish`. Removed if that is not
    /// called.
    class Draft {
    public:
        Draft(Draft&& other) noexcept;
        Draft& operator=(Draft&&) = delete;
        ~Draft();

        [[nodiscard]] const std::filesystem::path& folder() const { return m_folder; }

    private:
        friend class HeaderStore;
        Draft(std::filesystem::path folder, std::filesystem::path target);

        std::filesystem::path m_folder;  ///< empty after a move
        std::filesystem::path m_target;
    };

    /// Where the commit's files are.
    [[nodiscard]] std::filesystem::path folderOf(const RepoCommit& commit) const;

    /// The listing of a commit that is there; it counts as used now.
    [[nodiscard]] std::optional<std::vector<RepoFile>> listingOf(const RepoCommit& commit) const;

    /// Errors: io, diskFull.
    quince::Result<Draft> begin(const RepoCommit& commit) const;

    /// Gives the draft its place and makes room for it. Errors: io, diskFull.
    quince::Status finish(Draft draft, const std::vector<RepoFile>& listing) const;

    /// What is there of a commit is of no use.
    void forget(const RepoCommit& commit) const;

private:
    void makeRoom(const std::filesystem::path& kept) const;

    std::filesystem::path m_folder;
    std::uint64_t m_limit;
};

}  // namespace hub
