#pragma once

#include "cli/budget_arguments.hpp"
#include "cli/options.hpp"
#include "cli/recipe_arguments.hpp"

namespace cli {

/// The command `plan` as it stands on the command line.
class PlanArguments {
public:
    /// Adds the command to `app`, which fills this object and `json` while parsing.
    void addTo(CLI::App& app, bool& json);

    /// What it comes to; `json` is the caller's. Errors: invalidArgument, unsupported.
    [[nodiscard]] quince::Result<Options> options() const;

private:
    PlanOptions m_options;
    RecipeArguments m_recipe;
    BudgetArguments m_budget;
};

/// The command `quality`, in the same way.
class QualityArguments {
public:
    void addTo(CLI::App& app, bool& json);
    [[nodiscard]] quince::Result<Options> options() const;

private:
    QualityOptions m_options;
    RecipeArguments m_recipe;
};

}  // namespace cli
