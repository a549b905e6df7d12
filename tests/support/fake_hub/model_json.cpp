#include "support/fake_hub/model_json.hpp"

#include <QCryptographicHash>
#include <QJsonArray>

namespace fake {

namespace {

QString text(const QByteArray& bytes) {
    return QString::fromUtf8(bytes);
}

QJsonObject siblingJson(const QByteArray& path, const File& file, bool blobs) {
    QJsonObject sibling{{QStringLiteral("rfilename"), text(path)}};
    if (blobs) {
        sibling[QStringLiteral("size")] = file.content.size();
        sibling[QStringLiteral("blobId")] = text(file.blobId);
        if (file.isLfs) {
            sibling[QStringLiteral("lfs")] =
                QJsonObject{{QStringLiteral("sha256"), text(file.sha256)},
                            {QStringLiteral("size"), file.content.size()},
                            {QStringLiteral("pointerSize"), file.pointerSize}};
        }
    }
    return sibling;
}

}  // namespace

QJsonObject modelJson(const Repo& repo, const Commit& commit, bool blobs) {
    QJsonArray siblings;
    qint64 bytes = 0;
    for (const auto& [path, file] : commit.files) {
        siblings.append(siblingJson(path, file, blobs));
        bytes += file.content.size();
    }
    const QByteArray digest = QCryptographicHash::hash(repo.id, QCryptographicHash::Sha1).toHex();
    QJsonObject model{
        {QStringLiteral("_id"), text(digest.left(24))},
        {QStringLiteral("id"), text(repo.id)},
        {QStringLiteral("modelId"), text(repo.id)},
        {QStringLiteral("author"), text(repo.owner())},
        {QStringLiteral("sha"), text(commit.id)},
        {QStringLiteral("private"), repo.isPrivate},
        {QStringLiteral("disabled"), repo.isDisabled},
        {QStringLiteral("gated"),
         repo.gated.isEmpty() ? QJsonValue(false) : QJsonValue(text(repo.gated))},
        {QStringLiteral("downloads"), 0},
        {QStringLiteral("likes"), 0},
        {QStringLiteral("tags"), QJsonArray()},
        {QStringLiteral("createdAt"), QStringLiteral("2026-01-02T03:04:05.000Z")},
        {QStringLiteral("lastModified"), QStringLiteral("2026-02-03T04:05:06.000Z")},
        {QStringLiteral("siblings"), siblings},
        {QStringLiteral("usedStorage"), bytes},
    };
    for (auto field = repo.info.begin(); field != repo.info.end(); ++field) {
        model[field.key()] = field.value();
    }
    return model;
}

QJsonObject onlyExpanded(const QJsonObject& model, const QList<QByteArray>& wanted) {
    QJsonObject expanded;
    for (auto field = model.begin(); field != model.end(); ++field) {
        const QByteArray name = field.key().toUtf8();
        if (name == "_id" || name == "id" || wanted.contains(name)) {
            expanded[field.key()] = field.value();
        }
    }
    return expanded;
}

QJsonObject fileJson(const QByteArray& path, const File& file, const Commit& commit, bool expand) {
    QJsonObject entry{{QStringLiteral("type"), QStringLiteral("file")},
                      {QStringLiteral("path"), text(path)},
                      {QStringLiteral("oid"), text(file.blobId)},
                      {QStringLiteral("size"), file.content.size()}};
    if (file.isLfs) {
        entry[QStringLiteral("lfs")] = QJsonObject{
            {QStringLiteral("oid"), text(file.sha256)},
            {QStringLiteral("size"), file.content.size()},
            {QStringLiteral("pointerSize"), file.pointerSize},
        };
    }
    if (expand) {
        entry[QStringLiteral("lastCommit")] =
            QJsonObject{{QStringLiteral("id"), text(commit.id)},
                        {QStringLiteral("title"), text(commit.title)},
                        {QStringLiteral("date"), QStringLiteral("2026-02-03T04:05:06.000Z")}};
        entry[QStringLiteral("securityFileStatus")] =
            QJsonObject{{QStringLiteral("status"), QStringLiteral("safe")}};
    }
    return entry;
}

}  // namespace fake
