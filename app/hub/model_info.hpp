#pragma once

#include <QUrl>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hub {

/// Whether access must be asked for before files can be had.
enum class Gate { open, automatic, manual };

/// One file of a repo at a commit. Digests are lower-case hex, or empty where the server tells
/// none.
struct RepoFile {
    std::string path;
    std::int64_t size = 0;  ///< bytes of the content, not of its LFS pointer
    std::string blobId;     ///< git's sha1 of the blob (of the pointer, for an LFS file)
    std::string sha256;     ///< of the content; LFS files only

    friend bool operator==(const RepoFile&, const RepoFile&) = default;
};

/// What the Hub says of a model. All but id (and sha, of a single model) may be missing: empty.
struct ModelInfo {
    std::string id;   ///< as the repo is called now; use it from then on
    std::string sha;  ///< the commit; empty in search results
    bool isPrivate = false;
    bool isDisabled = false;
    Gate gate = Gate::open;
    std::optional<std::vector<RepoFile>> files;      ///< only where they were asked for
    std::map<std::string, std::int64_t> parameters;  ///< by dtype, of its safetensors files
    std::optional<std::int64_t> totalParameters;
    std::optional<std::int64_t> usedStorage;  ///< bytes over all revisions, not of a download
    std::vector<std::string> tags;
    std::string pipelineTag;
    std::string libraryName;
    std::string license;
    std::vector<std::string> architectures;
    std::string modelType;
    std::optional<std::int64_t> downloads;  ///< of the last 30 days
    std::optional<std::int64_t> likes;
    std::string lastModified;  ///< ISO 8601
};

enum class SearchOrder { downloads, likes, lastModified, trending };

struct SearchQuery {
    std::string text;
    std::string author;                               ///< empty: anybody
    std::vector<std::string> filters{"safetensors"};  ///< tags that a model must all have
    SearchOrder order = SearchOrder::downloads;
    int limit = 20;  ///< models of a page
};

struct SearchPage {
    std::vector<ModelInfo> models;
    std::optional<QUrl> next;  ///< for HubApi::searchMore
};

/// What a HEAD of a file tells.
struct FileMetadata {
    std::string commit;
    std::string etag;       ///< without quotes and W/; safe as a file's name: sha256, or git's sha1
    std::int64_t size = 0;  ///< bytes
};

enum class TokenRole { read, write, fineGrained, unknown };

struct Account {
    std::string name;
    std::string fullName;
    bool isOrganization = false;
    std::vector<std::string> organizations;
    TokenRole role = TokenRole::unknown;
    std::string tokenName;
};

}  // namespace hub
