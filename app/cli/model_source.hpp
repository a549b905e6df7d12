#pragma once

#include "cli/model_word.hpp"

#include <quince/environment.hpp>
#include <quince/repo_id.hpp>
#include <quince/result.hpp>

#include <filesystem>
#include <string>
#include <variant>

namespace cli {

/// A model on this disk.
struct ModelSource {
    std::filesystem::path folder;
    std::string repo;      ///< "org/name", or empty for a plain folder
    std::string revision;  ///< commit, or empty
    std::string name;      ///< the model's own name
};

/// A repo that is not in the cache, or not whole: only the Hub has it.
struct MissingModel {
    quince::RepoReference repo;
    quince::Error why;  ///< what to say where the Hub cannot be asked; says what to do
};

/// The repo that the words name; no folder is looked for. Errors: invalidArgument.
quince::Result<quince::RepoReference> repoNamed(const ModelWord& word,
                                                const quince::Environment& environment);

/// A folder if there is one of that name, else a repo of the Hugging Face cache, else a repo that
/// may be on the Hub. Asks nobody. Errors: invalidArgument; of reading the folder.
quince::Result<std::variant<ModelSource, MissingModel>> locateModel(
    const ModelWord& word, const quince::Environment& environment);

/// The same for who needs it here. Errors: notFound (with what to do about it), invalidArgument.
quince::Result<ModelSource> findModel(const ModelWord& word,
                                      const quince::Environment& environment);

}  // namespace cli
