#include "cli/hub_arguments.hpp"

#include "cli/argument_words.hpp"

#include <quince/repo_id.hpp>

#include <CLI/CLI.hpp>

namespace cli {

using quince::Error;
using quince::ErrorCode;
using quince::Result;

void HubArguments::addTo(CLI::App& app, bool& json) {
    addSearch(app, json);
    CLI::App* download = app.add_subcommand(
        "download",
        "Fetch a model of the Hub into the Hugging Face cache, or what is missing of it");
    download->add_flag("--json", json, jsonHelp);
    download
        ->add_option("MODEL", m_download.model.text,
                     "org/name, org/name@revision or the address of its page")
        ->required();
    download->add_option("--revision", m_download.model.revision, revisionHelp);
    addUpload(app, json);
    addLogin(app, json);
}

void HubArguments::addSearch(CLI::App& app, bool& json) {
    CLI::App* search = app.add_subcommand("search", "Find models on the Hub");
    search->add_flag("--json", json, jsonHelp);
    search->add_option("WORDS", m_words, "Words of the model's name");
    search->add_option("--sort", m_search.sort, "What comes first (downloads)")
        ->check(CLI::IsMember({"downloads", "likes", "lastModified"}));
    search->add_option("--limit", m_search.limit, "How many to show at most (20)")
        ->check(CLI::Range(1u, 1000u));
}

void HubArguments::addUpload(CLI::App& app, bool& json) {
    CLI::App* upload = app.add_subcommand("upload", "Put a model folder on the Hub");
    upload->add_flag("--json", json, jsonHelp);
    upload->add_option("FOLDER", m_upload.folder, "The model folder")->required();
    upload->add_option("REPO", m_upload.repo, "The repo to upload to, org/name")->required();
    CLI::Option* open =
        upload->add_flag("--public", m_upload.isPublic, "Let everybody see a repo that is made");
    upload->add_flag("--private", m_private, "Keep a repo that is made to yourself (as usual)")
        ->excludes(open);
    upload->add_option("--message", m_upload.message, "Of the commit");
}

void HubArguments::addLogin(CLI::App& app, bool& json) {
    CLI::App* login = app.add_subcommand(
        "login", "Say which token of the Hub is in use, and whose it is; it is never shown");
    login->add_flag("--json", json, jsonHelp);
    login->add_flag("--check", m_check, "Only look, which is all that this command does");
    login->add_flag("--stdin", m_login.readsToken,
                    "Look at a token on standard input instead of the one in use");
}

bool HubArguments::isOne(const std::string& command) {
    return command == "search" || command == "download" || command == "upload" ||
           command == "login";
}

Result<Options> HubArguments::options(const std::string& command) const {
    if (command == "search") {
        SearchOptions search = m_search;
        for (const std::string& word : m_words) {
            search.words += (search.words.empty() ? "" : " ") + word;
        }
        return Options{search, false, {}};
    }
    if (command == "download") {
        return Options{m_download, false, {}};
    }
    if (command == "login") {
        return Options{m_login, false, {}};
    }
    if (!quince::isValidRepoId(m_upload.repo)) {
        return notARepo(m_upload.repo);
    }
    return Options{m_upload, false, {}};
}

}  // namespace cli
