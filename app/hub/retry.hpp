#pragma once

#include "hub/http_message.hpp"
#include "hub/waiter.hpp"

#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace hub {

class HttpClient;

/// A wait between two tries, told before it begins: "huggingface.co asks to wait 12 s".
struct Pause {
    enum class Reason {
        serverAsks,    ///< too many requests, or a Retry-After
        serverFails,   ///< 408 or 5xx
        noConnection,  ///< none could be made, or it broke off
    };
    Reason reason = Reason::noConnection;
    std::chrono::milliseconds length{0};
    int retry = 1;  ///< which one it comes before, from 1
    std::string host;
};

struct RetryOptions {
    int retries = 5;
    /// In [-1, 1], stretches each back-off by up to a fifth so that clients do not come in step.
    /// Random where it is empty. Called on the waiting thread.
    std::function<double()> jitter;
    std::function<void(const Pause&)> onPause;  ///< on the waiting thread; may be empty
};

/// 1, 2, 4, 8, 8 ... s for failure = 1, 2, 3 ...; `jitter` as above. (huggingface_hub's
/// http_backoff.)
[[nodiscard]] std::chrono::milliseconds backoff(int failure, double jitter);

/// How long the server asks to wait, by RateLimit or Retry-After (seconds or a date), and one
/// second more; at most 5 minutes. Empty if it does not say.
[[nodiscard]] std::optional<std::chrono::milliseconds> askedWait(
    const HttpAnswer& answer, std::chrono::system_clock::time_point now);

/// 408, 429, 500, 502, 503, 504.
[[nodiscard]] bool isWorthRetrying(int status);

/// Whether a request may be sent again when it is not known what became of it.
enum class Repeat {
    freely,
    onlyIfRefused,  ///< only after 429, when the server did nothing
};

/// Tries again, by the rules of huggingface_hub: after a broken connection and after the statuses
/// above, at most `retries` times, waiting in between. One for each thread; the waiter may be
/// shared and outlives it. Errors: as HttpClient; stopped also during a wait. After the last try
/// its answer or error is returned.
class Retry {
public:
    Retry(Waiter& waiter, RetryOptions options);

    quince::Result<HttpAnswer> send(HttpClient& client, const HttpRequest& request,
                                    const quince::StopToken& stop, Repeat repeat = Repeat::freely);

    /// Tries again only while nothing was delivered: once sink.begin was called, an error is for
    /// the caller, who knows how to go on from the middle.
    quince::Result<HttpAnswer> stream(HttpClient& client, const HttpRequest& request,
                                      const BodySink& sink, const quince::StopToken& stop);

    /// For a caller that counts its own failures: waits before the retry number `failure`.
    /// Errors: stopped.
    quince::Status pause(int failure, const std::string& host, const quince::StopToken& stop);

    /// How often the last request was sent: after more than once, what it asks for may have been
    /// done by a try whose answer was lost.
    [[nodiscard]] int tries() const { return m_tries; }

private:
    using Attempt = std::function<quince::Result<HttpAnswer>()>;
    quince::Result<HttpAnswer> run(
        const Attempt& attempt, const std::string& host,
        const std::function<bool(const quince::Result<HttpAnswer>&)>& mayRepeat,
        const quince::StopToken& stop);
    [[nodiscard]] Pause pauseAfter(const quince::Result<HttpAnswer>& result, int failure) const;
    quince::Status wait(const Pause& pause, const quince::StopToken& stop);

    Waiter& m_waiter;
    RetryOptions m_options;
    int m_tries = 0;
};

}  // namespace hub
