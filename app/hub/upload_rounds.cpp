#include "hub/upload_rounds.hpp"

#include "hub/file_hashes.hpp"
#include "hub/object_transfers.hpp"
#include "hub/upload_commit.hpp"

#include <quince/repo_id.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

namespace hub {

using quince::Error;
using quince::ErrorCode;
using quince::Result;
using quince::Status;

namespace {

constexpr int mostRounds = 8;  // of others' commits and lost answers, until it is given up

/// Without these no program loads the model.
bool isEssential(std::string_view path) {
    return path == "config.json" || path.ends_with(".safetensors") ||
           path.ends_with(".safetensors.index.json");
}

}  // namespace

UploadRounds::UploadRounds(HubApi& api, SendContext& context, const UploadOrder& order,
                           const std::vector<LocalFile>& files, HashNotes& notes)
    : m_api(api), m_context(context), m_order(order), m_files(files), m_notes(notes) {
    for (const LocalFile& file : files) {
        m_questions.push_back({file.path, file.stamp.size, file.sample});
    }
}

Status UploadRounds::run(unsigned filesAtATime, Uploaded& result, const quince::StopToken& stop) {
    m_filesAtATime = filesAtATime;
    m_result = &result;
    for (int count = 1; count <= mostRounds; ++count) {
        const Result<Round> outcome = round(stop);
        if (!outcome) {
            return outcome.error();
        }
        if (*outcome == Round::done) {
            for (const std::string& path : m_ignored) {
                m_result->warnings.push_back("The .gitignore of " + m_context.repoId +
                                             " keeps out " + path + "; it was not published.");
            }
            lookForStrays(stop);
            return {};
        }
        if (*outcome == Round::lost && count < mostRounds) {
            const std::string host = m_context.environment.endpoint.host().toStdString();
            if (Status waited = m_api.retry().pause(count, host, stop); !waited) {
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

// mlx-lm loads every model*.safetensors of a folder, so that weights of an earlier upload spoil it.
// Not ours to delete; and no answer is no failure.
void UploadRounds::lookForStrays(const quince::StopToken& stop) {
    if (m_result->isNewRepo) {
        return;
    }
    const auto listed = m_api.listFiles(m_context.repoId, m_result->commit, stop);
    if (!listed) {
        return;
    }
    for (const RepoFile& there : *listed) {
        const std::string_view path = there.path;
        const bool isWeights = path.starts_with("model") && path.ends_with(".safetensors") &&
                               path.find('/') == std::string_view::npos;
        const bool isOurs = std::any_of(m_files.begin(), m_files.end(),
                                        [&](const LocalFile& file) { return file.path == path; });
        if (isWeights && !isOurs) {
            m_result->warnings.push_back(m_context.repoId + " also holds " + there.path +
                                         ", which is not of this model, and mlx-lm would load it. "
                                         "Delete it on the Hub if it is of no use.");
        }
    }
}

// After a lost answer the next round sees by the files themselves whether the commit was made.
Result<UploadRounds::Round> UploadRounds::round(const quince::StopToken& stop) {
    const Result<ModelInfo> info = m_api.modelInfo(m_context.repoId, m_context.revision, stop);
    if (!info) {
        return info.error();
    }
    m_context.repoId = info->id;
    m_head = info->sha;
    m_result->isPublic = !info->isPrivate;
    // Of the repo itself: it may have been there before, and a server need not do as asked.
    if (Status may = checkVisibility(*info, m_order.visibility); !may) {
        return may.error();
    }
    auto choices = m_api.preupload(m_context.repoId, m_context.revision, m_questions, stop);
    if (!choices) {
        return choices.error();
    }
    m_choices = *std::move(choices);
    m_hashes.clear();
    if (Status wanted = checkIgnored(); !wanted) {  // before hundreds of gigabytes are read
        return wanted.error();
    }
    auto hashes = hashesOf(m_files, m_choices, m_notes, m_context.progress, stop);
    if (!hashes) {
        return hashes.error();
    }
    m_hashes = *std::move(hashes);
    if (Status wanted = checkIgnored(); !wanted) {
        return wanted.error();
    }
    bool isWhole = true;
    for (std::size_t i = 0; i < m_files.size(); ++i) {
        isWhole = isWhole && isThere(i);
    }
    if (isWhole) {
        m_result->commit = m_head;
        m_result->isUnchanged = !m_lostAnswer;
        return Round::done;
    }
    if (Status sent = send(stop); !sent) {
        return sent.error();
    }
    return commit(stop);
}

Status UploadRounds::checkIgnored() {
    m_ignored.clear();
    for (std::size_t i = 0; i < m_files.size(); ++i) {
        const std::string& there = m_choices[i].remoteOid;
        const bool isWhole = !there.empty() && (m_hashes.empty() || there == m_hashes[i]);
        if (!m_choices[i].isIgnored || isWhole) {
            continue;
        }
        if (isEssential(m_files[i].path)) {
            return Error{ErrorCode::invalidArgument,
                         "The .gitignore of " + m_context.repoId + " keeps out " + m_files[i].path +
                             ", without which the model is of no use, so nothing was published. "
                             "Correct .gitignore on the Hub, or choose another name.",
                         {}};
        }
        m_ignored.push_back(m_files[i].path);
    }
    return {};
}

bool UploadRounds::isThere(std::size_t file) const {
    return m_choices[file].isIgnored || m_choices[file].remoteOid == m_hashes[file];
}

Status UploadRounds::send(const quince::StopToken& stop) {
    std::vector<SendOrder> orders;
    for (std::size_t i = 0; i < m_files.size(); ++i) {
        if (!m_choices[i].isLfs || isThere(i)) {
            continue;
        }
        if (m_files[i].text) {
            return Error{ErrorCode::unsupported,
                         m_context.repoId +
                             " takes its model card as a large file only; upload it with git.",
                         {}};
        }
        orders.push_back({&m_files[i], {m_hashes[i], m_files[i].stamp.size}});
    }
    return sendObjects(m_api, m_context, orders, m_order.folder, m_filesAtATime, stop);
}

Result<UploadRounds::Round> UploadRounds::commit(const quince::StopToken& stop) {
    m_context.progress.step = UploadStep::committing;
    CommitRequest request;
    request.summary = m_order.message.empty()
                          ? "Upload " + std::string(quince::modelNameOf(m_context.repoId))
                          : m_order.message;
    request.parent = m_head;
    for (std::size_t i = 0; i < m_files.size(); ++i) {
        if (isThere(i)) {
            continue;
        }
        if (Status added = addChange(request, m_files[i], m_choices[i].isLfs, m_hashes[i]);
            !added) {
            return added.error();
        }
    }
    const Result<CommitDone> done =
        m_api.commit(m_context.repoId, m_context.revision, request, stop);
    m_result->filesCommitted = request.changes.size();
    if (done) {
        m_result->commit = done->commit;
        return Round::done;
    }
    if (done.error().code == ErrorCode::mismatch) {
        return Round::moved;
    }
    if (done.error().code == ErrorCode::network) {
        m_lostAnswer = done.error();
        return Round::lost;
    }
    return done.error();
}

}  // namespace hub
