#include "hub/hub_api.hpp"
#include "hub/json_fields.hpp"

#include <quince/repo_id.hpp>

#include <QHash>

#include <algorithm>

namespace hub {

using quince::Error;
using quince::ErrorCode;
using quince::Result;
using quince::Status;

namespace {

constexpr std::size_t mostFiles = 256;  // of one call

QJsonDocument questionOf(std::span<const UploadFile> files) {
    QJsonArray entries;
    for (const UploadFile& file : files) {
        entries.append(QJsonObject{
            {QStringLiteral("path"), toQt(file.path)},
            {QStringLiteral("size"), static_cast<qint64>(file.size)},
            {QStringLiteral("sample"), QString::fromLatin1(file.sample.left(512).toBase64())}});
    }
    return QJsonDocument(QJsonObject{{QStringLiteral("files"), entries}});
}

UploadChoice choiceOf(const QJsonObject& object, const UploadFile& file) {
    UploadChoice choice;
    // Object storage takes no empty bodies.
    choice.isLfs = file.size > 0 && textField(object, u"uploadMode") == "lfs";
    choice.isIgnored = object.value(u"shouldIgnore").toBool();
    choice.remoteOid = textField(object, u"oid");
    return choice;
}

}  // namespace

Status HubApi::preuploadSome(const QUrl& url, const std::string& id,
                             std::span<const UploadFile> files, std::vector<UploadChoice>& choices,
                             const quince::StopToken& stop) {
    const auto answer = postJson(url, questionOf(files), askedFor(id), stop);
    if (!answer) {
        return answer.error();
    }
    QHash<QString, QJsonObject> byPath;
    for (const QJsonValue& entry : answer->json.object().value(u"files").toArray()) {
        byPath.insert(entry.toObject().value(u"path").toString(), entry.toObject());
    }
    for (const UploadFile& file : files) {
        const auto found = byPath.constFind(toQt(file.path));
        const std::string mode =
            found == byPath.constEnd() ? std::string() : textField(*found, u"uploadMode");
        if (mode != "lfs" && mode != "regular") {
            return oddAnswer(url.host(), "no way to upload " + file.path);
        }
        choices.push_back(choiceOf(*found, file));
    }
    return {};
}

Result<std::vector<UploadChoice>> HubApi::preupload(const std::string& id,
                                                    const std::string& revision,
                                                    const std::vector<UploadFile>& files,
                                                    const quince::StopToken& stop) {
    if (!quince::isValidRepoId(id)) {
        return Error{ErrorCode::invalidArgument, "There is no repo called " + id, {}};
    }
    const QUrl url = hubUrl(m_environment.endpoint,
                            "/api/models/" + escapedPath(id) + "/preupload/" + escaped(revision));
    std::vector<UploadChoice> choices;
    std::span<const UploadFile> rest(files);
    while (!rest.empty()) {
        const std::size_t count = std::min(rest.size(), mostFiles);
        if (Status done = preuploadSome(url, id, rest.first(count), choices, stop); !done) {
            return done.error();
        }
        rest = rest.subspan(count);
    }
    return choices;
}

}  // namespace hub
