#include "cli/convert_arguments.hpp"

#include "cli/argument_words.hpp"

#include <quince/recipe_label.hpp>
#include <quince/repo_id.hpp>

#include <CLI/CLI.hpp>

namespace cli {

using quince::Error;
using quince::ErrorCode;
using quince::Result;

void ConvertArguments::addTo(CLI::App& app, bool& json) {
    CLI::App* command = app.add_subcommand("convert", "Convert a model to MLX");
    command->add_flag("--json", json, jsonHelp);
    command->add_option("MODEL,--hf-path,--model", m_options.model.text, modelHelp);
    command->add_option("--revision", m_options.model.revision, revisionHelp);
    CLI::Option* path =
        command->add_option("--mlx-path", m_options.mlxPath,
                            "The folder to make (mlx_model); with --also the folder that holds "
                            "the results, each by a name such as Qwen3-8B-MLX-8bit");
    CLI::Option* lmStudio = command->add_flag("--to-lm-studio", m_options.toLmStudio,
                                              "Put the model where LM Studio finds it");
    lmStudio->excludes(path);
    command->add_option("--publisher", m_options.publisher, "Folder under LM Studio's models")
        ->needs(lmStudio);
    CLI::Option* name =
        command->add_option("--name", m_options.name, "Name of the model under the publisher")
            ->needs(lmStudio);
    command
        ->add_option("--also", m_also,
                     "Make another result from the same reading of the model; may be repeated. "
                     "8bit, q8, q4-g32, mixed_3_6, mxfp4, bf16 and the like; what that does not "
                     "say (overrides, vision ...) is as for the first result")
        ->type_size(1)
        ->allow_extra_args(false)
        ->excludes(name);
    command->add_flag("--force", m_options.force,
                      "Replace an existing model, once the new one is whole");
    command->add_option("--threads", m_options.threads, threadsHelp)->check(CLI::Range(1u, 1024u));
    command->add_flag("--trust-remote-code", m_trustRemoteCode,
                      "Not needed: no code of a model is ever run");
    command->add_option("--upload-repo", m_options.uploadRepo,
                        "Upload the result to this repo of the Hub, org/name; one that has to be "
                        "made is private");
    m_recipe.addTo(*command);
    m_budget.addTo(*command);
    command->add_option("--context", m_contextLength,
                        "Tokens of context that --target-mac leaves room for (default 8192)");
    command->add_option("--save-recipe", m_options.saveRecipe, saveRecipeHelp);
}

Result<Options> ConvertArguments::options() const {
    if (m_options.model.empty()) {
        return noModel("convert");
    }
    if (!m_options.uploadRepo.empty() && !quince::isValidRepoId(m_options.uploadRepo)) {
        return notARepo("--upload-repo " + m_options.uploadRepo);
    }
    if (!m_options.uploadRepo.empty() && !m_also.empty()) {
        return Error{ErrorCode::invalidArgument,
                     "--upload-repo is for one result; upload those of --also with "
                     "`quince-cli upload`.",
                     {}};
    }
    Options options{m_options, false, m_recipe.notes(m_budget.flag())};
    ConvertOptions& convert = std::get<ConvertOptions>(options.command);
    if (m_trustRemoteCode) {
        options.notes.emplace_back(
            "--trust-remote-code is not needed: no code of a model is ever run.");
    }
    if (convert.mlxPath.empty() && !convert.toLmStudio) {
        convert.mlxPath = "mlx_model";
    }
    Result<quince::Recipe> recipe = m_recipe.recipe(m_budget.flag());
    if (!recipe) {
        return std::move(recipe).error();
    }
    convert.recipe = *std::move(recipe);
    Result<std::optional<quince::Budget>> budget = m_budget.budget(m_contextLength);
    if (!budget) {
        return std::move(budget).error();
    }
    convert.budget = *budget;
    convert.recipe.quantize = convert.recipe.quantize || convert.budget;
    for (const std::string& label : m_also) {
        Result<quince::Recipe> other = quince::recipeFromLabel(label, convert.recipe);
        if (!other) {
            return std::move(other).error().within("--also " + label);
        }
        convert.also.push_back(*std::move(other));
    }
    return options;
}

}  // namespace cli
