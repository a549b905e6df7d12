#include "hub/hub_api.hpp"
#include "hub/json_fields.hpp"

#include <quince/repo_id.hpp>

#include <algorithm>

namespace hub {

using quince::Error;
using quince::ErrorCode;
using quince::Result;

namespace {

constexpr int mostConflicts = 10;

QJsonDocument newRepo(const std::string& id, Visibility visibility, const QUrl& endpoint) {
    const std::string organization(quince::orgOf(id));
    const bool isPrivate = visibility == Visibility::isPrivate;
    QJsonObject body{
        {QStringLiteral("name"), toQt(std::string(quince::modelNameOf(id)))},
        {QStringLiteral("organization"), organization.empty() ? QJsonValue() : toQt(organization)},
        {QStringLiteral("visibility"),
         isPrivate ? QStringLiteral("private") : QStringLiteral("public")}};
    if (isPrivate && endpoint.host() != u"huggingface.co") {
        body.insert(QStringLiteral("private"), true);  // older servers of the Hub's kind read this
    }
    return QJsonDocument(body);
}

bool isBusy(const HttpAnswer& answer) {
    return answer.status == 409 &&
           serverText(answer).contains(u"another conflicting operation is in progress");
}

std::vector<std::string> messagesOf(const QJsonObject& object, QStringView list) {
    std::vector<std::string> messages;
    for (const QJsonValue& entry : object.value(list).toArray()) {
        messages.push_back(
            entry.toObject().value(u"message").toString().simplified().toStdString());
    }
    return messages;
}

}  // namespace

/// Whether a repo holds no more than what a new one is made with.
bool HubApi::isBare(const std::string& id, const quince::StopToken& stop) {
    const Result<ModelInfo> info = modelInfo(id, {}, stop, Files::list);
    return info && info->files &&
           std::all_of(info->files->begin(), info->files->end(),
                       [](const RepoFile& file) { return file.path == ".gitattributes"; });
}

Result<CreatedRepo> HubApi::createRepo(const std::string& id, Visibility visibility,
                                       const quince::StopToken& stop) {
    if (!quince::isValidRepoId(id)) {
        return Error{ErrorCode::invalidArgument, "A repo cannot be called " + id, {}};
    }
    HttpRequest request = requestTo(hubUrl(m_environment.endpoint, "/api/repos/create"));
    request.method = HttpMethod::post;
    request.headers.push_back({"Content-Type", "application/json"});
    request.body = newRepo(id, visibility, m_environment.endpoint).toJson(QJsonDocument::Compact);
    Result<HttpAnswer> answer = exchange(request, stop);
    bool mayBeOurs = m_retry.tries() > 1;
    for (int conflict = 0; conflict < mostConflicts && answer && isBusy(*answer); ++conflict) {
        if (!m_waiter.wait(std::chrono::seconds(1), stop)) {
            return Error{ErrorCode::stopped, "Stopped", {}};
        }
        answer = exchange(request, stop);
        mayBeOurs = mayBeOurs || m_retry.tries() > 1;
    }
    if (!answer) {
        return answer.error();
    }
    if (answer->isSuccess() || (answer->status == 409 && !isBusy(*answer))) {
        const QJsonObject object = QJsonDocument::fromJson(answer->body).object();
        const std::string named = textField(object, u"id");
        CreatedRepo repo{quince::isValidRepoId(named) ? named : id, !answer->isSuccess()};
        repo.existed = repo.existed && !(mayBeOurs && isBare(repo.id, stop));
        return repo;
    }
    if (answer->status == 401 || answer->status == 402 || answer->status == 403) {
        // A token for this one repo may not create any, but does not need to.
        if (const Result<ModelInfo> there = modelInfo(id, {}, stop)) {
            return CreatedRepo{there->id, true};
        }
    }
    return errorOf(*answer, askedFor({}));
}

Result<CardVerdict> HubApi::validateCard(const std::string& text, const quince::StopToken& stop) {
    HttpRequest request = requestTo(hubUrl(m_environment.endpoint, "/api/validate-yaml"));
    request.method = HttpMethod::post;
    request.headers.push_back({"Content-Type", "application/json"});
    request.body = QJsonDocument(QJsonObject{{QStringLiteral("content"), toQt(text)},
                                             {QStringLiteral("repoType"), QStringLiteral("model")}})
                       .toJson(QJsonDocument::Compact);
    const Result<HttpAnswer> answer = exchange(request, stop);
    if (!answer) {
        return answer.error();
    }
    const QJsonDocument json = QJsonDocument::fromJson(answer->body);
    const bool isVerdict = json.isObject() && json.object().value(u"errors").isArray();
    if (isVerdict && (answer->isSuccess() || answer->status == 400)) {
        return CardVerdict{messagesOf(json.object(), u"errors"),
                           messagesOf(json.object(), u"warnings")};
    }
    return answer->isSuccess() ? notJsonError(*answer) : errorOf(*answer, askedFor({}));
}

}  // namespace hub
