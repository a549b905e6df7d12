#include "cli/hub_upload.hpp"

#include "cli/hub_access.hpp"
#include "cli/hub_progress.hpp"
#include "cli/text.hpp"
#include "hub/hub_api.hpp"

#include <quince/user_folders.hpp>

namespace cli {

using quince::Error;
using quince::ErrorCode;
using quince::Result;
using quince::Status;
using quince::StopToken;

namespace {

std::string hostOf(const HubAccess& hub) {
    return hub.environment.endpoint.host().toStdString();
}

Error noToken() {
    return {ErrorCode::unauthorized,
            "Uploading needs a token of the Hub that may write: set HF_TOKEN, or sign in with `hf "
            "auth login` or in Quince's window.",
            {}};
}

}  // namespace

Status checkUploadAhead(const quince::Environment& environment) {
    Result<HubAccess> hub = hubAccess(environment);
    if (!hub) {
        return hub.error();
    }
    if (hub->token.token.isEmpty()) {
        return noToken();
    }
    const auto account = underLine(
        [host = hostOf(*hub)] { return askingLook(host); },
        [&](const StopToken& stop) {
            return hub::HubApi(hub->environment, hub->token.token, hub->waiter).whoAmI(stop);
        });
    return account ? hub::checkMayWrite(*account) : Status(account.error());
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
    hub::UploadOrder order;
    order.folder = options.folder;
    order.repoId = options.repo;
    order.visibility = options.isPublic ? hub::Visibility::isPublic : hub::Visibility::isPrivate;
    order.message = options.message;
    hub::UploadOptions how;
    how.notes = quince::ownCacheFolder(environment) / "hashes";
    hub::UploadProgress progress;
    Result<hub::Uploaded> uploaded =
        underLine([&, host = hostOf(*hub)] { return uploadLook(progress, host); },
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
            {"files", uploaded.filesCommitted},
            {"bytes_sent", uploaded.bytesSent},
            {"warnings", uploaded.warnings}};
}

std::string uploadText(const hub::Uploaded& uploaded) {
    const std::string page = uploaded.page.toString().toStdString();
    if (uploaded.isUnchanged) {
        return "Everything was there already; nothing was sent.\n" + page + "\n";
    }
    return "Uploaded " + std::to_string(uploaded.filesCommitted) +
           (uploaded.filesCommitted == 1 ? " file, " : " files, ") + bytesText(uploaded.bytesSent) +
           " of large files sent\n" + page + "\n";
}

}  // namespace cli
