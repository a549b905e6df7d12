#pragma once

#include <quince/result.hpp>

#include <string>

namespace cli {

// Words that several commands use.

constexpr const char* modelHelp =
    "A model folder, or a model of the Hub: org/name, org/name@revision or the address of its page";
constexpr const char* revisionHelp = "A branch, tag or commit of the model's repo";
constexpr const char* jsonHelp = "One JSON object on standard output";
constexpr const char* threadsHelp = "Threads to use (default: all cores)";
constexpr const char* saveRecipeHelp = "Write the recipe to this file, to be edited and used again";

/// Our own: CLI11 would call both spellings of the model required, and name but one.
inline quince::Error noModel(const char* command) {
    return {quince::ErrorCode::invalidArgument,
            std::string("Name a model: a folder, or a model of the Hub; see "
                        "`quince-cli ") +
                command + " --help`.",
            {}};
}

inline quince::Error notARepo(const std::string& what) {
    return {quince::ErrorCode::invalidArgument,
            what + " is not the repo id of a model, such as org/name.",
            {}};
}

}  // namespace cli
