#include "support/fake_hub/answers.hpp"
#include "support/fake_hub/commit_lines.hpp"
#include "support/fake_hub/endpoints.hpp"

#include <QJsonDocument>

namespace fake {

namespace {

/// A pull request is a branch of its own that begins where `commit` is.
QByteArray newPullRequest(Repo& repo, const Commit& commit) {
    int number = 1;
    while (repo.refs.contains("refs/pr/" + QByteArray::number(number))) {
        ++number;
    }
    const QByteArray ref = "refs/pr/" + QByteArray::number(number);
    repo.refs[ref] = commit.id;
    return ref;
}

Response commit(HubState& state, const Request& request) {
    auto found = placeOf(state, request, request.parts[1], wishOf(request, request.parts[1]));
    if (auto* refusal = std::get_if<Response>(&found)) {
        return *refusal;
    }
    const Place place = std::get<Place>(found);
    if (request.headers.value("Content-Type").split(';').front() != "application/x-ndjson") {
        return problem(415, {}, "Content-Type must be application/x-ndjson");
    }
    const CommitLines lines = readCommitLines(state, place, request.body);
    if (!lines.problem.isEmpty()) {
        return problem(400, {}, lines.problem);
    }
    if (!lines.parent.isEmpty() && lines.parent != place.commit->id) {
        return problem(412, {}, "A commit has happened since. Please refresh and try again.");
    }
    const bool isPullRequest = request.queryValue("create_pr") == "1";
    const QByteArray ref =
        isPullRequest ? newPullRequest(*place.repo, *place.commit) : request.parts[1];
    if (!place.repo->refs.contains(ref)) {
        return problem(400, {}, "A commit needs a branch");
    }
    const Commit& made = addCommit(state, *place.repo, ref, lines.summary, lines.changes);
    const QByteArray page = state.hubUrl + "/" + place.repo->id;
    QJsonObject answer{
        {QStringLiteral("success"), true},
        {QStringLiteral("commitOid"), QString::fromUtf8(made.id)},
        {QStringLiteral("commitUrl"), QString::fromUtf8(QByteArray(page + "/commit/" + made.id))},
        {QStringLiteral("hookOutput"), QString()}};
    if (isPullRequest) {
        const QByteArray url = page + "/discussions/" + ref.split('/').back();
        answer[QStringLiteral("pullRequestUrl")] = QString::fromUtf8(url);
    }
    return json(answer);
}

/// A pull request that is filled by commits later.
Response openDiscussion(HubState& state, const Request& request) {
    auto found = placeOf(state, request, "main", Wish::propose);
    if (auto* refusal = std::get_if<Response>(&found)) {
        return *refusal;
    }
    const Place place = std::get<Place>(found);
    const QJsonObject body = QJsonDocument::fromJson(request.body).object();
    if (body[QStringLiteral("title")].toString().isEmpty() ||
        !body[QStringLiteral("pullRequest")].toBool()) {
        return problem(400, {}, "Only pull requests with a title are known here");
    }
    const int number = newPullRequest(*place.repo, *place.commit).split('/').back().toInt();
    return json(
        QJsonObject{{QStringLiteral("num"), number}, {QStringLiteral("pullRequest"), true}});
}

}  // namespace

void addCommitEndpoints(const AddEndpoint& add) {
    add(Origin::hub, "POST", "/api/models/{id}/discussions", openDiscussion);
    add(Origin::hub, "POST", "/api/models/{id}/commit/([^/]+)", commit);
}

}  // namespace fake
