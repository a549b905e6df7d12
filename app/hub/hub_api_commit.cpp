#include "hub/hub_api.hpp"
#include "hub/json_fields.hpp"

#include <quince/repo_id.hpp>

namespace hub {

using quince::Error;
using quince::ErrorCode;
using quince::Result;

namespace {

constexpr std::chrono::seconds commitTimeout{120};  // the Hub gives up on a commit after about 60 s

QByteArray line(const char* key, const QJsonObject& value) {
    const QJsonObject object{{QStringLiteral("key"), QLatin1String(key)},
                             {QStringLiteral("value"), value}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

QByteArray lineOf(const CommitRequest::Regular& file) {
    return line("file", {{QStringLiteral("path"), toQt(file.path)},
                         {QStringLiteral("content"), QString::fromLatin1(file.content.toBase64())},
                         {QStringLiteral("encoding"), QStringLiteral("base64")}});
}

QByteArray lineOf(const CommitRequest::Lfs& file) {
    return line("lfsFile", {{QStringLiteral("path"), toQt(file.path)},
                            {QStringLiteral("algo"), QStringLiteral("sha256")},
                            {QStringLiteral("oid"), toQt(file.object.sha256)},
                            {QStringLiteral("size"), static_cast<qint64>(file.object.size)}});
}

QByteArray lineOf(const CommitRequest::Deleted& file) {
    return line("deletedFile", {{QStringLiteral("path"), toQt(file.path)}});
}

QByteArray linesOf(const CommitRequest& request) {
    QJsonObject header{{QStringLiteral("summary"), toQt(request.summary)},
                       {QStringLiteral("description"), toQt(request.description)}};
    if (!request.parent.empty()) {
        header.insert(QStringLiteral("parentCommit"), toQt(request.parent));
    }
    QByteArray lines = line("header", header);
    for (const auto& change : request.changes) {
        lines += std::visit([](const auto& file) { return lineOf(file); }, change);
    }
    return lines;
}

}  // namespace

Result<CommitDone> HubApi::commit(const std::string& id, const std::string& revision,
                                  const CommitRequest& request, const quince::StopToken& stop) {
    if (!quince::isValidRepoId(id)) {
        return Error{ErrorCode::invalidArgument, "There is no repo called " + id, {}};
    }
    const Query query = request.asPullRequest ? Query{{"create_pr", "1"}} : Query{};
    HttpRequest post =
        requestTo(hubUrl(m_environment.endpoint,
                         "/api/models/" + escapedPath(id) + "/commit/" + escaped(revision), query));
    post.method = HttpMethod::post;
    post.headers.push_back({"Content-Type", "application/x-ndjson"});
    post.body = linesOf(request);
    post.timeout = commitTimeout;
    const Result<HttpAnswer> answer = exchange(post, stop, Repeat::onlyIfRefused);
    if (!answer) {
        return answer.error();
    }
    if (!answer->isSuccess()) {
        return errorOf(*answer, askedFor(id, revision));
    }
    const QJsonObject object = QJsonDocument::fromJson(answer->body).object();
    CommitDone done;
    done.commit = textField(object, u"commitOid");
    done.page = QUrl(object.value(u"commitUrl").toString());
    done.pullRequest = QUrl(object.value(u"pullRequestUrl").toString());
    if (!quince::isCommitHash(done.commit)) {
        return notJsonError(*answer);
    }
    return done;
}

}  // namespace hub
