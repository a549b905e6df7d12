#pragma once

#include "support/fake_hub/http_message.hpp"
#include "support/fake_hub/hub_state.hpp"

#include <QJsonArray>
#include <QJsonObject>

#include <variant>

namespace fake {

/// The Hub's answers as live ones looked in September 2026 (headers of `curl -I` in public reports)
/// and as huggingface_hub's tests expect them.

Response json(const QJsonObject& object, int status = 200);
Response json(const QJsonArray& array);
/// `message` as X-Error-Message and as the body; `code` as X-Error-Code unless it is empty.
Response problem(int status, const QByteArray& code, const QByteArray& message);

/// Who asks: nobody (no token), or the owner of a token; a wrong token is an answer of its own.
struct Caller {
    QByteArray user;  ///< empty: no token
    Role role = Role::read;
};
std::variant<Response, Caller> callerOf(const HubState& state, const Request& request);

/// A repo and a commit that the caller may see.
struct Place {
    Repo* repo = nullptr;
    const Commit* commit = nullptr;
    Caller caller;
};

/// What a caller wants of a repo. Reading its files needs to pass a gate; looking at it does not.
/// Whoever may write anywhere may propose: a pull request and what it needs.
enum class Wish { look, readFiles, propose, write };
/// `propose` for a request that makes a pull request of `revision` or goes to one.
Wish wishOf(const Request& request, const QByteArray& revision);

/// Finds repo and revision; or answers why not: 401, 403, 404, or 307 to the repo's new name.
/// request.parts[0] is the id as it was asked for.
std::variant<Response, Place> placeOf(HubState& state, const Request& request,
                                      const QByteArray& revision, Wish wish);

/// Whether the namespace is the user's own or of an organization of theirs.
bool belongs(const HubState& state, const QByteArray& user, const QByteArray& nameSpace);

}  // namespace fake
