#pragma once

#include <quince/environment.hpp>
#include <quince/result.hpp>

#include <filesystem>
#include <string>

namespace cli {

/// What MODEL on the command line means.
struct ModelSource {
    std::filesystem::path folder;
    std::string repo;      ///< "org/name", or empty for a plain folder
    std::string revision;  ///< commit, or empty
    std::string name;      ///< the model's own name
};

/// A folder if there is one of that name, else a repo of the Hugging Face cache.
/// Errors: notFound (with what to do about it), invalidArgument.
quince::Result<ModelSource> findModel(const std::string& model,
                                      const quince::Environment& environment);

}  // namespace cli
