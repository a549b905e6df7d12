#pragma once

#include "hub/download.hpp"
#include "hub/download_plan.hpp"
#include "hub/file_patterns.hpp"

#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <filesystem>
#include <string>
#include <variant>

namespace hub {

class HubApi;

struct DownloadRequest {
    std::string repoId;
    std::string revision = "main";  ///< a branch, a tag, refs/pr/N or a commit
    std::filesystem::path cache;    ///< the folder that holds models--org--name
    FilePatterns patterns = conversionPatterns();
};

/// What there is to do, or the model as it lies in the cache because the Hub could not be asked.
using PreparedDownload = std::variant<DownloadPlan, DownloadedModel>;

/// Asks the Hub which commit the revision is and what is in it, and compares that with the cache;
/// writes nothing. Of the safetensors files those are planned that a conversion reads. Where all is
/// there, that takes one request, and the plan is done. Blocks.
/// Errors: those of HubApi and planDownload; invalidArgument: no id or revision that can be;
/// unauthorized: the repo was disabled.
quince::Result<PreparedDownload> prepareDownload(HubApi& api, const DownloadRequest& request,
                                                 const quince::StopToken& stop);

}  // namespace hub
