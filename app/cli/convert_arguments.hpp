#pragma once

#include "cli/budget_arguments.hpp"
#include "cli/options.hpp"
#include "cli/recipe_arguments.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace cli {

/// The command `convert` as it stands on the command line.
class ConvertArguments {
public:
    /// Adds the command to `app`, which fills this object and `json` while parsing.
    void addTo(CLI::App& app, bool& json);

    /// What it comes to; `json` is the caller's. Errors: invalidArgument, unsupported.
    [[nodiscard]] quince::Result<Options> options() const;

private:
    ConvertOptions m_options;
    RecipeArguments m_recipe;
    BudgetArguments m_budget;
    std::uint64_t m_contextLength = 0;
    bool m_trustRemoteCode = false;
    std::vector<std::string> m_also;
};

}  // namespace cli
