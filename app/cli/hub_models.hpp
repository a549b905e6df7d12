#pragma once

#include "cli/model_source.hpp"
#include "cli/output.hpp"
#include "cli/seen_model.hpp"

#include <quince/architecture.hpp>
#include <quince/environment.hpp>
#include <quince/repo_id.hpp>
#include <quince/result.hpp>

#include <cstdint>
#include <string>

namespace cli {

// Each shows how far it is on standard error; Ctrl+C stops it (ErrorCode::stopped).

/// What a model that is not here is, told without fetching its weights.
/// Errors: offline, with what to do; as hub::inspectRemote.
quince::Result<SeenModel> lookAtHub(const MissingModel& model,
                                    const quince::Environment& environment,
                                    const quince::ArchitectureLibrary& library);

/// A model that is in the cache now.
struct FetchedModel {
    ModelSource source;
    std::uint64_t bytesFetched = 0;
};

/// Brings a model into the Hugging Face cache, or what is missing of it.
/// Errors: offline, with what to do; as hub::downloadModel.
quince::Result<FetchedModel> fetchFromHub(const quince::RepoReference& repo,
                                          const quince::Environment& environment,
                                          const Output& output);

/// The model that is meant, for planning: from the disk, or from the Hub's headers.
quince::Result<SeenModel> seeModel(const ModelWord& word, const quince::Environment& environment,
                                   const quince::ArchitectureLibrary& library);

/// The model that is meant, with its weights: fetched first if it is not here.
quince::Result<ModelSource> obtainModel(const ModelWord& word,
                                        const quince::Environment& environment,
                                        const Output& output);

}  // namespace cli
