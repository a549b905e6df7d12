#include "hub/cache_layout.hpp"
#include "hub/file_metadata.hpp"
#include "hub/hub_api.hpp"
#include "hub/json_fields.hpp"

#include <quince/repo_id.hpp>
#include <quince/safe_path.hpp>

namespace hub {

using quince::Error;
using quince::ErrorCode;
using quince::Result;

std::string normalizedEtag(const QByteArray& header) {
    QByteArray etag = header.trimmed();
    if (etag.startsWith("W/")) {
        etag.remove(0, 2);
    }
    if (etag.size() >= 2 && etag.startsWith('"') && etag.endsWith('"')) {
        etag = etag.sliced(1).chopped(1);
    }
    return etag.toStdString();
}

Result<FileMetadata> metadataOf(const HttpAnswer& answer) {
    const bool isRedirection = answer.status >= 300 && answer.status < 400;
    const auto linkedSize = answer.header("X-Linked-Size");
    bool isNumber = linkedSize.has_value();
    std::int64_t size = linkedSize ? linkedSize->toLongLong(&isNumber) : 0;
    if (!linkedSize && !isRedirection && answer.contentLength()) {
        size = *answer.contentLength();  // that of a redirection is the length of its own body
        isNumber = true;
    }
    FileMetadata metadata;
    metadata.commit = answer.header("X-Repo-Commit").value_or(QByteArray()).toStdString();
    const auto linked = answer.header("X-Linked-ETag");
    metadata.etag = normalizedEtag(linked ? *linked : answer.header("ETag").value_or(QByteArray()));
    metadata.size = size;
    if (!isNumber || size < 0 || !quince::isCommitHash(metadata.commit) ||
        !isUsableEtag(metadata.etag)) {
        return Error{ErrorCode::untrusted,
                     answer.url.host().toStdString() +
                         " did not tell commit, digest and size of a file. It is not a server of "
                         "the Hub, or a proxy is in between.",
                     {}};
    }
    return metadata;
}

Result<FileMetadata> HubApi::fileMetadata(const std::string& id, const std::string& revision,
                                          const std::string& path, const quince::StopToken& stop) {
    if (!quince::isValidRepoId(id) || !quince::isSafeRelativePath(path)) {
        return Error{
            ErrorCode::invalidArgument, "There can be no file " + path + " in a model " + id, {}};
    }
    HttpRequest request = requestTo(resolveUrl(m_environment.endpoint, id, revision, path));
    request.method = HttpMethod::head;
    request.headers.clear();
    request.redirects = Redirects::onlyRelative;
    const Result<HttpAnswer> answer = exchange(request, stop);
    if (!answer) {
        return answer.error();
    }
    if (answer->status >= 400) {
        return errorOf(*answer, askedFor(id, revision, path));
    }
    return metadataOf(*answer);
}

}  // namespace hub
