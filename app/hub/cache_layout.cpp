#include "hub/cache_layout.hpp"

#include "hub/repo_listing.hpp"

#include <quince/file.hpp>
#include <quince/repo_id.hpp>

#include <algorithm>
#include <utility>

namespace hub {
namespace {

namespace fs = std::filesystem;

bool isAsciiAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

}  // namespace

CacheLayout::CacheLayout(fs::path cache, std::string_view repoId)
    : m_cache(std::move(cache)), m_repo(m_cache / quince::cacheFolderName(repoId)) {}

fs::path CacheLayout::blob(std::string_view etag) const {
    return blobs() / etag;
}

fs::path CacheLayout::partial(std::string_view etag, std::string_view tag) const {
    return blobs() / (std::string(etag) + "." + std::string(tag) + ".incomplete");
}

fs::path CacheLayout::lock(std::string_view etag) const {
    return m_cache / ".locks" / m_repo.filename() / (std::string(etag) + ".lock");
}

fs::path CacheLayout::snapshot(std::string_view commit) const {
    return m_repo / "snapshots" / commit;
}

fs::path CacheLayout::pointer(std::string_view commit, std::string_view path) const {
    return snapshot(commit) / quince::pathFromUtf8(path);
}

fs::path CacheLayout::ref(std::string_view revision) const {
    return m_repo / "refs" / quince::pathFromUtf8(revision);
}

fs::path CacheLayout::noExist(std::string_view commit, std::string_view path) const {
    return m_repo / ".no_exist" / commit / quince::pathFromUtf8(path);
}

fs::path CacheLayout::tree(std::string_view commit) const {
    return m_repo / "trees" / (std::string(commit) + ".json");
}

fs::path linkTarget(std::string_view etag, std::string_view path) {
    fs::path target = "../..";
    for (auto folders = std::count(path.begin(), path.end(), '/'); folders > 0; --folders) {
        target /= "..";
    }
    return target / "blobs" / etag;
}

bool isUsableEtag(std::string_view etag) {
    return !etag.empty() && etag.size() <= 128 && etag.front() != '.' &&
           std::all_of(etag.begin(), etag.end(), [](char c) {
               return isAsciiAlphanumeric(c) || c == '.' || c == '_' || c == '-';
           });
}

bool isUsableRevision(std::string_view revision) {
    return revision.size() <= 255 && isPathForEverySystem(std::string(revision));
}

}  // namespace hub
