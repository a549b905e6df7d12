#include "support/fake_hub/answers.hpp"
#include "support/fake_hub/endpoints.hpp"

#include <QJsonDocument>
#include <QRegularExpression>

namespace fake {

namespace {

constexpr auto lfsType = "application/vnd.git-lfs+json";
constexpr int mostObjects = 256;

bool isLfsType(const QByteArray& field) {
    return field.split(';').front().trimmed() == lfsType;
}

Response lfsAnswer(const QJsonObject& object, int status = 200) {
    Response answer = json(object, status);
    answer.headers.set("Content-Type", lfsType);
    return answer;
}

Response lfsProblem(int status, const char* message) {
    return lfsAnswer({{QStringLiteral("message"), QLatin1String(message)}}, status);
}

QJsonObject basicUpload(HubState& state, const QByteArray& oid, qint64 size) {
    QJsonObject header;
    if (!state.settings.uploadHeader.isEmpty()) {
        header[QStringLiteral("X-Fake-Signed")] = QString::fromUtf8(state.settings.uploadHeader);
    }
    const QByteArray url = state.sign("/objects/" + oid, "size=" + QByteArray::number(size) + "&",
                                      state.settings.signatureUses);
    return {{QStringLiteral("href"), QString::fromUtf8(url)}, {QStringLiteral("header"), header}};
}

/// Parts under keys with leading zeros. (Text, because a JSON object of Qt has one order only.)
QByteArray multipartHeader(HubState& state, const QByteArray& uploadId, qint64 size) {
    const qint64 parts = (size + state.settings.chunk - 1) / state.settings.chunk;
    QByteArray header;
    for (qint64 i = 0; i < parts; ++i) {
        const QByteArray number =
            QByteArray::number(state.settings.shufflesParts ? parts - i : i + 1);
        header +=
            "\"" + number.rightJustified(5, '0') + "\":\"" +
            state.sign("/uploads/" + uploadId + "/" + number, {}, state.settings.signatureUses) +
            "\",";
    }
    return "{" + header + "\"chunk_size\":\"" + QByteArray::number(state.settings.chunk) + "\"}";
}

struct Wanted {
    QByteArray oid;
    qint64 size = -1;
};

/// An entry of "objects" as text: multipart needs keys in an order of its own.
QByteArray objectAnswer(HubState& state, const QByteArray& repoId, const Wanted& wanted,
                        bool multipart) {
    const QByteArray head =
        R"({"oid":")" + wanted.oid + R"(","size":)" + QByteArray::number(wanted.size);
    if (wanted.size > state.settings.largestObject) {
        return head + R"(,"error":{"code":422,"message":"The object is too large"}})";
    }
    if (state.objects.contains(wanted.oid)) {
        return head + "}";
    }
    QByteArray upload =
        QJsonDocument(basicUpload(state, wanted.oid, wanted.size)).toJson(QJsonDocument::Compact);
    if (multipart) {
        const QByteArray id = state.newId().left(20);
        state.uploads[id] = {wanted.oid, wanted.size, {}};
        upload = R"({"href":")" + state.hubUrl + "/api/complete_multipart?uploadId=" + id +
                 R"(","header":)" + multipartHeader(state, id, wanted.size) + "}";
    }
    return head + R"(,"authenticated":true,"actions":{"upload":)" + upload +
           R"(,"verify":{"href":")" + state.hubUrl + "/" + repoId +
           R"(.git/info/lfs/verify","header":{}}}})";
}

std::optional<Wanted> wantedOf(const QJsonValue& value) {
    static const QRegularExpression digest(QStringLiteral("^[0-9a-f]{64}$"));
    const QString oid = value[QStringLiteral("oid")].toString();
    const qint64 size = value[QStringLiteral("size")].toInteger(-1);
    if (!digest.match(oid).hasMatch() || size < 0) {
        return {};
    }
    return Wanted{oid.toLatin1(), size};
}

Response batch(HubState& state, const Request& request) {
    auto found = placeOf(state, request, "main", Wish::propose);
    if (auto* refusal = std::get_if<Response>(&found)) {
        return *refusal;
    }
    if (!isLfsType(request.headers.value("Content-Type")) ||
        !isLfsType(request.headers.value("Accept"))) {
        return lfsProblem(415, "Content-Type and Accept must be application/vnd.git-lfs+json");
    }
    const QJsonObject body = QJsonDocument::fromJson(request.body).object();
    const QJsonArray objects = body[QStringLiteral("objects")].toArray();
    const QJsonArray transfers = body[QStringLiteral("transfers")].toArray();
    const QString hash = body[QStringLiteral("hash_algo")].toString(QStringLiteral("sha256"));
    if (body[QStringLiteral("operation")].toString() != QLatin1String("upload") ||
        (hash != QLatin1String("sha256") && hash != QLatin1String("sha_256")) ||
        objects.isEmpty() || objects.size() > mostObjects) {
        return lfsProblem(422, "operation, hash_algo or objects are wrong");
    }
    const bool takesParts = transfers.contains(QStringLiteral("multipart"));
    bool anyParts = false;
    QList<QByteArray> answers;
    for (const QJsonValue& value : objects) {
        const auto wanted = wantedOf(value);
        if (!wanted) {
            return lfsProblem(422, "An object needs an oid of 64 hexadecimal digits and a size");
        }
        const bool parts = takesParts && wanted->size >= state.settings.multipartFrom;
        anyParts = anyParts || parts;
        answers += objectAnswer(state, std::get<Place>(found).repo->id, *wanted, parts);
    }
    const QByteArray transfer =
        state.settings.demandsXet ? "xet" : (anyParts ? "multipart" : "basic");
    return {200,
            {{"Content-Type", lfsType}},
            Content(R"({"transfer":")" + transfer + R"(","objects":[)" + answers.join(',') + "]}")};
}

Response verify(HubState& state, const Request& request) {
    auto found = placeOf(state, request, "main", Wish::propose);
    if (auto* refusal = std::get_if<Response>(&found)) {
        return *refusal;
    }
    const auto wanted = wantedOf(QJsonDocument::fromJson(request.body).object());
    const auto object = wanted ? state.objects.find(wanted->oid) : state.objects.end();
    if (object == state.objects.end()) {
        return lfsProblem(404, "The object is not there");
    }
    return object->second.size() == wanted->size ? lfsAnswer({})
                                                 : lfsProblem(422, "The object has another size");
}

}  // namespace

void addLfsEndpoints(const AddEndpoint& add) {
    add(Origin::hub, "POST", "/{id}\\.git/info/lfs/objects/batch", batch);
    add(Origin::hub, "POST", "/{id}\\.git/info/lfs/verify", verify);
}

}  // namespace fake
