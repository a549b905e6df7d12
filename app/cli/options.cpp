#include "cli/options.hpp"

#include "cli/budget_arguments.hpp"
#include "cli/recipe_arguments.hpp"

#include <quince/recipe_label.hpp>

#include <CLI/CLI.hpp>
#include <algorithm>

namespace cli {

using quince::Error;
using quince::ErrorCode;
using quince::Result;

namespace {

constexpr const char* modelHelp = "A model folder, or the repo id of a cached model";

constexpr const char* saveHelp = "Write the recipe to this file, to be edited and used again";

constexpr const char* footer =
    "Exit codes: 0 done, 1 failure, 2 usage, 3 not supported or the checkpoint does not fit its\n"
    "architecture, 4 stopped (the same command goes on where it stopped), 5 the destination\n"
    "exists, 6 disk full. With --json standard output holds one object, also for errors.";

/// Everything that CLI11 writes into while parsing.
struct Arguments {
    bool json = false;
    ListOptions list;
    PlanOptions plan;
    RecipeArguments planRecipe;
    BudgetArguments planBudget;
    QualityOptions quality;
    RecipeArguments qualityRecipe;
    ConvertOptions convert;
    RecipeArguments convertRecipe;
    BudgetArguments convertBudget;
    std::uint64_t convertContext = 0;
    bool trustRemoteCode = false;
    std::string uploadRepo;
    std::string revision;
    std::vector<std::string> also;
    bool quick = false;
    VerifyOptions verify;
    EvaluateOptions evaluate;
    ArchitectureCheckOptions check;
};

void addPlan(CLI::App& app, Arguments& arguments) {
    CLI::App* plan = app.add_subcommand("plan", "Say what a conversion would make, from headers");
    plan->add_flag("--json", arguments.json, "One JSON object on standard output");
    plan->add_option("MODEL,--hf-path,--model", arguments.plan.model, modelHelp);
    plan->add_option("--context", arguments.plan.contextLength,
                     "Tokens of context to reckon the memory with");
    plan->add_flag("--tensors", arguments.plan.listTensors, "List every tensor and why");
    arguments.planRecipe.addTo(*plan);
    arguments.planBudget.addTo(*plan);
    plan->add_option("--save-recipe", arguments.plan.saveRecipe, saveHelp);
}

void addQuality(CLI::App& app, Arguments& arguments) {
    CLI::App* quality = app.add_subcommand(
        "quality", "Say how large the error of a recipe and of others would be, from a sample");
    quality->add_flag("--json", arguments.json, "One JSON object on standard output");
    quality->add_option("MODEL,--hf-path,--model", arguments.quality.model, modelHelp);
    quality
        ->add_option("--sample-mb", arguments.quality.sampleMegabytes,
                     "Megabytes of the model to look at (default 134)")
        ->check(CLI::Range(1u, 1000000u));
    quality
        ->add_option("--threads", arguments.quality.threads, "Threads to use (default: all cores)")
        ->check(CLI::Range(1u, 1024u));
    arguments.qualityRecipe.addTo(*quality);
}

void addConvert(CLI::App& app, Arguments& arguments) {
    CLI::App* convert = app.add_subcommand("convert", "Convert a model to MLX");
    ConvertOptions& options = arguments.convert;
    convert->add_flag("--json", arguments.json, "One JSON object on standard output");
    convert->add_option("MODEL,--hf-path,--model", options.model, modelHelp);
    CLI::Option* path =
        convert->add_option("--mlx-path", options.mlxPath,
                            "The folder to make (mlx_model); with --also the folder that holds "
                            "the results, each by a name such as Qwen3-8B-MLX-8bit");
    CLI::Option* lmStudio = convert->add_flag("--to-lm-studio", options.toLmStudio,
                                              "Put the model where LM Studio finds it");
    lmStudio->excludes(path);
    convert->add_option("--publisher", options.publisher, "Folder under LM Studio's models")
        ->needs(lmStudio);
    CLI::Option* name =
        convert->add_option("--name", options.name, "Name of the model under the publisher")
            ->needs(lmStudio);
    convert
        ->add_option("--also", arguments.also,
                     "Make another result from the same reading of the model; may be repeated. "
                     "8bit, q8, q4-g32, mixed_3_6, mxfp4, bf16 and the like; what that does not "
                     "say (overrides, vision ...) is as for the first result")
        ->type_size(1)
        ->allow_extra_args(false)
        ->excludes(name);
    convert->add_flag("--force", options.force,
                      "Replace an existing model, once the new one is whole");
    convert->add_option("--threads", options.threads, "Threads to use (default: all cores)")
        ->check(CLI::Range(1u, 1024u));
    convert->add_flag("--trust-remote-code", arguments.trustRemoteCode,
                      "Not needed: no code of a model is ever run");
    convert->add_option("--upload-repo", arguments.uploadRepo, "Not built yet");
    convert->add_option("--revision", arguments.revision, "Not built yet; say MODEL@REVISION");
    arguments.convertRecipe.addTo(*convert);
    arguments.convertBudget.addTo(*convert);
    convert->add_option("--context", arguments.convertContext,
                        "Tokens of context that --target-mac leaves room for (default 8192)");
    convert->add_option("--save-recipe", options.saveRecipe, saveHelp);
}

void addEvaluate(CLI::App& app, Arguments& arguments) {
    CLI::App* evaluate = app.add_subcommand(
        "evaluate", "Measure how well a model predicts a text, and how far it is from its source");
    EvaluateOptions& options = arguments.evaluate;
    evaluate->add_flag("--json", arguments.json, "One JSON object on standard output");
    evaluate->add_option("MODEL", options.model, modelHelp)->required();
    evaluate->add_option("--against", options.against,
                         "The model it was made of: a folder, or the repo id of a cached model");
    evaluate->add_option("--text", options.text, "A text file in UTF-8")->required();
    evaluate->add_option("--context", options.context,
                         "Tokens that are seen at once (default: 512)");
    evaluate->add_option("--tokens", options.maxTokens,
                         "Tokens of the text to use (default: 8192); 0 for all");
    evaluate->add_option("--threads", options.threads, "Threads to use (default: all cores)")
        ->check(CLI::Range(1u, 1024u));
    evaluate->add_option("--gather-importance", options.importance,
                         "Write the importance of each weight's columns to this file, as "
                         "llama.cpp's imatrix (GGUF)");
}

void addOthers(CLI::App& app, Arguments& arguments) {
    CLI::App* list = app.add_subcommand("list", "List the models on this machine");
    list->add_flag("--json", arguments.json, "One JSON object on standard output");
    list->add_option("--folder", arguments.list.folders, "Look here too; may be repeated")
        ->allow_extra_args(false);

    CLI::App* verify = app.add_subcommand("verify", "Check an MLX model folder");
    verify->add_flag("--json", arguments.json, "One JSON object on standard output");
    verify->add_option("FOLDER", arguments.verify.folder, "The model folder")->required();
    verify->add_flag("--quick", arguments.quick, "Look at samples of the weights only");

    CLI::App* architectures =
        app.add_subcommand("architectures", "List the model types that can be converted");
    architectures->add_flag("--json", arguments.json, "One JSON object on standard output");

    CLI::App* architecture = app.add_subcommand("architecture", "Work on architecture files");
    architecture->require_subcommand(1);
    CLI::App* check = architecture->add_subcommand(
        "check",
        "Check an architecture file, and say what it makes of each tensor of a checkpoint");
    check->add_flag("--json", arguments.json, "One JSON object on standard output");
    check->add_option("FILE", arguments.check.file, "The architecture file")->required();
    check->add_option("CHECKPOINT", arguments.check.checkpoint,
                      "A model folder, or the repo id of a cached model");
}

/// Our own: CLI11 would call both spellings of the model required, and name but one.
Error noModel(const char* command) {
    return {
        ErrorCode::invalidArgument,
        std::string("Name a model: a folder, or the repo id of a cached one; see `quince-cli ") +
            command + " --help`.",
        {}};
}

Result<Options> convertOptions(const Arguments& arguments) {
    if (arguments.convert.model.empty()) {
        return noModel("convert");
    }
    if (!arguments.uploadRepo.empty()) {
        return Error{ErrorCode::unsupported,
                     "--upload-repo is not built yet; upload the finished folder with `hf upload`.",
                     {}};
    }
    if (!arguments.revision.empty()) {
        return Error{ErrorCode::unsupported,
                     "--revision is not built yet; name a cached revision as MODEL@REVISION.",
                     {}};
    }
    Options options{arguments.convert, arguments.json, arguments.convertRecipe.notes()};
    ConvertOptions& convert = std::get<ConvertOptions>(options.command);
    if (arguments.trustRemoteCode) {
        options.notes.emplace_back(
            "--trust-remote-code is not needed: no code of a model is ever run.");
    }
    if (convert.mlxPath.empty() && !convert.toLmStudio) {
        convert.mlxPath = "mlx_model";
    }
    Result<quince::Recipe> recipe = arguments.convertRecipe.recipe();
    if (!recipe) {
        return std::move(recipe).error();
    }
    convert.recipe = *std::move(recipe);
    Result<std::optional<quince::Budget>> budget =
        arguments.convertBudget.budget(arguments.convertContext);
    if (!budget) {
        return std::move(budget).error();
    }
    convert.budget = *budget;
    convert.recipe.quantize = convert.recipe.quantize || convert.budget;
    for (const std::string& label : arguments.also) {
        Result<quince::Recipe> other = quince::recipeFromLabel(label, convert.recipe);
        if (!other) {
            return std::move(other).error().within("--also " + label);
        }
        convert.also.push_back(*std::move(other));
    }
    return options;
}

Result<Options> planOptions(const Arguments& arguments) {
    if (arguments.plan.model.empty()) {
        return noModel("plan");
    }
    Options options{arguments.plan, arguments.json, arguments.planRecipe.notes()};
    Result<quince::Recipe> recipe = arguments.planRecipe.recipe();
    if (!recipe) {
        return std::move(recipe).error();
    }
    PlanOptions& plan = std::get<PlanOptions>(options.command);
    plan.recipe = *std::move(recipe);
    Result<std::optional<quince::Budget>> budget = arguments.planBudget.budget(plan.contextLength);
    if (!budget) {
        return std::move(budget).error();
    }
    plan.budget = *budget;
    plan.recipe.quantize = plan.recipe.quantize || plan.budget;
    return options;
}

Result<Options> qualityOptions(const Arguments& arguments) {
    if (arguments.quality.model.empty()) {
        return noModel("quality");
    }
    RecipeArguments words = arguments.qualityRecipe;
    words.quantize = true;
    Options options{arguments.quality, arguments.json, words.notes()};
    Result<quince::Recipe> recipe = words.recipe();
    if (!recipe) {
        return std::move(recipe).error();
    }
    std::get<QualityOptions>(options.command).recipe = *std::move(recipe);
    return options;
}

Result<Options> chosen(const CLI::App& app, const Arguments& arguments) {
    if (app.got_subcommand("convert")) {
        return convertOptions(arguments);
    }
    if (app.got_subcommand("plan")) {
        return planOptions(arguments);
    }
    if (app.got_subcommand("quality")) {
        return qualityOptions(arguments);
    }
    if (app.got_subcommand("verify")) {
        VerifyOptions verify = arguments.verify;
        verify.everything = !arguments.quick;
        return Options{verify, arguments.json, {}};
    }
    if (app.got_subcommand("evaluate")) {
        return Options{arguments.evaluate, arguments.json, {}};
    }
    if (app.got_subcommand("list")) {
        return Options{arguments.list, arguments.json, {}};
    }
    if (app.got_subcommand("architecture")) {
        return Options{arguments.check, arguments.json, {}};
    }
    return Options{ArchitecturesOptions{}, arguments.json, {}};
}

/// One sentence, with the way out.
std::string usageSentence(const CLI::App& app, const CLI::ParseError& error) {
    std::string message = error.what();
    while (!message.empty() && (message.back() == '\n' || message.back() == '.')) {
        message.pop_back();
    }
    std::replace(message.begin(), message.end(), '\n', ' ');
    std::string command = "quince-cli";
    for (const CLI::App* sub : app.get_subcommands()) {
        command += " " + sub->get_name();
    }
    return message + "; see `" + command + " --help`.";
}

}  // namespace

Result<std::variant<Options, Words>> parseArguments(std::vector<std::string> arguments) {
    Arguments parsed;
    CLI::App app("Converts Hugging Face models to MLX models, for LM Studio and mlx-lm.",
                 "quince-cli");
    app.set_version_flag("--version", "quince-cli " QUINCE_VERSION);
    app.require_subcommand(0, 1);
    app.footer(footer);
    addOthers(app, parsed);
    addPlan(app, parsed);
    addQuality(app, parsed);
    addConvert(app, parsed);
    addEvaluate(app, parsed);
    for (CLI::App* command : app.get_subcommands({})) {
        command->footer(footer);
    }

    std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
    try {
        app.parse(arguments);
    } catch (const CLI::CallForVersion& version) {
        return std::variant<Options, Words>(Words{std::string(version.what()) + "\n"});
    } catch (const CLI::CallForHelp&) {
        return std::variant<Options, Words>(Words{app.help()});
    } catch (const CLI::CallForAllHelp&) {
        return std::variant<Options, Words>(Words{app.help("", CLI::AppFormatMode::All)});
    } catch (const CLI::ParseError& error) {
        return Error{ErrorCode::invalidArgument, usageSentence(app, error), {}};
    }
    if (app.get_subcommands().empty()) {
        return Error{ErrorCode::invalidArgument, "Name a command; see `quince-cli --help`.", {}};
    }
    Result<Options> options = chosen(app, parsed);
    if (!options) {
        return std::move(options).error();
    }
    return std::variant<Options, Words>(*std::move(options));
}

}  // namespace cli
