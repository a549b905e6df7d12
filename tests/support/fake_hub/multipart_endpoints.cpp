#include "support/fake_hub/answers.hpp"
#include "support/fake_hub/endpoints.hpp"

#include <QCryptographicHash>
#include <QJsonDocument>

namespace fake {

namespace {

/// The parts joined, if the request names each of them in order with the ETag its PUT got.
std::optional<QByteArray> joined(const Multipart& upload, const QJsonArray& named) {
    QByteArray whole;
    int number = 0;
    for (const QJsonValue& part : named) {
        const auto there = upload.parts.find(++number);
        if (there == upload.parts.end() || part[QStringLiteral("partNumber")].toInt() != number) {
            return {};
        }
        const QByteArray md5 =
            QCryptographicHash::hash(there->second, QCryptographicHash::Md5).toHex();
        if (part[QStringLiteral("etag")].toString().toLatin1() != "\"" + md5 + "\"") {
            return {};
        }
        whole += there->second;
    }
    return whole.size() == upload.size ? std::optional(whole) : std::nullopt;
}

/// No token: the URL is the permission.
Response complete(HubState& state, const Request& request) {
    const auto upload = state.uploads.find(request.queryValue("uploadId"));
    if (upload == state.uploads.end()) {
        return problem(404, {}, "The upload is not there");
    }
    const QJsonObject body = QJsonDocument::fromJson(request.body).object();
    const auto whole = joined(upload->second, body[QStringLiteral("parts")].toArray());
    if (!whole || body[QStringLiteral("oid")].toString().toLatin1() != upload->second.oid) {
        return problem(400, {}, "The parts are not those that were sent, or not in their order");
    }
    if (QCryptographicHash::hash(*whole, QCryptographicHash::Sha256).toHex() !=
        upload->second.oid) {
        return problem(400, {}, "The SHA-256 is not that of the parts");
    }
    state.objects[upload->second.oid] = Content(*whole);
    state.uploads.erase(upload);
    return json(QJsonObject());
}

}  // namespace

void addMultipartEndpoints(const AddEndpoint& add) {
    add(Origin::hub, "POST", "/api/complete_multipart", complete);
}

}  // namespace fake
