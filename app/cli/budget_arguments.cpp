#include "cli/budget_arguments.hpp"

#include "cli/progress_line.hpp"
#include "cli/stop_signals.hpp"

#include <quince/recipe_file.hpp>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdlib>

namespace cli {

using quince::Budget;
using quince::Error;
using quince::ErrorCode;
using quince::Result;

void BudgetArguments::addTo(CLI::App& command) {
    const std::string group = "Recipe (by size)";
    CLI::Option* bytes = command.add_option(
        "--target-size", size,
        "Choose the bits of each layer for the least damage at this size, such as 12GB");
    CLI::Option* bits = command.add_option("--target-bpw", bitsPerWeight,
                                           "The same for a number of bits per weight, such as 4.6");
    CLI::Option* memory = command.add_option(
        "--target-mac", mac,
        "The same for the memory of a Mac, such as 16GB, with room for --context tokens");
    for (CLI::Option* option : {bytes, bits, memory}) {
        option->group(group);
        for (CLI::Option* other : {bytes, bits, memory}) {
            if (other != option) {
                option->excludes(other);
            }
        }
    }
}

std::string_view BudgetArguments::flag() const {
    return !size.empty()   ? "--target-size"
           : !mac.empty()  ? "--target-mac"
           : bitsPerWeight ? "--target-bpw"
                           : "";
}

namespace {

/// A unit as it is meant for files, and for memory, which is sold as "16 GB" and counted in powers
/// of two.
struct Unit {
    std::string_view name;
    double file;
    double memory;
};

constexpr std::array<Unit, 8> units{{{"gb", 1e9, 0x1p30},
                                     {"g", 1e9, 0x1p30},
                                     {"gib", 0x1p30, 0x1p30},
                                     {"mb", 1e6, 0x1p20},
                                     {"m", 1e6, 0x1p20},
                                     {"mib", 0x1p20, 0x1p20},
                                     {"tb", 1e12, 0x1p40},
                                     {"tib", 0x1p40, 0x1p40}}};

std::optional<std::uint64_t> sizeFromText(std::string_view text, double Unit::*meaning) {
    const std::string copy(text);
    char* end = nullptr;
    const double number = std::strtod(copy.c_str(), &end);
    std::string name;
    for (const char letter : std::string_view(end)) {
        if (letter != ' ') {
            name += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
        }
    }
    const auto known = std::find_if(units.begin(), units.end(),
                                    [&](const Unit& unit) { return unit.name == name; });
    if (end == copy.c_str() || known == units.end() || !(number > 0) || number > 1e6) {
        return std::nullopt;
    }
    return static_cast<std::uint64_t>(std::llround(number * (*known).*meaning));
}

}  // namespace

std::optional<std::uint64_t> bytesFromText(std::string_view text) {
    return sizeFromText(text, &Unit::file);
}

Result<std::optional<Budget>> BudgetArguments::budget(std::uint64_t contextLength) const {
    if (size.empty() && mac.empty() && !bitsPerWeight) {
        return std::optional<Budget>();
    }
    Budget budget;
    budget.bitsPerWeight = bitsPerWeight;
    const std::string& text = size.empty() ? mac : size;
    const std::optional<std::uint64_t> bytes =
        size.empty() ? sizeFromText(mac, &Unit::memory) : bytesFromText(size);
    if (!text.empty() && !bytes) {
        return Error{
            ErrorCode::invalidArgument, "\"" + text + "\" is not a size such as 12GB or 800MB", {}};
    }
    if (!size.empty()) {
        budget.bytes = bytes;
    }
    if (!mac.empty()) {
        budget.mac = Budget::Mac{};
        budget.mac->ramBytes = *bytes;
        if (contextLength != 0) {
            budget.mac->contextLength = contextLength;
        }
    }
    return std::optional(budget);
}

quince::Status saveRecipe(const quince::Recipe& recipe, const std::filesystem::path& file) {
    return file.empty() ? quince::Status{} : quince::writeRecipeFile(recipe, file);
}

Result<quince::Recipe> fittedRecipe(const std::shared_ptr<const quince::Inspection>& inspection,
                                    const quince::Recipe& recipe,
                                    const std::optional<Budget>& budget,
                                    const std::shared_ptr<const quince::ImportanceData>& importance,
                                    unsigned threads) {
    if (!budget) {
        return recipe;
    }
    Result<quince::QualityQuestion> question =
        quince::budgetQuestion(inspection, recipe, importance);
    if (!question) {
        return std::move(question).error();
    }
    question->threads = threads;
    const StopSignals signals;
    quince::StopSource stop;
    quince::Progress progress;
    const ProgressLine line(progress, stop);
    const Result<quince::QualitySample> sample =
        quince::measureQuality(*question, progress, stop.token());
    if (!sample) {
        return sample.error();
    }
    return quince::fitBudget(inspection, recipe, *budget, *sample);
}

}  // namespace cli
