#include "support/fake_hub/answers.hpp"
#include "support/fake_hub/endpoints.hpp"
#include "support/fake_hub/gzip.hpp"

namespace fake {

namespace {

QByteArray quoted(const QByteArray& text) {
    return "\"" + text + "\"";
}

Response noEntry(const Commit& commit) {
    Response answer = problem(404, "EntryNotFound", "Entry not found");
    answer.headers.set("Content-Type", "text/plain; charset=utf-8");
    answer.headers.add("X-Repo-Commit", commit.id);
    answer.body = Content("Entry not found");
    return answer;
}

/// A redirect whose own Content-Length has nothing to do with the file.
Response redirect(int status, const QByteArray& target, const Place& place, const File& file) {
    const QByteArray etag = file.isLfs ? file.sha256 : file.blobId;
    return {status,
            {{"Content-Type", "text/plain; charset=utf-8"},
             {"Location", target},
             {"X-Repo-Commit", place.commit->id},
             {"Accept-Ranges", "bytes"},
             {"X-Linked-Size", QByteArray::number(file.content.size())},
             {"X-Linked-ETag", quoted(etag)}},
            Content(reasonPhrase(status) + ". Redirecting to " + target)};
}

/// An LFS file: the signed URL of its content on the CDN.
Response toCdn(HubState& state, const Request& request, const Place& place, const File& file) {
    const QByteArray name = request.parts[2].split('/').back();
    const QByteArray disposition = "response-content-disposition=" +
                                   ("inline; filename=\"" + name + "\";").toPercentEncoding() + "&";
    Response answer = redirect(
        302, state.sign("/blobs/" + file.sha256, disposition, state.settings.signatureUses), place,
        file);
    if (state.settings.headersOfXet) {
        const QByteArray api = state.hubUrl + "/api/models/" + place.repo->id;
        answer.headers.add("X-Xet-Hash", QByteArray(file.sha256).replace('a', 'b'));
        answer.headers.add("Link", "<" + api + "/xet-read-token/" + place.commit->id +
                                       ">; rel=\"xet-auth\", <" + state.cdnUrl +
                                       "/v1/reconstructions/x>; rel=\"xet-reconstruction-info\"");
    }
    return answer;
}

Response resolve(HubState& state, const Request& request) {
    auto found = placeOf(state, request, request.parts[1], Wish::readFiles);
    if (auto* refusal = std::get_if<Response>(&found)) {
        return *refusal;
    }
    const Place place = std::get<Place>(found);
    const QByteArray path = request.parts[2];
    const auto file = place.commit->files.find(path);
    if (file == place.commit->files.end()) {
        return noEntry(*place.commit);
    }
    if (file->second.isLfs) {
        return toCdn(state, request, place, file->second);
    }
    // As live ones look: the former path as a key without value, then the etag.
    return redirect(307,
                    "/api/resolve-cache/models/" + place.repo->id + "/" + place.commit->id + "/" +
                        path.toPercentEncoding("/") + "?" + request.path().toPercentEncoding() +
                        "=&etag=" + quoted(file->second.blobId).toPercentEncoding(),
                    place, file->second);
}

/// A regular file itself; compressed and of unknown length for those who take that.
Response resolveCache(HubState& state, const Request& request) {
    auto found = placeOf(state, request, request.parts[1], Wish::readFiles);
    if (auto* refusal = std::get_if<Response>(&found)) {
        return *refusal;
    }
    const Commit& commit = *std::get<Place>(found).commit;
    const auto file = commit.files.find(request.parts[2]);
    if (file == commit.files.end()) {
        return noEntry(commit);
    }
    const Content& content = file->second.content;
    Response answer{200,
                    {{"Content-Type", "text/plain; charset=utf-8"},
                     {"ETag", quoted(file->second.blobId)},
                     {"X-Repo-Commit", commit.id},
                     {"Vary", "Accept-Encoding"}},
                    content,
                    false,
                    true};
    if (content.size() >= state.settings.gzipFrom && !request.headers.has("Range") &&
        request.headers.value("Accept-Encoding").contains("gzip")) {
        answer.headers.set("ETag", "W/" + quoted(file->second.blobId));
        answer.headers.add("Content-Encoding", "gzip");
        answer.body = Content(gzip(content.all()));
        answer.chunked = true;
        answer.rangesAllowed = false;
    }
    return answer;
}

}  // namespace

void addResolveEndpoints(const AddEndpoint& add) {
    add(Origin::hub, "GET", "/{id}/resolve/([^/]+)/(.+)", resolve);
    add(Origin::hub, "GET", "/api/resolve-cache/models/{id}/([0-9a-f]{40})/(.+)", resolveCache);
}

}  // namespace fake
