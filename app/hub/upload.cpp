#include "hub/upload.hpp"

#include "hub/hub_api.hpp"
#include "hub/told_waiter.hpp"
#include "hub/upload_commit.hpp"
#include "hub/upload_rounds.hpp"

#include <quince/model_card.hpp>
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
            done = UploadRounds(m_api, m_context, m_order, m_files, m_notes)
                       .run(m_options.files, m_result, m_stop);
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
    Status addressCard();
    Status checkCard();
    Status makeRepo();

    const UploadOrder& m_order;
    const UploadOptions& m_options;
    UploadProgress& m_progress;
    const quince::StopToken& m_stop;
    ToldWaiter m_waiter;
    SendContext m_context;
    HubApi m_api;
    HashNotes m_notes;
    std::vector<LocalFile> m_files;
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
    return m_order.card ? Status() : addressCard();
}

/// The folder's card may name another repo, or none.
Status Upload::addressCard() {
    const Result<std::string> text = cardText(m_files);
    if (!text) {
        return text.error();
    }
    if (std::string addressed = quince::cardForRepo(*text, m_context.repoId); addressed != *text) {
        replaceCard(m_files, m_order.folder, addressed);
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

Status checkVisibility(const ModelInfo& repo, Visibility visibility) {
    if (visibility == Visibility::isPublic || repo.isPrivate) {
        return {};
    }
    return Error{ErrorCode::invalidArgument,
                 repo.id +
                     " is public on the Hub, and this upload is to be private, so nothing was "
                     "sent. Choose another name, or upload it as public.",
                 {}};
}

Result<Uploaded> runUpload(const UploadOrder& order, const HubEnvironment& environment,
                           const Token& token, Waiter& waiter, const UploadOptions& options,
                           UploadProgress& progress, const quince::StopToken& stop) {
    using quince::ConversionState;
    progress.step = UploadStep::checking;
    progress.counters.state = ConversionState::preparing;
    progress.bytesHashed = 0;
    progress.bytesSent = 0;
    Result<Uploaded> uploaded =
        Upload(order, environment, token, waiter, options, progress, stop).run();
    progress.counters.state = uploaded ? ConversionState::succeeded
                              : uploaded.error().code == ErrorCode::stopped
                                  ? ConversionState::stopped
                                  : ConversionState::failed;
    return uploaded;
}

}  // namespace hub
