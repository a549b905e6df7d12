#include "cli/commands.hpp"
#include "cli/json_text.hpp"
#include "cli/problems.hpp"

#include <quince/architecture.hpp>
#include <quince/user_folders.hpp>

namespace cli {

ExitCode runArchitectures(const quince::Environment& environment, const Output& output) {
    const auto library =
        quince::ArchitectureLibrary::load(quince::architecturesFolder(environment));
    const std::vector<std::string> types = library->modelTypes();
    if (output.json()) {
        output.answer(jsonText(
            Json{{"model_types", types}, {"problems", problemsJson(library->problems())}}));
        return ExitCode::ok;
    }
    noteProblems(library->problems(), output);
    std::string text;
    for (const std::string& type : types) {
        text += type + "\n";
    }
    output.answer(text);
    return ExitCode::ok;
}

}  // namespace cli
