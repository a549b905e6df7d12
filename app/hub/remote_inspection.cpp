#include "hub/remote_inspection.hpp"

#include "hub/in_parallel.hpp"

#include <quince/file.hpp>

#include <algorithm>
#include <atomic>
#include <string_view>
#include <utility>

namespace hub {

using quince::Error;
using quince::ErrorCode;
using quince::RemoteFile;
using quince::Result;
using quince::Status;
using quince::StopToken;

namespace {

constexpr unsigned threads = 8;
/// A model of 200,000 tensors has headers of about 30 MB, and an index as large.
constexpr std::uint64_t largestHeaders = std::uint64_t{256} << 20;

struct SmallFile {
    std::string_view name;
    std::uint64_t limit;
};

/// What quince::openRemoteCheckpoint reads besides headers.
constexpr SmallFile smallFiles[] = {
    {"config.json", 16U << 20U},
    {"generation_config.json", 16U << 20U},
    {"model.safetensors.index.json", 128U << 20U},
};

const RemoteFile* find(const std::vector<RemoteFile>& files, std::string_view name) {
    const auto found = std::find_if(files.begin(), files.end(),
                                    [&](const RemoteFile& file) { return file.name == name; });
    return found != files.end() ? &*found : nullptr;
}

std::vector<RemoteFile> sizesOf(const std::vector<RepoFile>& files) {
    std::vector<RemoteFile> sizes;
    for (const RepoFile& file : files) {
        sizes.push_back({file.path, static_cast<std::uint64_t>(file.size)});
    }
    return sizes;
}

/// The files lie in a folder that means nothing to a person.
Error ofRepo(Error error, const RepoCommit& commit) {
    error.path.clear();
    return std::move(error).within(commit.repoId);
}

/// Fetches what is needed of one commit into a draft.
class Fetch {
public:
    Fetch(const RepoCommit& commit, const std::filesystem::path& folder,
          const std::vector<RemoteFile>& listing, const HubEnvironment& environment,
          const Token& token, Waiter& waiter)
        : m_commit(commit),
          m_folder(folder),
          m_listing(listing),
          m_environment(environment),
          m_token(token),
          m_waiter(waiter) {}

    Status run(const StopToken& stop) {
        if (find(m_listing, "config.json") == nullptr) {
            return Error{ErrorCode::notFound,
                         m_commit.repoId +
                             " has no config.json, so it is no model in the layout "
                             "of Hugging Face.",
                         {}};
        }
        if (Status fetched = fetchSmallFiles(stop); !fetched) {
            return fetched;
        }
        const Result<std::vector<std::string>> names =
            quince::remoteWeightFiles(m_folder, m_listing);
        if (!names) {
            return ofRepo(names.error(), m_commit);
        }
        return fetchHeaders(*names, stop);
    }

private:
    Status fetchSmallFiles(const StopToken& stop) {
        std::vector<RemoteFile> wanted;
        for (const SmallFile& small : smallFiles) {
            const RemoteFile* const file = find(m_listing, small.name);
            if (file == nullptr) {
                continue;
            }
            if (file->bytes > small.limit) {
                return Error{ErrorCode::malformed,
                             m_commit.repoId + ": " + file->name + " is too large to be one (" +
                                 std::to_string(file->bytes) + " bytes).",
                             {}};
            }
            wanted.push_back(*file);
        }
        return fetchEach(
            wanted, [](const RemoteFile& file) { return file.name; },
            [](FileReader& reader, const RemoteFile& file, const StopToken& running) {
                return reader.whole(file, running);
            },
            stop);
    }

    Status fetchHeaders(const std::vector<std::string>& names, const StopToken& stop) {
        std::vector<RemoteFile> wanted;
        for (const std::string& name : names) {
            wanted.push_back(*find(m_listing, name));
        }
        return fetchEach(
            wanted,
            [](const RemoteFile& file) {
                return quince::toUtf8(quince::remoteHeaderFile({}, file.name));
            },
            [this](FileReader& reader, const RemoteFile& file, const StopToken& running) {
                Result<QByteArray> header = reader.header(file, running);
                if (header) {
                    m_headerBytes += static_cast<std::uint64_t>(header->size());
                }
                return m_headerBytes <= largestHeaders
                           ? std::move(header)
                           : Error{ErrorCode::malformed,
                                   m_commit.repoId + ": the headers of its weights are too large.",
                                   {}};
            },
            stop);
    }

    template <typename Name, typename Read>
    Status fetchEach(const std::vector<RemoteFile>& files, Name nameOf, Read read,
                     const StopToken& stop) {
        const auto makeTask = [&] {
            // Shared, because a std::function can be copied; there is one for each thread.
            const auto reader =
                std::make_shared<FileReader>(m_commit, m_environment, m_token, m_waiter);
            return [&, reader](std::size_t index, const StopToken& running) -> Status {
                const Result<QByteArray> bytes = read(*reader, files[index], running);
                if (!bytes) {
                    return bytes.error();
                }
                return quince::writeFileAtomically(
                    m_folder / quince::pathFromUtf8(nameOf(files[index])),
                    {bytes->constData(), static_cast<std::size_t>(bytes->size())});
            };
        };
        return inParallel(files.size(), threads, makeTask, stop);
    }

    const RepoCommit& m_commit;
    const std::filesystem::path& m_folder;
    const std::vector<RemoteFile>& m_listing;
    const HubEnvironment& m_environment;
    const Token& m_token;
    Waiter& m_waiter;
    std::atomic<std::uint64_t> m_headerBytes{0};
};

Result<quince::Checkpoint> openIn(const std::filesystem::path& folder, const RepoCommit& commit,
                                  const std::vector<RemoteFile>& listing) {
    Result<quince::Checkpoint> checkpoint = quince::openRemoteCheckpoint(folder, listing);
    return checkpoint ? std::move(checkpoint) : ofRepo(std::move(checkpoint).error(), commit);
}

}  // namespace

Result<RemoteInspection> inspectRemote(const RepoCommit& commit, const ListFiles& list,
                                       const quince::ArchitectureLibrary& library,
                                       const HeaderStore& store, const HubEnvironment& environment,
                                       const Token& token, Waiter& waiter, const StopToken& stop) {
    if (auto known = store.listingOf(commit)) {
        Result<quince::Checkpoint> checkpoint =
            openIn(store.folderOf(commit), commit, sizesOf(*known));
        if (checkpoint) {
            return RemoteInspection{quince::inspect(*std::move(checkpoint), library),
                                    *std::move(known)};
        }
    }
    store.forget(commit);  // what is there of it cannot be read
    Result<std::vector<RepoFile>> files = list(stop);
    if (!files) {
        return std::move(files).error();
    }
    const std::vector<RemoteFile> listing = sizesOf(*files);
    Result<HeaderStore::Draft> draft = store.begin(commit);
    if (!draft) {
        return std::move(draft).error();
    }
    Fetch fetch(commit, draft->folder(), listing, environment, token, waiter);
    if (Status fetched = fetch.run(stop); !fetched) {
        return std::move(fetched).error();
    }
    Result<quince::Checkpoint> checkpoint = openIn(draft->folder(), commit, listing);
    if (!checkpoint) {
        return std::move(checkpoint).error();
    }
    checkpoint->folder = store.folderOf(commit);
    if (Status kept = store.finish(*std::move(draft), *files); !kept) {
        return std::move(kept).error();
    }
    return RemoteInspection{quince::inspect(*std::move(checkpoint), library), *std::move(files)};
}

}  // namespace hub
