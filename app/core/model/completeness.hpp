#pragma once

#include "core/model/folder_listing.hpp"

#include <quince/hf_cache.hpp>

#include <filesystem>
#include <string_view>

namespace quince {

/// Fills state, missing, weights, hasAllWeights and warnings of a model whose `folder` and
/// `downloadInProgress` are known. `treeFile` is the listing trees/<commit>.json, which need not
/// exist. Trusts, in this order: that listing, the index's weight map, the numbers in shard names.
void judgeCompleteness(const FolderListing& listing, const std::filesystem::path& treeFile,
                       CachedModel& model);

/// "pytorch_model.bin" -> pytorch; other extensions than those of weights -> none.
WeightFormat weightFormatOf(std::string_view fileName);

}  // namespace quince
