#include "hub/download_plan.hpp"

#include "hub/cache_files.hpp"
#include "hub/repo_listing.hpp"

#include <quince/lm_studio.hpp>
#include <quince/repo_id.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <system_error>
#include <tuple>

namespace hub {
namespace {

namespace fs = std::filesystem;

using quince::Error;
using quince::ErrorCode;
using quince::Status;

bool isWeights(std::string_view path) {
    return path.ends_with(".safetensors");
}

Error refused(std::string_view repoId, const std::string& why) {
    return {ErrorCode::untrusted, "the listing of " + std::string(repoId) + " " + why, {}};
}

/// What a listing needs besides what checkListing wants.
Status checkDigests(std::string_view repoId, const std::vector<RepoFile>& files) {
    std::map<std::string_view, std::int64_t> sizes;
    for (const RepoFile& file : files) {
        if (!isUsableEtag(etagOf(file))) {
            return refused(repoId, "gives " + file.path + " no usable hash");
        }
        if (sizes.emplace(etagOf(file), file.size).first->second != file.size) {
            return refused(repoId, "gives the same content different sizes: " + file.path);
        }
    }
    return {};
}

std::string noWeights(std::string_view repoId, const std::vector<RepoFile>& listing) {
    const auto has = [&listing](std::string_view ending) {
        return std::any_of(listing.begin(), listing.end(),
                           [&](const RepoFile& file) { return file.path.ends_with(ending); });
    };
    std::string sentence(repoId);
    if (has(".bin") || has(".pth") || has(".pt")) {
        return sentence +
               " has only PyTorch weights (.bin), which are not supported; look for a version of "
               "it "
               "with safetensors";
    }
    if (has(".gguf")) {
        return sentence +
               " has only GGUF weights, which are not supported; take the model that it "
               "was made from";
    }
    return sentence + " has no safetensors weights";
}

/// What of the blob is there already.
void lookAt(const CacheLayout& layout, std::string_view commit, PlannedBlob& blob) {
    const auto isThere = [&](const std::string& path) {
        return isWholeFile(layout.pointer(commit, path), blob.size);
    };
    const auto there = std::count_if(blob.paths.begin(), blob.paths.end(), isThere);
    if (there == static_cast<std::ptrdiff_t>(blob.paths.size())) {
        blob.state = PlannedBlob::State::placed;
        return;
    }
    if (there > 0 || isWholeFile(layout.blob(blob.etag), blob.size)) {
        blob.state = PlannedBlob::State::here;
        return;
    }
    std::error_code failure;
    const std::uint64_t partial = fs::file_size(layout.partial(blob.etag, partialTag), failure);
    blob.resumable = failure || partial > blob.size ? 0 : partial;
}

void addUp(bool mayLink, DownloadPlan& plan) {
    for (const PlannedBlob& blob : plan.blobs) {
        const std::uint64_t names = blob.paths.size();
        plan.files += names;
        plan.bytesTotal += blob.size;
        const bool isMissing = blob.state == PlannedBlob::State::missing;
        (isMissing ? plan.bytesResumable : plan.bytesThere) +=
            isMissing ? blob.resumable : blob.size;
        std::uint64_t needed = isMissing ? blob.size - blob.resumable : 0;
        if (!mayLink && blob.state != PlannedBlob::State::placed) {
            needed += blob.size * (isMissing ? names - 1 : names);
        }
        plan.spaceNeeded += needed;
    }
    plan.spaceNeeded += plan.spaceNeeded > 0 ? spaceMargin : 0;
}

std::vector<PlannedBlob> gathered(const std::vector<RepoFile>& files) {
    std::map<std::string_view, PlannedBlob> byEtag;
    for (const RepoFile& file : files) {
        PlannedBlob& blob = byEtag[etagOf(file)];
        blob.etag = etagOf(file);
        blob.size = static_cast<std::uint64_t>(file.size);
        blob.paths.push_back(file.path);
    }
    std::vector<PlannedBlob> blobs;
    for (auto& [etag, blob] : byEtag) {
        std::sort(blob.paths.begin(), blob.paths.end());
        blobs.push_back(std::move(blob));
    }
    std::sort(blobs.begin(), blobs.end(), [](const PlannedBlob& a, const PlannedBlob& b) {
        const auto rank = [](const PlannedBlob& blob) {
            const bool weights = isWeights(blob.paths.front());
            return std::tuple(weights, weights ? 0 : blob.size,
                              std::string_view(blob.paths.front()));
        };
        return rank(a) < rank(b);
    });
    return blobs;
}

}  // namespace

bool DownloadPlan::isDone() const {
    return std::all_of(blobs.begin(), blobs.end(), [](const PlannedBlob& blob) {
        return blob.state == PlannedBlob::State::placed;
    });
}

quince::Result<DownloadPlan> planDownload(const CacheLayout& layout, std::string_view repoId,
                                          std::string_view revision, std::string_view commit,
                                          const std::vector<RepoFile>& listing,
                                          const FilePatterns& patterns, bool mayLink) {
    if (!quince::isCommitHash(commit) || !isUsableRevision(revision)) {
        return Error{ErrorCode::untrusted,
                     "the Hub does not tell which commit " + std::string(revision) + " is",
                     {}};
    }
    DownloadPlan plan;
    plan.repoId = repoId;
    plan.revision = revision;
    plan.commit = commit;
    std::vector<RepoFile> chosen;
    std::copy_if(listing.begin(), listing.end(), std::back_inserter(chosen),
                 [&](const RepoFile& file) { return patterns.select(file.path); });
    Status checked = checkListing(chosen, plan.repoId);
    if (checked) {
        checked = checkDigests(repoId, chosen);
    }
    if (!checked) {
        return std::move(checked).error();
    }
    if (std::none_of(chosen.begin(), chosen.end(),
                     [](const RepoFile& file) { return isWeights(file.path); })) {
        return Error{ErrorCode::unsupported, noWeights(repoId, listing), {}};
    }
    plan.blobs = gathered(chosen);
    for (PlannedBlob& blob : plan.blobs) {
        lookAt(layout, commit, blob);
    }
    if (chosen.size() == listing.size()) {
        plan.listing = listing;
    }
    addUp(mayLink, plan);
    const quince::Result<std::uint64_t> space = quince::spaceAvailable(layout.cache());
    plan.spaceFree = space ? *space : plan.spaceNeeded;  // where it cannot be told, try
    return plan;
}

}  // namespace hub
