#pragma once

#include "hub/token.hpp"

#include <quince/result.hpp>

#include <QByteArray>
#include <QByteArrayView>
#include <QUrl>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <variant>
#include <vector>

namespace hub {

enum class HttpMethod { get, head, post, put };

struct HttpHeader {
    QByteArray name;
    QByteArray value;
};

/// Bytes [offset, offset + size) of a file, read while they are sent.
struct FileRange {
    std::filesystem::path file;
    std::int64_t offset = 0;
    std::int64_t size = 0;
};

/// What to do with an answer 3xx. https never becomes http, and an Authorization or a Cookie never
/// reaches another origin (scheme, host and port), whatever is chosen here.
enum class Redirects {
    none,          ///< the redirection is the answer
    onlyRelative,  ///< follow a relative Location; an absolute one is the answer
    sameOrigin,    ///< follow within the origin; another one is an error
    anywhere,
};

enum class Encoding {
    any,       ///< the body may come compressed and is decoded
    identity,  ///< the body comes as it is, so that Content-Length and ranges count its bytes
};

/// One request. What HttpClient sets itself: User-Agent, Accept-Encoding, Authorization.
struct HttpRequest {
    HttpMethod method = HttpMethod::get;
    QUrl url;
    std::vector<HttpHeader> headers;
    Token token;  ///< sent to the origin of `url`, and to no other
    std::variant<std::monostate, QByteArray, FileRange> body;
    Redirects redirects = Redirects::sameOrigin;
    Encoding encoding = Encoding::any;
    std::chrono::milliseconds timeout{10'000};        ///< without a byte sent or received
    std::int64_t bodyLimit = std::int64_t{32} << 20;  ///< a larger body of an answer is refused
    /// Told the bytes of the body that were sent so far, on the calling thread; begins anew with
    /// each redirection. May be empty.
    std::function<void(std::int64_t)> onSent;
};

/// One answer, of any status.
struct HttpAnswer {
    int status = 0;
    QUrl url;                         ///< of the request that it answers, after redirections
    std::vector<HttpHeader> headers;  ///< repeated ones are joined with ", ", as RFC 9110 has it
    QByteArray body;  ///< empty where a BodySink took it; of an error the first bytes only

    /// By its name in any case; empty optional if there is none.
    [[nodiscard]] std::optional<QByteArray> header(QByteArrayView name) const;

    /// Content-Length; empty if there is none or it is no number.
    [[nodiscard]] std::optional<std::int64_t> contentLength() const;

    [[nodiscard]] bool isSuccess() const { return status >= 200 && status < 300; }
};

/// Takes the body of an answer while it arrives. Both are called on the thread that asked; an error
/// returned by either ends the transfer and is what the caller gets.
struct BodySink {
    /// Once, with status and headers, before the first byte; only for an answer 2xx.
    std::function<quince::Status(const HttpAnswer& head)> begin;
    /// The next bytes, in order. The view is valid during the call.
    std::function<quince::Status(QByteArrayView bytes)> take;
};

}  // namespace hub
