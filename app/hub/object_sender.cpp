#include "hub/object_sender.hpp"

#include "hub/in_parallel.hpp"
#include "hub/json_fields.hpp"
#include "hub/part_sender.hpp"
#include "hub/redirect.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>
#include <utility>

namespace hub {

using quince::Error;
using quince::ErrorCode;
using quince::Result;
using quince::Status;

namespace {

constexpr int mostTickets = 3;  // of one object, when addresses expire while it is sent
/// Storage puts the parts of an object together before it answers.
constexpr std::chrono::seconds completionTimeout{120};

HttpRequest lfsPost(const LfsAction& action, const QJsonObject& body) {
    HttpRequest request;
    request.method = HttpMethod::post;
    request.url = action.url;
    request.headers = {{"Accept", "application/vnd.git-lfs+json"},
                       {"Content-Type", "application/vnd.git-lfs+json"}};
    request.headers.insert(request.headers.end(), action.headers.begin(), action.headers.end());
    request.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
    request.redirects = Redirects::none;
    return request;
}

Error noEtag(const LfsAction& action, const LocalFile& file) {
    return {ErrorCode::untrusted,
            action.url.host().toStdString() + " took a part of " + file.path +
                " without saying what it got (no ETag), so it cannot be put together.",
            file.file};
}

}  // namespace

ObjectSender::ObjectSender(const SendContext& context)
    : m_context(context),
      m_api(context.environment, context.token, context.waiter, context.retry) {}

Status ObjectSender::send(const LocalFile& file, LfsTicket ticket, const quince::StopToken& stop) {
    for (int tickets = 1;; ++tickets) {
        if (!ticket.upload) {  // somebody else has sent the same meanwhile
            m_context.progress.counters.bytesDone += static_cast<std::uint64_t>(file.stamp.size);
            return {};
        }
        if (Status same = checkUnchanged(file); !same) {
            return same;
        }
        const Result<Outcome> outcome = sendOnce(file, ticket, stop);
        if (!outcome) {
            return outcome.error();
        }
        if (*outcome == Outcome::sent) {
            return verify(file, ticket, stop);
        }
        if (tickets == mostTickets) {
            return Error{ErrorCode::network, m_refusal, file.file};
        }
        Result<LfsTicket> another = anotherTicket(ticket.object, stop);
        if (!another) {
            return another.error();
        }
        ticket = *std::move(another);
    }
}

Result<ObjectSender::Outcome> ObjectSender::sendOnce(const LocalFile& file, const LfsTicket& ticket,
                                                     const quince::StopToken& stop) {
    return ticket.parts.empty() ? sendWhole(file, ticket, stop) : sendParts(file, ticket, stop);
}

Result<ObjectSender::Outcome> ObjectSender::sendWhole(const LocalFile& file,
                                                      const LfsTicket& ticket,
                                                      const quince::StopToken& stop) {
    const Result<PutAnswer> answer =
        PartSender(m_context).put(file, *ticket.upload, 0, ticket.object.size, stop);
    if (!answer) {
        return answer.error();
    }
    m_refusal = answer->refusal;
    return answer->isStale ? Outcome::stale : Outcome::sent;
}

Result<ObjectSender::Outcome> ObjectSender::sendParts(const LocalFile& file,
                                                      const LfsTicket& ticket,
                                                      const quince::StopToken& stop) {
    std::vector<QByteArray> etags(ticket.parts.size());
    std::mutex mutex;
    std::string refusal;         // guarded by mutex
    std::int64_t sentBytes = 0;  // guarded by mutex
    const auto makeTask = [&]() -> Task {
        return [&, sender = std::make_shared<PartSender>(m_context)](
                   std::size_t index, const quince::StopToken& running) -> Status {
            const std::int64_t offset = static_cast<std::int64_t>(index) * ticket.partSize;
            const std::int64_t size = std::min(ticket.partSize, ticket.object.size - offset);
            const LfsAction action{ticket.parts[index], {}};
            const Result<PutAnswer> answer = sender->put(file, action, offset, size, running);
            if (!answer) {
                return answer.error();
            }
            const std::lock_guard lock(mutex);
            if (answer->isStale) {
                refusal = answer->refusal;
                return Error{ErrorCode::network, refusal, file.file};
            }
            sentBytes += size;
            etags[index] = answer->etag;
            return answer->etag.isEmpty() ? Status(noEtag(action, file)) : Status();
        };
    };
    Status done = inParallel(ticket.parts.size(), m_context.parts, makeTask, stop);
    Result<Outcome> outcome =
        done ? complete(file, ticket, etags, stop) : Result<Outcome>(Outcome::stale);
    if (!done && (refusal.empty() || stop.stopRequested())) {
        return done.error();
    }
    if (!done) {
        m_refusal = refusal;
    }
    if (outcome && *outcome == Outcome::stale) {  // the next upload begins anew, with all parts
        m_context.progress.counters.bytesTotal += static_cast<std::uint64_t>(sentBytes);
    }
    return outcome;
}

Result<ObjectSender::Outcome> ObjectSender::complete(const LocalFile& file, const LfsTicket& ticket,
                                                     const std::vector<QByteArray>& etags,
                                                     const quince::StopToken& stop) {
    QJsonArray parts;
    for (std::size_t i = 0; i < etags.size(); ++i) {
        parts.append(QJsonObject{{QStringLiteral("partNumber"), static_cast<qint64>(i + 1)},
                                 {QStringLiteral("etag"), QString::fromLatin1(etags[i])}});
    }
    HttpRequest request = lfsPost(
        *ticket.upload,
        {{QStringLiteral("oid"), toQt(ticket.object.sha256)}, {QStringLiteral("parts"), parts}});
    request.timeout = completionTimeout;
    const Result<HttpAnswer> answer = m_api.retry().send(m_api.client(), request, stop);
    if (!answer) {
        return answer.error();
    }
    if (answer->isSuccess()) {
        return Outcome::sent;
    }
    if (Status same = checkUnchanged(file); !same) {
        return same.error();
    }
    const Error refusal = refusalOf(*answer, file);
    // 400: a part went wrong on its way; 404: also what a repetition gets when only the answer to
    // the first one was lost. The next ticket tells whether the object is there.
    if (answer->status == 400 || isStaleStatus(answer->status)) {
        m_refusal = refusal.message;
        return Outcome::stale;
    }
    return refusal;
}

Status ObjectSender::verify(const LocalFile& file, const LfsTicket& ticket,
                            const quince::StopToken& stop) {
    if (!ticket.verify) {
        return {};
    }
    HttpRequest request = lfsPost(
        *ticket.verify, {{QStringLiteral("oid"), toQt(ticket.object.sha256)},
                         {QStringLiteral("size"), static_cast<qint64>(ticket.object.size)}});
    if (isSameOrigin(request.url, m_context.environment.endpoint)) {
        request.token = m_context.token;
    }
    request.timeout = m_context.environment.metadataTimeout;
    const Result<HttpAnswer> answer = m_api.retry().send(m_api.client(), request, stop);
    if (!answer) {
        return answer.error();
    }
    if (answer->isSuccess()) {
        return {};
    }
    return Error{ErrorCode::untrusted,
                 "The Hub does not have " + file.path + " as it was sent (status " +
                     std::to_string(answer->status) +
                     " when asked for it), so nothing was published. Start the upload again.",
                 file.file};
}

Result<LfsTicket> ObjectSender::anotherTicket(const LfsObject& object,
                                              const quince::StopToken& stop) {
    Result<LfsBatch> batch = m_api.lfsBatch(m_context.repoId, m_context.revision, {object}, stop);
    if (!batch) {
        return batch.error();
    }
    LfsTicket ticket = std::move(batch->tickets.front());
    if (!ticket.error.empty()) {
        return Error{ErrorCode::unsupported, "The Hub refuses the file: " + ticket.error, {}};
    }
    return ticket;
}

}  // namespace hub
