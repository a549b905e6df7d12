#include "support/fake_hub/answers.hpp"
#include "support/fake_hub/endpoints.hpp"

#include <QCryptographicHash>

namespace fake {

namespace {

/// As S3 writes its errors.
Response refusal(int status, const QByteArray& code, const QByteArray& message) {
    return {status,
            {{"Content-Type", "application/xml"}},
            Content("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code +
                    "</Code><Message>" + message + "</Message></Error>")};
}

/// The signature in the query is the only one, and still good.
std::optional<Response> refused(HubState& state, const Request& request) {
    if (request.headers.has("Authorization") || request.headers.has("Cookie")) {
        return refusal(400, "InvalidArgument",
                       "Only one auth mechanism allowed; only the Signature query parameter or the "
                       "Authorization header should be specified");
    }
    const auto signature = state.signatures.find(request.queryValue("Signature"));
    if (signature == state.signatures.end() || signature->second.path != request.path()) {
        return refusal(403, "SignatureDoesNotMatch", "The signature is not that of this request");
    }
    if (signature->second.uses <= 0) {
        return refusal(403, "AccessDenied", "Request has expired");
    }
    --signature->second.uses;
    return {};
}

Response blob(HubState& state, const Request& request) {
    if (auto answer = refused(state, request)) {
        return *answer;
    }
    const auto object = state.objects.find(request.parts[0]);
    if (object == state.objects.end()) {
        return refusal(404, "NoSuchKey", "The specified key does not exist.");
    }
    return {200,
            {{"Content-Type", "application/octet-stream"},
             {"ETag", "\"" + object->first.left(32) + "\""}},
            object->second,
            false,
            true};
}

std::optional<Response> wrongLength(const Request& request, qint64 wanted) {
    if (!request.headers.has("Content-Length")) {
        return refusal(411, "MissingContentLength",
                       "You must provide the Content-Length HTTP header.");
    }
    if (request.bodySize != wanted) {
        return refusal(400, "IncompleteBody", "The number of bytes is not what was announced");
    }
    return {};
}

Response stored(const Request& request) {
    const QByteArray md5 = QCryptographicHash::hash(request.body, QCryptographicHash::Md5).toHex();
    return {200, {{"ETag", "\"" + md5 + "\""}}, Content()};
}

/// A whole object in one PUT.
Response putObject(HubState& state, const Request& request) {
    if (auto answer = refused(state, request)) {
        return *answer;
    }
    if (auto answer = wrongLength(request, request.queryValue("size").toLongLong())) {
        return *answer;
    }
    if (request.headers.value("X-Fake-Signed") != state.settings.uploadHeader) {
        return refusal(403, "SignatureDoesNotMatch", "A signed header is not there");
    }
    if (request.bodySha256 != request.parts[0]) {
        return refusal(400, "BadDigest", "The SHA-256 is not that of what was received.");
    }
    state.objects[request.parts[0]] = Content(request.body);
    return stored(request);
}

Response putPart(HubState& state, const Request& request) {
    if (auto answer = refused(state, request)) {
        return *answer;
    }
    const auto upload = state.uploads.find(request.parts[0]);
    if (upload == state.uploads.end()) {
        return refusal(404, "NoSuchUpload", "The upload was aborted or completed.");
    }
    const int part = request.parts[1].toInt();
    const qint64 before = (part - 1) * state.settings.chunk;
    if (auto answer =
            wrongLength(request, std::min(state.settings.chunk, upload->second.size - before))) {
        return *answer;
    }
    upload->second.parts[part] = request.body;
    return stored(request);
}

}  // namespace

void addCdnEndpoints(const AddEndpoint& add) {
    add(Origin::cdn, "GET", "/blobs/([0-9a-f]{64})", blob);
    add(Origin::cdn, "PUT", "/objects/([0-9a-f]{64})", putObject);
    add(Origin::cdn, "PUT", "/uploads/([0-9a-f]+)/([0-9]+)", putPart);
}

}  // namespace fake
