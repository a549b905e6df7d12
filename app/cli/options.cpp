#include "cli/options.hpp"

#include "cli/argument_words.hpp"
#include "cli/convert_arguments.hpp"
#include "cli/hub_arguments.hpp"
#include "cli/plan_arguments.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace cli {

using quince::Error;
using quince::ErrorCode;
using quince::Result;

namespace {

constexpr const char* footer =
    "Exit codes: 0 done, 1 failure, 2 usage, 3 not supported or the checkpoint does not fit its\n"
    "architecture, 4 stopped (the same command goes on where it stopped), 5 the destination\n"
    "exists, 6 disk full, 7 the Hub cannot be reached, 8 a token is missing or not enough.\n"
    "With --json standard output holds one object, also for errors.";

/// Everything that CLI11 writes into while parsing.
struct Arguments {
    bool json = false;
    ListOptions list;
    PlanArguments plan;
    QualityArguments quality;
    ConvertArguments convert;
    HubArguments hub;
    bool quick = false;
    VerifyOptions verify;
    EvaluateOptions evaluate;
    ArchitectureCheckOptions check;
};

void addEvaluate(CLI::App& app, Arguments& arguments) {
    CLI::App* evaluate = app.add_subcommand(
        "evaluate", "Measure how well a model predicts a text, and how far it is from its source");
    EvaluateOptions& options = arguments.evaluate;
    evaluate->add_flag("--json", arguments.json, jsonHelp);
    evaluate->add_option("MODEL", options.model.text, modelHelp)->required();
    evaluate->add_option("--revision", options.model.revision, revisionHelp);
    evaluate->add_option("--against", options.against.text,
                         "The model it was made of: a folder, or a model of the Hub");
    evaluate->add_option("--text", options.text, "A text file in UTF-8")->required();
    evaluate->add_option("--context", options.context,
                         "Tokens that are seen at once (default: 512)");
    evaluate->add_option("--tokens", options.maxTokens,
                         "Tokens of the text to use (default: 8192); 0 for all");
    evaluate->add_option("--threads", options.threads, threadsHelp)->check(CLI::Range(1u, 1024u));
    evaluate->add_option("--gather-importance", options.importance,
                         "Write the importance of each weight's columns to this file, as "
                         "llama.cpp's imatrix (GGUF)");
}

void addOthers(CLI::App& app, Arguments& arguments) {
    CLI::App* list = app.add_subcommand("list", "List the models on this machine");
    list->add_flag("--json", arguments.json, jsonHelp);
    list->add_option("--folder", arguments.list.folders, "Look here too; may be repeated")
        ->allow_extra_args(false);

    CLI::App* verify = app.add_subcommand("verify", "Check an MLX model folder");
    verify->add_flag("--json", arguments.json, jsonHelp);
    verify->add_option("FOLDER", arguments.verify.folder, "The model folder")->required();
    verify->add_flag("--quick", arguments.quick, "Look at samples of the weights only");

    CLI::App* architectures =
        app.add_subcommand("architectures", "List the model types that can be converted");
    architectures->add_flag("--json", arguments.json, jsonHelp);

    CLI::App* architecture = app.add_subcommand("architecture", "Work on architecture files");
    architecture->require_subcommand(1);
    CLI::App* check = architecture->add_subcommand(
        "check",
        "Check an architecture file, and say what it makes of each tensor of a checkpoint");
    check->add_flag("--json", arguments.json, jsonHelp);
    check->add_option("FILE", arguments.check.file, "The architecture file")->required();
    check->add_option("CHECKPOINT", arguments.check.checkpoint.text, modelHelp);
}

Result<Options> chosen(const CLI::App& app, const Arguments& arguments) {
    if (app.got_subcommand("convert")) {
        return arguments.convert.options();
    }
    if (app.got_subcommand("plan")) {
        return arguments.plan.options();
    }
    if (app.got_subcommand("quality")) {
        return arguments.quality.options();
    }
    const std::string name = app.get_subcommands().front()->get_name();
    if (HubArguments::isOne(name)) {
        return arguments.hub.options(name);
    }
    if (app.got_subcommand("verify")) {
        VerifyOptions verify = arguments.verify;
        verify.everything = !arguments.quick;
        return Options{verify, false, {}};
    }
    if (app.got_subcommand("evaluate")) {
        return Options{arguments.evaluate, false, {}};
    }
    if (app.got_subcommand("list")) {
        return Options{arguments.list, false, {}};
    }
    if (app.got_subcommand("architecture")) {
        return Options{arguments.check, false, {}};
    }
    return Options{ArchitecturesOptions{}, false, {}};
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
    parsed.plan.addTo(app, parsed.json);
    parsed.quality.addTo(app, parsed.json);
    parsed.convert.addTo(app, parsed.json);
    addEvaluate(app, parsed);
    parsed.hub.addTo(app, parsed.json);
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
    options->json = parsed.json;
    return std::variant<Options, Words>(*std::move(options));
}

}  // namespace cli
