#pragma once

#include "hub/http_message.hpp"

#include <quince/result.hpp>

#include <QString>
#include <QUrl>

#include <string>

namespace hub {

/// What an answer of the Hub that is no success means, in the order in which huggingface_hub looks
/// (utils/_http.py, hf_raise_for_status).
enum class Fault {
    revisionNotFound,
    entryNotFound,  ///< no such file at that commit; X-Repo-Commit still names the commit
    gated,          ///< access must be asked for in a browser
    disabled,       ///< by the Hub
    repoNotFound,   ///< or private, without a token that may see it
    invalidToken,
    badRequest,
    forbidden,  ///< the token lacks a permission
    rateLimited,
    serverFailed,  ///< 408 and 5xx
    other,
};

/// What was asked for, to name it in messages. Empty fields are not named.
struct Asked {
    QUrl endpoint;
    std::string repo;
    std::string revision;
    std::string path;
    bool withToken = false;
};

/// REQUIRES: !answer.isSuccess()
[[nodiscard]] Fault faultOf(const HttpAnswer& answer, const Asked& asked);

/// The words for a person, with what the server said (never its HTML) and its request id.
/// REQUIRES: !answer.isSuccess()
[[nodiscard]] quince::Error errorOf(const HttpAnswer& answer, const Asked& asked);

/// What the server says itself: X-Error-Message, the fields of a JSON answer or a short plain text,
/// each once; empty if there is nothing to be shown.
[[nodiscard]] QString serverText(const HttpAnswer& answer);

/// A web page instead of an answer.
[[nodiscard]] bool isWebPage(const HttpAnswer& answer);

/// What to say of an answer that should be JSON: a page of a login, or something else.
[[nodiscard]] quince::Error notJsonError(const HttpAnswer& answer);

}  // namespace hub
