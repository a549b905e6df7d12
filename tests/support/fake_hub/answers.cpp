#include "support/fake_hub/answers.hpp"

#include <QJsonDocument>

namespace fake {

namespace {

constexpr auto wantsLogin = R"(Bearer realm="Authentication required", charset="UTF-8")";

Response unknownToAnyone() {
    Response answer = problem(401, {}, "Invalid username or password.");
    answer.headers.add("WWW-Authenticate", wantsLogin);
    return answer;
}

Response notFound(const Caller& caller) {
    return caller.user.isEmpty() ? unknownToAnyone()
                                 : problem(404, "RepoNotFound", "Repository not found");
}

std::optional<Response> gate(const HubState& state, const Repo& repo, const Caller& caller) {
    if (repo.gated.isEmpty() || repo.granted.contains(caller.user) ||
        belongs(state, caller.user, repo.owner())) {
        return {};
    }
    const QByteArray restricted = "Access to model " + repo.id + " is restricted";
    if (caller.user.isEmpty()) {
        Response answer = problem(401, "GatedRepo",
                                  restricted +
                                      ". You must have access to it and be authenticated "
                                      "to access it. Please log in.");
        answer.headers.add("WWW-Authenticate", wantsLogin);
        return answer;
    }
    return problem(403, "GatedRepo",
                   restricted + " and you are not in the authorized list. Visit " + state.hubUrl +
                       "/" + repo.id + " to ask for access.");
}

/// The same request for another id; relative, with its query.
Response moved(const Request& request, const QByteArray& id) {
    const auto start = request.target.indexOf(request.parts[0]);
    QByteArray target = request.target;
    target.replace(start, request.parts[0].size(), id);
    return {307, {{"Location", target}}, Content("Temporary Redirect. Redirecting to " + target)};
}

}  // namespace

Response json(const QJsonObject& object, int status) {
    return {status,
            {{"Content-Type", "application/json; charset=utf-8"}},
            Content(QJsonDocument(object).toJson(QJsonDocument::Compact))};
}

Response json(const QJsonArray& array) {
    return {200,
            {{"Content-Type", "application/json; charset=utf-8"}},
            Content(QJsonDocument(array).toJson(QJsonDocument::Compact))};
}

Response problem(int status, const QByteArray& code, const QByteArray& message) {
    Response answer =
        json(QJsonObject{{QStringLiteral("error"), QString::fromUtf8(message)}}, status);
    if (!code.isEmpty()) {
        answer.headers.add("X-Error-Code", code);
    }
    answer.headers.add("X-Error-Message", message);
    answer.headers.add("X-Request-Id", "Root=1-fake");
    return answer;
}

std::variant<Response, Caller> callerOf(const HubState& state, const Request& request) {
    const QByteArray field = request.headers.value("Authorization");
    if (field.isEmpty()) {
        return Caller{};
    }
    const auto token = state.tokens.find(field.mid(7));
    if (!field.startsWith("Bearer ") || token == state.tokens.end()) {
        return problem(401, {}, "Invalid credentials in Authorization header");
    }
    return Caller{token->second.user, token->second.role};
}

bool belongs(const HubState& state, const QByteArray& user, const QByteArray& nameSpace) {
    const auto found = state.users.find(user);
    return found != state.users.end() && (user == nameSpace || found->second.contains(nameSpace));
}

Wish wishOf(const Request& request, const QByteArray& revision) {
    return request.queryValue("create_pr") == "1" || revision.startsWith("refs/pr/") ? Wish::propose
                                                                                     : Wish::write;
}

std::variant<Response, Place> placeOf(HubState& state, const Request& request,
                                      const QByteArray& revision, Wish wish) {
    const auto asked = callerOf(state, request);
    if (const auto* refusal = std::get_if<Response>(&asked)) {
        return *refusal;
    }
    const Caller caller = std::get<Caller>(asked);
    const QByteArray id = request.parts[0];
    if (const auto renamed = state.renamed.find(id.toLower()); renamed != state.renamed.end()) {
        return moved(request, renamed->second);
    }
    Repo* repo = state.findRepo(id);
    if (repo == nullptr || (repo->isPrivate && !belongs(state, caller.user, repo->owner()))) {
        return notFound(caller);
    }
    if (repo->isDisabled && wish != Wish::look) {
        return problem(403, {}, "Access to this resource is disabled.");
    }
    if (wish == Wish::write || wish == Wish::propose) {
        if (caller.user.isEmpty()) {
            return unknownToAnyone();
        }
        if (caller.role != Role::write ||
            (wish == Wish::write && !belongs(state, caller.user, repo->owner()))) {
            return problem(403, {},
                           "You don't have the rights to write to this repo with this token");
        }
    }
    if (wish == Wish::readFiles) {
        if (const auto refusal = gate(state, *repo, caller)) {
            return *refusal;
        }
    }
    const Commit* commit = repo->find(revision);
    if (commit == nullptr) {
        return problem(404, "RevisionNotFound", "Invalid rev id: " + revision);
    }
    return Place{repo, commit, caller};
}

}  // namespace fake
