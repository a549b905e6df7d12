#include "hub/hub_error.hpp"

#include "hub/hub_urls.hpp"

#include <algorithm>

namespace hub {
namespace {

using quince::Error;
using quince::ErrorCode;

// An id that the operators of the server can look for; anything odd in it is not shown.
std::string requestId(const HttpAnswer& answer) {
    for (const char* name : {"X-Request-Id", "X-Amzn-Trace-Id", "X-Amz-Cf-Id"}) {
        const QByteArray id = answer.header(name).value_or(QByteArray()).trimmed();
        const bool isPlain = std::all_of(id.begin(), id.end(), [](char c) {
            return c > 0x20 && c < 0x7f && c != '<' && c != '>';
        });
        if (!id.isEmpty() && id.size() <= 120 && isPlain) {
            return id.toStdString();
        }
    }
    return {};
}

std::string said(const HttpAnswer& answer) {
    const QString text = serverText(answer);
    return text.isEmpty() ? std::string() : " The server says: " + text.toStdString() + ".";
}

std::string nameOf(const Asked& asked) {
    return asked.repo.empty() ? std::string("The repo") : asked.repo;
}

std::string statusOf(const HttpAnswer& answer) {
    return answer.url.host().toStdString() + " answered with status " +
           std::to_string(answer.status) + ".";
}

std::string pageOf(const Asked& asked) {
    return hubUrl(asked.endpoint, '/' + escapedPath(asked.repo)).toString().toStdString();
}

struct Words {
    ErrorCode code;
    std::string text;
};

Words gatedWords(const Asked& asked) {
    const std::string ask = " Ask for access on its page, " + pageOf(asked);
    if (asked.withToken) {
        return {ErrorCode::gated, nameOf(asked) + " is gated, and your account has no access yet." +
                                      ask + ", then try again."};
    }
    return {ErrorCode::gated,
            nameOf(asked) + " is gated." + ask + ", then give Quince a token of your account."};
}

Words missingRepoWords(const Asked& asked) {
    const char* advice = asked.withToken
                             ? " does not exist, or it is private and your token may not see it."
                             : " does not exist, or it is private and needs a token.";
    return {ErrorCode::notFound, nameOf(asked) + advice + " Check its name."};
}

Words otherWords(const HttpAnswer& answer) {
    switch (answer.status) {
        case 409:
            return {ErrorCode::alreadyExists,
                    statusOf(answer) + " It exists already." + said(answer)};
        case 412:
            return {ErrorCode::mismatch,
                    "The repo was changed by someone else meanwhile." + said(answer)};
        case 402:
            return {ErrorCode::unauthorized,
                    "The account's plan or its quota does not allow this." + said(answer)};
        default:
            break;
    }
    if (answer.status >= 300 && answer.status < 400) {
        return {ErrorCode::notFound,
                statusOf(answer) + " The repo may have been renamed; use its new name."};
    }
    const ErrorCode code = answer.status == 404 ? ErrorCode::notFound : ErrorCode::unsupported;
    return {code, statusOf(answer) + said(answer)};
}

Words wordsOf(Fault fault, const HttpAnswer& answer, const Asked& asked) {
    switch (fault) {
        case Fault::revisionNotFound:
            return {ErrorCode::notFound, nameOf(asked) + " has no revision " + asked.revision +
                                             ". Choose a branch, tag or commit that it has."};
        case Fault::entryNotFound:
            return {ErrorCode::notFound,
                    nameOf(asked) + " has no file " + asked.path +
                        (asked.revision.empty() ? "" : " at " + asked.revision) + "."};
        case Fault::gated:
            return gatedWords(asked);
        case Fault::disabled:
            return {ErrorCode::unauthorized, nameOf(asked) + " was disabled by the Hub."};
        case Fault::repoNotFound:
            return missingRepoWords(asked);
        case Fault::invalidToken:
            return {ErrorCode::unauthorized,
                    "The token is not valid or has expired. Make a new one in the settings of your "
                    "account and give it to Quince."};
        case Fault::badRequest:
            return {ErrorCode::invalidArgument,
                    answer.url.host().toStdString() + " refused the request." + said(answer)};
        case Fault::forbidden:
            return {ErrorCode::unauthorized,
                    (asked.withToken ? "The token does not allow this." : "This needs a token.") +
                        said(answer)};
        case Fault::rateLimited:
            return {ErrorCode::rateLimited, answer.url.host().toStdString() +
                                                " had too many requests from here. Try again in "
                                                "some minutes." +
                                                said(answer)};
        case Fault::serverFailed:
            return {ErrorCode::network,
                    answer.url.host().toStdString() + " does not work right now (status " +
                        std::to_string(answer.status) + "). Try again later." + said(answer)};
        case Fault::other:
            break;
    }
    return otherWords(answer);
}

}  // namespace

Fault faultOf(const HttpAnswer& answer, const Asked& asked) {
    const QByteArray code = answer.header("X-Error-Code").value_or(QByteArray());
    const QByteArray message = answer.header("X-Error-Message").value_or(QByteArray());
    if (code == "RevisionNotFound") {
        return Fault::revisionNotFound;
    }
    if (code == "EntryNotFound") {
        return Fault::entryNotFound;
    }
    if (code == "GatedRepo") {
        return Fault::gated;
    }
    if (message == "Access to this resource is disabled.") {
        return Fault::disabled;
    }
    const bool isTokenRefused = message == "Invalid credentials in Authorization header";
    if (code == "RepoNotFound" ||
        (answer.status == 401 && !asked.repo.empty() && !isTokenRefused)) {
        return Fault::repoNotFound;
    }
    switch (answer.status) {
        case 401:
            return asked.withToken ? Fault::invalidToken : Fault::forbidden;
        case 400:
            return Fault::badRequest;
        case 403:
            return Fault::forbidden;
        case 429:
            return Fault::rateLimited;
        default:
            return answer.status == 408 || answer.status >= 500 ? Fault::serverFailed
                                                                : Fault::other;
    }
}

Error errorOf(const HttpAnswer& answer, const Asked& asked) {
    Words words = wordsOf(faultOf(answer, asked), answer, asked);
    if (const std::string id = requestId(answer); !id.empty()) {
        words.text += " (request id " + id + ")";
    }
    return {words.code, std::move(words.text), {}};
}

Error notJsonError(const HttpAnswer& answer) {
    const std::string host = answer.url.host().toStdString();
    if (isWebPage(answer)) {
        return {ErrorCode::untrusted,
                host +
                    " answered with a web page instead of data: this network may want a login, "
                    "or a proxy is in between. Open a browser to see.",
                {}};
    }
    return {ErrorCode::untrusted,
            host + " gave an answer that Quince does not understand. Is it a server of the Hub?",
            {}};
}

}  // namespace hub
