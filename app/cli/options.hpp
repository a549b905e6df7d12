#pragma once

#include "cli/model_word.hpp"

#include <quince/budget.hpp>
#include <quince/recipe.hpp>
#include <quince/result.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace cli {

struct ListOptions {
    std::vector<std::filesystem::path> folders;  ///< looked at besides the cache
};

struct PlanOptions {
    ModelWord model;
    quince::Recipe recipe;
    std::uint64_t contextLength = 0;  ///< 0: 8192, or less if the model has less
    bool listTensors = false;
    std::optional<quince::Budget> budget;  ///< bits by layer, instead of the recipe's
    std::filesystem::path saveRecipe;      ///< empty: not saved
};

struct QualityOptions {
    ModelWord model;
    quince::Recipe recipe;
    std::uint64_t sampleMegabytes = 0;  ///< 0: as QualityQuestion
    unsigned threads = 0;
};

struct ConvertOptions {
    ModelWord model;
    quince::Recipe recipe;
    std::optional<quince::Budget> budget;  ///< as PlanOptions::budget
    std::filesystem::path saveRecipe;
    std::vector<quince::Recipe> also;  ///< further results of the same pass
    std::filesystem::path mlxPath;     ///< when not toLmStudio; with `also` their common parent
    bool toLmStudio = false;
    std::string publisher;  ///< empty: by the naming rules
    std::string name;       ///< empty: by the naming rules
    unsigned threads = 0;
    bool force = false;
    std::string uploadRepo;  ///< where the result is uploaded to; empty: nowhere
};

struct VerifyOptions {
    std::filesystem::path folder;
    bool everything = true;
};

struct EvaluateOptions {
    ModelWord model;
    ModelWord against;  ///< empty: with nothing
    std::filesystem::path text;
    std::filesystem::path importance;  ///< empty: not gathered
    std::uint64_t context = 0;         ///< 0: 512, or less if the model has less
    std::uint64_t maxTokens = 8192;    ///< 0: all
    unsigned threads = 0;
};

struct SearchOptions {
    std::string words;  ///< may be empty: all models
    std::string sort = "downloads";
    unsigned limit = 20;
};

struct DownloadOptions {
    ModelWord model;
};

struct UploadOptions {
    std::filesystem::path folder;
    std::string repo;
    bool isPublic = false;  ///< of a repo that has to be made
    std::string message;    ///< of the commit; empty: the usual one
};

struct LoginOptions {
    bool readsToken = false;  ///< from standard input, instead of the one in use
};

struct ArchitecturesOptions {};

struct ArchitectureCheckOptions {
    std::filesystem::path file;
    ModelWord checkpoint;  ///< empty: only the file itself
};

using Command =
    std::variant<ListOptions, PlanOptions, QualityOptions, ConvertOptions, VerifyOptions,
                 EvaluateOptions, SearchOptions, DownloadOptions, UploadOptions, LoginOptions,
                 ArchitecturesOptions, ArchitectureCheckOptions>;

/// A command line that makes sense.
struct Options {
    Command command;
    bool json = false;
    std::vector<std::string> notes;  ///< sentences for standard error ("... is not needed")
};

/// What to print when there is nothing to run (--help, --version).
struct Words {
    std::string text;
};

/// Reads the command line (without the program's name). Errors: invalidArgument (usage),
/// unsupported (an option that is not built yet).
quince::Result<std::variant<Options, Words>> parseArguments(std::vector<std::string> arguments);

}  // namespace cli
