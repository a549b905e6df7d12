#include "support/fake_hub/answers.hpp"
#include "support/fake_hub/endpoints.hpp"

#include <QJsonDocument>
#include <QRegularExpression>

namespace fake {

namespace {

QByteArray textOf(const QJsonObject& object, const char* key) {
    return object[QLatin1String(key)].toString().toUtf8();
}

/// hub-docs, repositories: letters, digits, '.', '_', '-'; no "--", no ".."; at most 96.
bool isRepoName(const QByteArray& name) {
    static const QRegularExpression pattern(
        QStringLiteral("^(?!.*(--|\\.\\.))[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?$"));
    return pattern.match(QString::fromUtf8(name)).hasMatch() && !name.endsWith(".git");
}

Response created(const HubState& state, const Repo& repo, int status) {
    QJsonObject answer{
        {QStringLiteral("url"), QString::fromUtf8(QByteArray(state.hubUrl + "/" + repo.id))},
        {QStringLiteral("name"), QString::fromUtf8(repo.id)},
        {QStringLiteral("id"), QString::fromUtf8(repo.id)}};
    if (status != 200) {
        answer[QStringLiteral("error")] =
            QString::fromUtf8(QByteArray("You already created this model repo: " + repo.id));
    }
    return json(answer, status);
}

Response createRepo(HubState& state, const Request& request) {
    const auto asked = callerOf(state, request);
    if (const auto* refusal = std::get_if<Response>(&asked)) {
        return *refusal;
    }
    const Caller caller = std::get<Caller>(asked);
    if (caller.user.isEmpty()) {
        return problem(401, {}, "Invalid username or password.");
    }
    const QJsonObject body = QJsonDocument::fromJson(request.body).object();
    const QByteArray name = textOf(body, "name");
    const QByteArray organization = textOf(body, "organization");
    const QByteArray visibility = textOf(body, "visibility");
    const QByteArray type = textOf(body, "type");
    if (!isRepoName(name) || (!type.isEmpty() && type != "model") ||
        !QList<QByteArray>{"", "public", "private"}.contains(visibility)) {
        return problem(400, {}, "Invalid repo name, type or visibility");
    }
    const QByteArray owner = organization.isEmpty() ? caller.user : organization;
    if (caller.role != Role::write || !belongs(state, caller.user, owner)) {
        return problem(
            403, {},
            "You don't have the rights to create a model under the namespace \"" + owner + "\"");
    }
    const QByteArray id = owner + "/" + name;
    if (const Repo* there = state.findRepo(id)) {
        return created(state, *there, 409);
    }
    Repo& repo = state.repos[id.toLower()];
    repo.id = id;
    repo.isPrivate = visibility == "private";
    const Content attributes("*.safetensors filter=lfs diff=lfs merge=lfs -text\n");
    addCommit(state, repo, "main", "initial commit",
              {{".gitattributes", makeFile(attributes, false)}});
    return created(state, repo, 200);
}

}  // namespace

void addCreateEndpoints(const AddEndpoint& add) {
    add(Origin::hub, "POST", "/api/repos/create", createRepo);
}

}  // namespace fake
