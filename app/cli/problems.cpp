#include "cli/problems.hpp"

#include <algorithm>

namespace cli {

using quince::Problem;
using quince::Severity;

namespace {

constexpr std::size_t mostShown = 20;

}  // namespace

std::string_view nameOf(Severity severity) {
    switch (severity) {
        case Severity::note:
            return "note";
        case Severity::warning:
            return "warning";
        case Severity::error:
            return "error";
    }
    return "error";
}

Json problemsJson(const std::vector<Problem>& problems) {
    Json json = Json::array();
    for (const Problem& problem : problems) {
        json.push_back({{"severity", nameOf(problem.severity)}, {"message", problem.message}});
    }
    return json;
}

void noteProblems(const std::vector<Problem>& problems, const Output& output) {
    std::size_t shown = 0;
    std::size_t all = 0;
    for (const Problem& problem : problems) {
        if (problem.severity == Severity::note) {
            continue;
        }
        if (++all <= mostShown) {
            output.note(std::string(nameOf(problem.severity)) + ": " + problem.message);
            ++shown;
        }
    }
    if (all > shown) {
        output.note("and " + std::to_string(all - shown) + " more");
    }
}

std::optional<quince::Error> errorOf(const std::vector<Problem>& problems,
                                     const std::filesystem::path& folder) {
    const auto isError = [](const Problem& problem) { return problem.severity == Severity::error; };
    const auto count = std::count_if(problems.begin(), problems.end(), isError);
    if (count == 0) {
        return std::nullopt;
    }
    quince::Error error{quince::ErrorCode::mismatch,
                        std::find_if(problems.begin(), problems.end(), isError)->message, folder};
    if (count > 1) {
        error.message += " (and " + std::to_string(count - 1) + " more; see `quince-cli plan`)";
    }
    return error;
}

}  // namespace cli
