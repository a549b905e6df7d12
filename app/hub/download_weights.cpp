#include "hub/download_weights.hpp"

#include "hub/cache_files.hpp"
#include "hub/cache_layout.hpp"
#include "hub/hub_api.hpp"

#include <quince/file.hpp>
#include <quince/remote_checkpoint.hpp>

#include <QTemporaryDir>

#include <algorithm>
#include <string_view>
#include <utility>

namespace hub {
namespace {

using quince::Error;
using quince::ErrorCode;
using quince::Result;
using quince::Status;

constexpr std::string_view indexName = "model.safetensors.index.json";
/// Of a model of 200,000 tensors it is about 30 MB.
constexpr std::int64_t largestIndex = std::int64_t{128} << 20;

const RepoFile* indexIn(const std::vector<RepoFile>& files) {
    const auto index = std::find_if(files.begin(), files.end(),
                                    [](const RepoFile& file) { return file.path == indexName; });
    return index != files.end() ? &*index : nullptr;
}

/// Whether the weights are one file, or all of them "model-<number>-of-<the same>.safetensors".
bool areOneSet(const FilePatterns& patterns, const std::vector<RepoFile>& files) {
    std::vector<std::string_view> names;
    for (const RepoFile& file : files) {
        if (file.path.ends_with(".safetensors") && patterns.select(file.path)) {
            names.push_back(file.path);
        }
    }
    const auto endOf = [](std::string_view name) {
        const std::size_t end = name.rfind("-of-");
        const bool isShard = name.starts_with("model-") && end != std::string_view::npos &&
                             name.find('/') == std::string_view::npos;
        return isShard ? name.substr(end) : std::string_view();
    };
    return names.size() <= 1 || std::all_of(names.begin(), names.end(), [&](auto name) {
               return !endOf(name).empty() && endOf(name) == endOf(names.front());
           });
}

Result<QByteArray> fetchIndex(const RepoFile& index, const std::string& repoId,
                              const std::string& commit, HubApi& api,
                              const quince::StopToken& stop) {
    HttpRequest request;
    request.url = resolveUrl(api.environment().endpoint, repoId, commit, index.path);
    request.token = api.token();
    request.redirects = Redirects::anywhere;
    request.encoding = Encoding::identity;
    request.timeout = api.environment().transferTimeout;
    request.bodyLimit = index.size;
    Result<HttpAnswer> answer = api.retry().send(api.client(), request, stop);
    if (!answer) {
        return std::move(answer).error();
    }
    if (!answer->isSuccess()) {
        return errorOf(*answer, {api.environment().endpoint, repoId, commit, index.path,
                                 !api.token().isEmpty()});
    }
    return std::move(answer->body);
}

}  // namespace

FilePatterns narrowedToWeights(FilePatterns patterns, const std::vector<RepoFile>& files,
                               const std::filesystem::path& folder) {
    std::vector<quince::RemoteFile> sizes;
    sizes.reserve(files.size());
    for (const RepoFile& file : files) {
        sizes.push_back({file.path, static_cast<std::uint64_t>(file.size)});
    }
    if (auto names = quince::remoteWeightFiles(folder, sizes)) {
        patterns.weights.emplace(names->begin(), names->end());
    }
    return patterns;
}

Result<FilePatterns> narrowedToWeights(const FilePatterns& patterns,
                                       const std::vector<RepoFile>& files,
                                       const CacheLayout& layout, const std::string& repoId,
                                       const std::string& commit, HubApi& api,
                                       const quince::StopToken& stop) {
    const RepoFile* const index = indexIn(files);
    if (areOneSet(patterns, files) || (index != nullptr && index->size > largestIndex)) {
        return patterns;
    }
    const auto size = static_cast<std::uint64_t>(index != nullptr ? index->size : 0);
    if (index == nullptr || isWholeFile(layout.pointer(commit, index->path), size)) {
        return narrowedToWeights(patterns, files, layout.snapshot(commit));
    }
    const Result<QByteArray> bytes = fetchIndex(*index, repoId, commit, api, stop);
    if (!bytes) {
        return bytes.error();
    }
    const QTemporaryDir work;
    if (!work.isValid()) {
        return patterns;
    }
    const auto folder = quince::pathFromUtf8(work.path().toStdString());
    const Status written = quince::writeFileAtomically(folder / indexName, bytes->toStdString());
    // The index is only to save what nobody needs: without it all is fetched.
    return written ? narrowedToWeights(patterns, files, folder) : patterns;
}

}  // namespace hub
