#include "desktop/replan.hpp"

#include "desktop/importance_reader.hpp"

#include <quince/repo_id.hpp>

#include <algorithm>

namespace app {

quince::Result<Jobs> replan(const std::filesystem::path& folder, const Jobs& jobs,
                            const quince::ArchitectureLibrary& architectures) {
    const auto inspection = quince::inspect(folder, architectures);
    if (!inspection) {
        return inspection.error();
    }
    ImportanceReader importance;
    Jobs planned;
    for (const quince::ConversionJob& job : jobs) {
        quince::ConversionJob again = job;
        again.plan = quince::makePlan(*inspection, job.plan.recipe);
        importance.use(again.plan);
        const auto& problems = again.plan.problems;
        const auto error = std::find_if(problems.begin(), problems.end(), [](const auto& problem) {
            return problem.severity == quince::Severity::error;
        });
        if (error != problems.end()) {
            return quince::Error{quince::ErrorCode::mismatch, error->message, folder};
        }
        again.layout = quince::layoutOutput(again.plan);
        if (const std::string commit = folder.filename().string(); quince::isCommitHash(commit)) {
            again.sourceRevision = commit;  // a branch may have moved on meanwhile
        }
        planned.push_back(std::move(again));
    }
    return planned;
}

}  // namespace app
