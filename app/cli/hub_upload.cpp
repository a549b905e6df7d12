#include "cli/hub_upload.hpp"

#include "cli/hub_access.hpp"
#include "cli/hub_progress.hpp"
#include "cli/text.hpp"
#include "hub/hub_api.hpp"

#include <quince/file.hpp>
#include <quince/model_card.hpp>
#include <quince/repo_id.hpp>
#include <quince/user_folders.hpp>

namespace cli {

using quince::Error;
using quince::ErrorCode;
using quince::Result;
using quince::Status;
using quince::StopToken;

namespace {

Error noToken() {
    return {ErrorCode::unauthorized,
            "Uploading needs a token of the Hub that may write: set HF_TOKEN, or sign in with `hf "
            "auth login` or in Quince's window.",
            {}};
}

/// Whether the token may write, and no public repo waits for what is to be private.
Status checkRepo(hub::HubApi& api, const std::string& repo, const StopToken& stop) {
    const auto account = api.whoAmI(stop);
    if (!account) {
        return account.error();
    }
    if (Status may = hub::checkMayWrite(*account); !may) {
        return may;
    }
    const std::string id = quince::orgOf(repo).empty() ? account->name + "/" + repo : repo;
    const auto there = api.modelInfo(id, {}, stop);  // mostly it is not, and that is no error
    return there ? hub::checkVisibility(*there, hub::Visibility::isPrivate) : Status();
}

/// While there is time to stop it.
void noteTerms(const std::filesystem::path& folder, const Output& output) {
    constexpr std::uint64_t largestCard = 1U << 20U;
    const auto card = quince::readWholeFile(folder / "README.md", largestCard);
    if (card && quince::tellsOfTerms(*card)) {
        output.note(
            "warning: the original of this model is given only to whoever agrees to its terms; "
            "make sure that they let you publish it");
    }
}

std::string whoSees(const hub::Uploaded& uploaded) {
    const char* seen = uploaded.isPublic ? "everybody can see it" : "it is private";
    return uploaded.repoId + (uploaded.isNewRepo ? " is new; " : " was there already; ") + seen +
           "\n";
}

}  // namespace

Status checkUploadAhead(const std::string& repo, const quince::Environment& environment) {
    Result<HubAccess> hub = hubAccess(environment);
    if (!hub) {
        return hub.error();
    }
    if (hub->token.token.isEmpty()) {
        return noToken();
    }
    return underLine([host = hub->host()] { return askingLook(host); },
                     [&](const StopToken& stop) {
                         hub::HubApi api(hub->environment, hub->token.token, hub->waiter);
                         return checkRepo(api, repo, stop);
                     });
}

Result<hub::Uploaded> uploadToHub(const UploadOptions& options,
                                  const quince::Environment& environment, const Output& output) {
    Result<HubAccess> hub = hubAccess(environment);
    if (!hub) {
        return hub.error();
    }
    if (hub->token.token.isEmpty()) {
        return noToken();
    }
    noteTerms(options.folder, output);
    hub::UploadOrder order;
    order.folder = options.folder;
    order.repoId = options.repo;
    order.visibility = options.isPublic ? hub::Visibility::isPublic : hub::Visibility::isPrivate;
    order.message = options.message;
    hub::UploadOptions how;
    how.notes = quince::ownCacheFolder(environment) / "hashes";
    hub::UploadProgress progress;
    Result<hub::Uploaded> uploaded =
        underLine([&, host = hub->host()] { return uploadLook(progress, host); },
                  [&](const StopToken& stop) {
                      return hub::runUpload(order, hub->environment, hub->token.token, hub->waiter,
                                            how, progress, stop);
                  });
    if (!uploaded && uploaded.error().code == ErrorCode::stopped) {
        return Error{ErrorCode::stopped, "Stopped; the same command goes on where it stopped.", {}};
    }
    if (uploaded) {
        for (const std::string& warning : uploaded->warnings) {
            output.note("warning: " + warning);
        }
    }
    return uploaded;
}

Json uploadJson(const hub::Uploaded& uploaded) {
    return {{"repo", uploaded.repoId},
            {"commit", uploaded.commit},
            {"url", uploaded.page.toString().toStdString()},
            {"unchanged", uploaded.isUnchanged},
            {"new_repo", uploaded.isNewRepo},
            {"public", uploaded.isPublic},
            {"files", uploaded.filesCommitted},
            {"bytes_sent", uploaded.bytesSent},
            {"warnings", uploaded.warnings}};
}

std::string uploadText(const hub::Uploaded& uploaded) {
    const std::string page = uploaded.page.toString().toStdString();
    if (uploaded.isUnchanged) {
        return "Everything was there already; nothing was sent.\n" + whoSees(uploaded) + page +
               "\n";
    }
    return "Uploaded " + std::to_string(uploaded.filesCommitted) +
           (uploaded.filesCommitted == 1 ? " file, " : " files, ") + bytesText(uploaded.bytesSent) +
           " of large files sent\n" + whoSees(uploaded) + page + "\n";
}

}  // namespace cli
