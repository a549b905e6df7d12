#include "hub/retry.hpp"

#include "hub/http_client.hpp"

#include <QRandomGenerator>

#include <algorithm>
#include <utility>

namespace hub {

using quince::Error;
using quince::ErrorCode;
using quince::Result;
using quince::Status;

namespace {

bool mayRecover(const Result<HttpAnswer>& result) {
    return result ? isWorthRetrying(result->status) : result.error().code == ErrorCode::network;
}

double randomJitter() {
    return 2.0 * QRandomGenerator::global()->generateDouble() - 1.0;
}

}  // namespace

Retry::Retry(Waiter& waiter, RetryOptions options)
    : m_waiter(waiter), m_options(std::move(options)) {
    if (!m_options.jitter) {
        m_options.jitter = randomJitter;
    }
}

Result<HttpAnswer> Retry::send(HttpClient& client, const HttpRequest& request,
                               const quince::StopToken& stop, Repeat repeat) {
    const auto mayRepeat = [repeat](const Result<HttpAnswer>& result) {
        return repeat == Repeat::freely ? mayRecover(result) : result.ok() && result->status == 429;
    };
    return run([&] { return client.send(request, stop); }, request.url.host().toStdString(),
               mayRepeat, stop);
}

Result<HttpAnswer> Retry::stream(HttpClient& client, const HttpRequest& request,
                                 const BodySink& sink, const quince::StopToken& stop) {
    bool hasBegun = false;
    const BodySink watched{[&](const HttpAnswer& head) {
                               hasBegun = true;
                               return sink.begin ? sink.begin(head) : Status();
                           },
                           sink.take};
    const auto mayRepeat = [&hasBegun](const Result<HttpAnswer>& result) {
        return !hasBegun && mayRecover(result);
    };
    return run([&] { return client.stream(request, watched, stop); },
               request.url.host().toStdString(), mayRepeat, stop);
}

Status Retry::pause(int failure, const std::string& host, const quince::StopToken& stop) {
    return wait({Pause::Reason::noConnection, backoff(failure, m_options.jitter()), failure, host},
                stop);
}

Result<HttpAnswer> Retry::run(const Attempt& attempt, const std::string& host,
                              const std::function<bool(const Result<HttpAnswer>&)>& mayRepeat,
                              const quince::StopToken& stop) {
    for (int failure = 1;; ++failure) {
        m_tries = failure;
        Result<HttpAnswer> result = attempt();
        if (failure > m_options.retries || !mayRepeat(result)) {
            return result;
        }
        Pause next = pauseAfter(result, failure);
        next.host = host;
        if (Status waited = wait(next, stop); !waited) {
            return waited.error();
        }
    }
}

Pause Retry::pauseAfter(const Result<HttpAnswer>& result, int failure) const {
    Pause pause;
    pause.retry = failure;
    const auto asked = result ? askedWait(*result, m_waiter.now()) : std::nullopt;
    pause.length = asked ? *asked : backoff(failure, m_options.jitter());
    if (result) {
        const bool isAsked = asked || result->status == 429;
        pause.reason = isAsked ? Pause::Reason::serverAsks : Pause::Reason::serverFails;
    }
    return pause;
}

Status Retry::wait(const Pause& pause, const quince::StopToken& stop) {
    if (m_options.onPause) {
        m_options.onPause(pause);
    }
    if (!m_waiter.wait(pause.length, stop)) {
        return Error{ErrorCode::stopped, "Stopped", {}};
    }
    return {};
}

}  // namespace hub
