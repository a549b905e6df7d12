#include "hub/part_sender.hpp"

#include "hub/hub_environment.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace hub {

using quince::Error;
using quince::ErrorCode;
using quince::Result;
using quince::Status;

namespace {

/// Storage answers a part when it has written it down, which may take a while after its last byte.
constexpr std::chrono::seconds putTimeout{60};

}  // namespace

Error refusalOf(const HttpAnswer& answer, const LocalFile& file) {
    const bool isPassing = isWorthRetrying(answer.status) || isStaleStatus(answer.status);
    std::string text = answer.url.host().toStdString() + " did not take " + file.path +
                       " (status " + std::to_string(answer.status) + ").";
    const std::string said = serverText(answer).toStdString();
    text += said.empty() ? "" : " It says: " + said;
    return {isPassing ? ErrorCode::network : ErrorCode::unsupported,
            text + " Start the upload again later; what was sent is not sent again.", file.file};
}

bool isStaleStatus(int status) {
    return status == 403 || status == 404 || status == 410;
}

PartSender::PartSender(const SendContext& context)
    : m_context(context), m_client(context.environment), m_retry(context.waiter, context.retry) {}

Result<PutAnswer> PartSender::put(const LocalFile& file, const LfsAction& action,
                                  std::int64_t offset, std::int64_t size,
                                  const quince::StopToken& stop) {
    UploadProgress& progress = m_context.progress;
    std::int64_t counted = 0;  // as done
    std::int64_t sent = 0;     // of this try
    const auto count = [&](std::int64_t now) {
        progress.bytesSent += static_cast<std::uint64_t>(now >= sent ? now - sent : now);
        sent = now;
        if (now > counted) {
            progress.counters.bytesDone += static_cast<std::uint64_t>(now - counted);
            counted = now;
        }
    };
    HttpRequest request;
    request.method = HttpMethod::put;
    request.url = action.url;
    request.headers = action.headers;
    request.body = FileRange{file.file, offset, size};
    request.redirects = Redirects::none;
    request.timeout = putTimeout;
    request.onSent = [&](std::int64_t now) { count(std::min(now, size)); };
    const Result<HttpAnswer> answer = m_retry.send(m_client, request, stop);
    if (!answer || !answer->isSuccess()) {
        // The range is sent again, if at all: it is more work than was thought.
        progress.counters.bytesTotal += static_cast<std::uint64_t>(counted);
    }
    if (!answer) {
        const bool isChanged = answer.error().code == ErrorCode::mismatch ||
                               (answer.error().code != ErrorCode::stopped && !checkUnchanged(file));
        return isChanged ? changedError(file) : answer.error();
    }
    if (!answer->isSuccess()) {
        if (Status same = checkUnchanged(file); !same) {
            return same.error();
        }
        const Error refusal = refusalOf(*answer, file);
        if (isStaleStatus(answer->status)) {
            return PutAnswer{{}, true, refusal.message};
        }
        return refusal;
    }
    count(size);
    return PutAnswer{answer->header("ETag").value_or(QByteArray()), false, {}};
}

}  // namespace hub
