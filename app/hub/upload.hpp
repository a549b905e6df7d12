#pragma once

#include "hub/model_info.hpp"
#include "hub/retry.hpp"
#include "hub/token.hpp"
#include "hub/upload_progress.hpp"
#include "hub/upload_types.hpp"

#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <QUrl>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace hub {

struct HubEnvironment;
class Waiter;

/// One model folder to be put on the Hub.
struct UploadOrder {
    std::filesystem::path folder;
    std::string repoId;  ///< namespace/name, or a name alone for one's own
    /// Of a repo that has to be made; of one that is there nothing is changed. What is to be
    /// private is never sent to a public one.
    Visibility visibility = Visibility::isPrivate;
    /// README.md, in place of the folder's; empty: none. Without it the folder's goes, made to name
    /// the repo (cardForRepo).
    std::optional<std::string> card;
    std::string message;  ///< of the commit; empty: the usual one
};

struct UploadOptions {
    unsigned files = 3;           ///< at a time
    unsigned parts = 3;           ///< of one file at a time
    std::filesystem::path notes;  ///< folder for the hashes of files; empty: they are not kept
    RetryOptions retry;           ///< its functions are called by several threads at once
};

struct Uploaded {
    std::string repoId;  ///< as the Hub spells it
    std::string commit;  ///< the one that has all files
    QUrl page;
    bool isUnchanged = false;  ///< everything was there already; no commit was made
    bool isNewRepo = false;
    bool isPublic = false;  ///< who may see it now, whatever was asked for
    std::size_t filesCommitted = 0;
    std::uint64_t bytesSent = 0;        ///< of large files, over the network in this run
    std::vector<std::string> warnings;  ///< sentences
};

/// Errors: unauthorized: the token may only read.
[[nodiscard]] quince::Status checkMayWrite(const Account& account);

/// Errors: invalidArgument: the repo is public, and what goes there is to be private.
[[nodiscard]] quince::Status checkVisibility(const ModelInfo& repo, Visibility visibility);

/// Puts the files of a model folder on the Hub in one commit, made when all content is there, so
/// that nobody sees a model by halves. What the Hub has already is not sent again, so that the same
/// call goes on after an error, a stop or a crash. Blocks; call it from a worker thread. `waiter`
/// is used by several threads at once. A stop is seen within 100 ms.
/// Errors: stopped; unauthorized: no token, or one that may only read, which is found out first;
/// invalidArgument: no model folder, a card that the Hub refuses, a public repo for what is to be
/// private, or one whose .gitignore leaves out what a model needs; mismatch: a file was changed
/// meanwhile, or others keep changing the repo; unsupported: the server wants Xet or refuses a
/// file; what HttpClient and hub_error tell.
quince::Result<Uploaded> runUpload(const UploadOrder& order, const HubEnvironment& environment,
                                   const Token& token, Waiter& waiter, const UploadOptions& options,
                                   UploadProgress& progress, const quince::StopToken& stop);

}  // namespace hub
