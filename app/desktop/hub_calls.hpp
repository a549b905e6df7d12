#pragma once

#include "desktop/conversion_worker.hpp"

#include <quince/plan.hpp>
#include <quince/repo_id.hpp>
#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <QMetaType>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace app {

/// A model of the Hub as a search or a look at it tells. Empty and 0: not told.
struct FoundModel {
    std::string id;  ///< as the Hub spells it
    std::uint64_t downloads = 0;
    std::uint64_t likes = 0;
    std::string changed;  ///< "2025-07-26T03:49:13.000Z"
    std::string modelType;
    std::string dtype;  ///< of most parameters, or how they are quantized: "BF16", "fp8"
    std::uint64_t parameters = 0;
    std::string licence;
    bool isGated = false;
    bool isPrivate = false;
    bool isMlx = false;
    bool isSupported = true;  ///< as far as is known
    std::string whyNot;       ///< a sentence
};

enum class SearchOrder { downloads, likes, changed };

struct SearchQuestion {
    std::string words;  ///< may be empty: all models
    SearchOrder order = SearchOrder::downloads;
    std::string next;  ///< FoundPage::next of the page before; empty: the first page
};

struct FoundPage {
    std::vector<FoundModel> models;
    std::string next;  ///< for the page after; empty: this is the last
};

/// A model of the Hub that is not on this disk, from config.json and the headers of its weights.
struct RemoteModel {
    std::string repoId;  ///< as the Hub spells it
    std::string commit;
    std::shared_ptr<const quince::Inspection> inspection;
    std::vector<std::string> conversions;  ///< ids of what others made of it for MLX
    std::uint64_t bytes = 0;               ///< of all files that are fetched for a conversion
    std::uint64_t bytesMissing = 0;        ///< of these, not in the cache yet
    std::uint64_t spaceNeeded = 0;         ///< on the cache's disk, with a margin
    std::uint64_t spaceFree = 0;
};

/// What the window asks of the Hub. Every call blocks and belongs on a worker thread; each may be
/// called by several threads at once. A stop is seen within 100 ms and gives ErrorCode::stopped.
struct HubCalls {
    std::function<quince::Result<FoundPage>(const SearchQuestion&, const quince::StopToken&)>
        search;
    /// One model by its id; the revision is "main" when none is named. Errors: notFound ...
    std::function<quince::Result<FoundModel>(const quince::RepoReference&,
                                             const quince::StopToken&)>
        look;
    /// `cache`: where it would be downloaded to; what is there already is not counted as missing.
    std::function<quince::Result<RemoteModel>(
        const quince::RepoReference&, const std::filesystem::path& cache, const quince::StopToken&)>
        inspect;
    DownloadFunction download;
};

}  // namespace app

Q_DECLARE_METATYPE(app::FoundModel)
