#include "cli/plan_arguments.hpp"

#include "cli/argument_words.hpp"

#include <CLI/CLI.hpp>

namespace cli {

using quince::Result;

void PlanArguments::addTo(CLI::App& app, bool& json) {
    CLI::App* plan = app.add_subcommand("plan", "Say what a conversion would make, from headers");
    plan->add_flag("--json", json, jsonHelp);
    plan->add_option("MODEL,--hf-path,--model", m_options.model.text, modelHelp);
    plan->add_option("--revision", m_options.model.revision, revisionHelp);
    plan->add_option("--context", m_options.contextLength,
                     "Tokens of context to reckon the memory with");
    plan->add_flag("--tensors", m_options.listTensors, "List every tensor and why");
    m_recipe.addTo(*plan);
    m_budget.addTo(*plan);
    plan->add_option("--save-recipe", m_options.saveRecipe, saveRecipeHelp);
}

Result<Options> PlanArguments::options() const {
    if (m_options.model.empty()) {
        return noModel("plan");
    }
    Options options{m_options, false, m_recipe.notes(m_budget.flag())};
    Result<quince::Recipe> recipe = m_recipe.recipe(m_budget.flag());
    if (!recipe) {
        return std::move(recipe).error();
    }
    PlanOptions& plan = std::get<PlanOptions>(options.command);
    plan.recipe = *std::move(recipe);
    Result<std::optional<quince::Budget>> budget = m_budget.budget(plan.contextLength);
    if (!budget) {
        return std::move(budget).error();
    }
    plan.budget = *budget;
    plan.recipe.quantize = plan.recipe.quantize || plan.budget;
    return options;
}

void QualityArguments::addTo(CLI::App& app, bool& json) {
    CLI::App* quality = app.add_subcommand(
        "quality", "Say how large the error of a recipe and of others would be, from a sample");
    quality->add_flag("--json", json, jsonHelp);
    quality->add_option("MODEL,--hf-path,--model", m_options.model.text, modelHelp);
    quality->add_option("--revision", m_options.model.revision, revisionHelp);
    quality
        ->add_option("--sample-mb", m_options.sampleMegabytes,
                     "Megabytes of the model to look at (default 134)")
        ->check(CLI::Range(1u, 1000000u));
    quality->add_option("--threads", m_options.threads, threadsHelp)->check(CLI::Range(1u, 1024u));
    m_recipe.addTo(*quality);
}

Result<Options> QualityArguments::options() const {
    if (m_options.model.empty()) {
        return noModel("quality");
    }
    RecipeArguments words = m_recipe;
    words.quantize = true;
    Options options{m_options, false, words.notes()};
    Result<quince::Recipe> recipe = words.recipe();
    if (!recipe) {
        return std::move(recipe).error();
    }
    std::get<QualityOptions>(options.command).recipe = *std::move(recipe);
    return options;
}

}  // namespace cli
