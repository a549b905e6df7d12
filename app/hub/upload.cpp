#include "hub/upload.hpp"

#include "hub/file_hashes.hpp"
#include "hub/hub_api.hpp"
#include "hub/object_transfers.hpp"
#include "hub/told_waiter.hpp"
#include "hub/upload_commit.hpp"

#include <quince/repo_id.hpp>

#include <chrono>
#include <utility>

namespace hub {

using quince::Error;
using quince::ErrorCode;
using quince::Result;
using quince::Status;

namespace {

constexpr const char* branch = "main";
constexpr int mostRounds = 8;  // of others' commits and lost answers, until it is given up

enum class Round {
    done,   ///< the branch has all files
    moved,  ///< somebody else has committed meanwhile
    lost,   ///< it is not known whether the commit was made
};

bool isThere(const UploadChoice& choice, const std::string& hash) {
    return choice.isIgnored || choice.remoteOid == hash;
}

/// One upload: what its steps need of each other.
class Upload {
public:
    Upload(const UploadOrder& order, const HubEnvironment& environment, const Token& token,
           Waiter& waiter, const UploadOptions& options, UploadProgress& progress,
           const quince::StopToken& stop)
        : m_order(order),
          m_options(options),
          m_progress(progress),
          m_stop(stop),
          m_waiter(waiter, progress.waitingForServer),
          m_context{environment,   token,        m_waiter, told(options.retry, progress),
                    options.parts, order.repoId, branch,   progress},
          m_api(environment, token, m_waiter, m_context.retry),
          m_notes(options.notes, order.folder) {}

    Result<Uploaded> run() {
        Status done = checkToken();
        if (done) {
            done = readFolder();
        }
        if (done) {
            done = checkCard();
        }
        if (done) {
            done = makeRepo();
        }
        if (done) {
            done = publish();
        }
        if (!done) {
            return std::move(done).error();
        }
        m_result.repoId = m_context.repoId;
        m_result.page = hubUrl(m_context.environment.endpoint, '/' + escapedPath(m_context.repoId));
        m_result.bytesSent = m_progress.bytesSent;
        return std::move(m_result);
    }

private:
    static RetryOptions told(RetryOptions retry, UploadProgress& progress) {
        retry.onPause = [&progress, tell = std::move(retry.onPause)](const Pause& pause) {
            if (pause.reason == Pause::Reason::serverAsks) {
                progress.secondsAsked = static_cast<std::uint32_t>(
                    std::chrono::ceil<std::chrono::seconds>(pause.length).count());
            }
            if (tell) {
                tell(pause);
            }
        };
        return retry;
    }

    Status checkToken();
    Status readFolder();
    Status checkCard();
    Status makeRepo();
    Status publish();
    /// One look at the head of the branch and, if it lacks anything, one commit onto it.
    Result<Round> round();
    Result<Round> commit(const std::vector<UploadChoice>& choices,
                         const std::vector<std::string>& hashes);
    Status send(const std::vector<UploadChoice>& choices, const std::vector<std::string>& hashes);

    const UploadOrder& m_order;
    const UploadOptions& m_options;
    UploadProgress& m_progress;
    const quince::StopToken& m_stop;
    ToldWaiter m_waiter;
    SendContext m_context;
    HubApi m_api;
    HashNotes m_notes;
    std::vector<LocalFile> m_files;
    std::vector<UploadFile> m_questions;
    std::string m_head;                 ///< of the branch, as this round saw it
    bool m_mayBeCommitted = false;      ///< an answer was lost
    std::optional<Error> m_lostAnswer;  ///< what became of the last one
    Uploaded m_result;
};

Status Upload::checkToken() {
    if (m_context.token.isEmpty()) {
        return Error{ErrorCode::unauthorized,
                     "Uploading needs a token of the Hub that may write. Make one in the settings "
                     "of your account and give it to Quince.",
                     {}};
    }
    const Result<Account> account = m_api.whoAmI(m_stop);
    if (!account) {
        return account.error();
    }
    if (Status may = checkMayWrite(*account); !may) {
        return may;
    }
    if (quince::orgOf(m_context.repoId).empty()) {
        m_context.repoId = account->name + "/" + m_context.repoId;
    }
    return {};
}

Status Upload::readFolder() {
    Result<std::vector<LocalFile>> files = filesToUpload(m_order.folder, m_order.card);
    if (!files) {
        return std::move(files).error();
    }
    m_files = *std::move(files);
    for (const LocalFile& file : m_files) {
        m_questions.push_back({file.path, file.stamp.size, file.sample});
    }
    return {};
}

Status Upload::checkCard() {
    const Result<std::string> text = cardText(m_files);
    if (!text || text->empty()) {
        return text ? Status() : Status(text.error());
    }
    const Result<CardVerdict> verdict = m_api.validateCard(*text, m_stop);
    if (!verdict) {
        return verdict.error();
    }
    if (!verdict->errors.empty()) {
        std::string all;
        for (const std::string& one : verdict->errors) {
            all += (all.empty() ? "" : "; ") + one;
        }
        return Error{ErrorCode::invalidArgument,
                     "The Hub refuses the model card (README.md): " + all +
                         ". Correct it and start the upload again.",
                     m_order.folder / "README.md"};
    }
    for (const std::string& warning : verdict->warnings) {
        m_result.warnings.push_back("The Hub says of the model card: " + warning);
    }
    return {};
}

Status Upload::makeRepo() {
    const Result<CreatedRepo> repo = m_api.createRepo(m_context.repoId, m_order.visibility, m_stop);
    if (!repo) {
        return repo.error();
    }
    m_context.repoId = repo->id;
    m_result.isNewRepo = !repo->existed;
    return {};
}

Status Upload::publish() {
    for (int count = 1; count <= mostRounds; ++count) {
        const Result<Round> outcome = round();
        if (!outcome) {
            return outcome.error();
        }
        if (*outcome == Round::done) {
            return {};
        }
        if (*outcome == Round::lost && count < mostRounds) {
            const std::string host = m_context.environment.endpoint.host().toStdString();
            if (Status waited = m_api.retry().pause(count, host, m_stop); !waited) {
                return waited;
            }
        }
    }
    if (m_lostAnswer) {
        return *m_lostAnswer;
    }
    return Error{ErrorCode::mismatch,
                 "Others keep changing " + m_context.repoId +
                     ", so nothing was published. Start the upload again later; what was sent is "
                     "not sent again.",
                 {}};
}

// After a lost answer the next round sees by the files themselves whether the commit was made.
Result<Round> Upload::round() {
    const Result<ModelInfo> info = m_api.modelInfo(m_context.repoId, branch, m_stop);
    if (!info) {
        return info.error();
    }
    m_context.repoId = info->id;
    m_head = info->sha;
    const auto choices = m_api.preupload(m_context.repoId, branch, m_questions, m_stop);
    if (!choices) {
        return choices.error();
    }
    const auto hashes = hashesOf(m_files, *choices, m_notes, m_progress, m_stop);
    if (!hashes) {
        return hashes.error();
    }
    bool isWhole = true;
    for (std::size_t i = 0; i < m_files.size(); ++i) {
        isWhole = isWhole && isThere((*choices)[i], (*hashes)[i]);
    }
    if (isWhole) {
        m_result.commit = m_head;
        m_result.isUnchanged = !m_mayBeCommitted;
        return Round::done;
    }
    if (Status sent = send(*choices, *hashes); !sent) {
        return sent.error();
    }
    return commit(*choices, *hashes);
}

Status Upload::send(const std::vector<UploadChoice>& choices,
                    const std::vector<std::string>& hashes) {
    std::vector<SendOrder> orders;
    for (std::size_t i = 0; i < m_files.size(); ++i) {
        if (!choices[i].isLfs || isThere(choices[i], hashes[i])) {
            continue;
        }
        if (m_files[i].text) {
            return Error{ErrorCode::unsupported,
                         m_context.repoId +
                             " takes its model card as a large file only; upload it with git.",
                         {}};
        }
        orders.push_back({&m_files[i], {hashes[i], m_files[i].stamp.size}});
    }
    return sendObjects(m_api, m_context, orders, m_order.folder, m_options.files, m_stop);
}

Result<Round> Upload::commit(const std::vector<UploadChoice>& choices,
                             const std::vector<std::string>& hashes) {
    m_progress.step = UploadStep::committing;
    CommitRequest request;
    request.summary = m_order.message.empty()
                          ? "Upload " + std::string(quince::modelNameOf(m_context.repoId))
                          : m_order.message;
    request.parent = m_head;
    for (std::size_t i = 0; i < m_files.size(); ++i) {
        if (isThere(choices[i], hashes[i])) {
            continue;
        }
        if (Status added = addChange(request, m_files[i], choices[i].isLfs, hashes[i]); !added) {
            return added.error();
        }
    }
    const Result<CommitDone> done = m_api.commit(m_context.repoId, branch, request, m_stop);
    m_result.filesCommitted = request.changes.size();
    if (done) {
        m_result.commit = done->commit;
        return Round::done;
    }
    if (done.error().code == ErrorCode::mismatch) {
        return Round::moved;
    }
    if (done.error().code == ErrorCode::network) {
        m_mayBeCommitted = true;
        m_lostAnswer = done.error();
        return Round::lost;
    }
    return done.error();
}

}  // namespace

Status checkMayWrite(const Account& account) {
    if (account.role != TokenRole::read) {
        return {};
    }
    return Error{ErrorCode::unauthorized,
                 "The token of " + account.name +
                     " may only read. Uploading needs one that may write; make it in the settings "
                     "of your account.",
                 {}};
}

Result<Uploaded> runUpload(const UploadOrder& order, const HubEnvironment& environment,
                           const Token& token, Waiter& waiter, const UploadOptions& options,
                           UploadProgress& progress, const quince::StopToken& stop) {
    using quince::ConversionState;
    progress.step = UploadStep::checking;
    progress.counters.state = ConversionState::preparing;
    Result<Uploaded> uploaded =
        Upload(order, environment, token, waiter, options, progress, stop).run();
    progress.counters.state = uploaded ? ConversionState::succeeded
                              : uploaded.error().code == ErrorCode::stopped
                                  ? ConversionState::stopped
                                  : ConversionState::failed;
    return uploaded;
}

}  // namespace hub
