#include "hub/blob_source.hpp"

#include "hub/delivery.hpp"
#include "hub/file_metadata.hpp"
#include "hub/http_client.hpp"
#include "hub/hub_urls.hpp"
#include "hub/redirect.hpp"

#include <algorithm>
#include <utility>

namespace hub {

using quince::Error;
using quince::ErrorCode;
using quince::Result;
using quince::Status;

namespace {

/// What a store says of an address that has expired.
bool mayHaveExpired(int status) {
    return status == 400 || status == 401 || status == 403 || status == 404 || status == 410;
}

/// Of a file server, which knows nobody's token: what it says is about the address alone.
Error refusedByStore(const HttpAnswer& answer) {
    const std::string host = answer.url.host().toStdString();
    const std::string status = "status " + std::to_string(answer.status);
    return {ErrorCode::network,
            mayHaveExpired(answer.status)
                ? "the file server " + host +
                      " refuses the address that the Hub has just given for this file (" + status +
                      "). A proxy or the clock of this computer may be the cause; try again later"
                : "the file server " + host + " answers with " + status + "; try again later",
            {}};
}

}  // namespace

BlobSource::BlobSource(Where where, HttpClient& client, Retry& retry)
    : m_where(std::move(where)), m_client(client), m_retry(retry) {}

Result<BlobSource::Step> BlobSource::fetchMore(PartialBlob& blob, DownloadProgress& progress,
                                               const quince::StopToken& stop) {
    Delivery delivery{blob, progress};
    return m_signed ? askSigned(delivery, stop) : askHub(delivery, stop);
}

std::string BlobSource::host() const {
    return (m_signed ? *m_signed : m_where.endpoint).host().toStdString();
}

Result<HttpAnswer> BlobSource::stream(const HttpRequest& request, Delivery& delivery,
                                      const quince::StopToken& stop) {
    const BodySink sink{[&delivery](const HttpAnswer& head) { return delivery.begin(head); },
                        [&delivery](QByteArrayView bytes) { return delivery.take(bytes); }};
    return m_retry.stream(m_client, request, sink, stop);
}

Result<BlobSource::Step> BlobSource::askHub(Delivery& delivery, const quince::StopToken& stop) {
    HttpRequest request = requestFor(
        resolveUrl(m_where.endpoint, m_where.repoId, m_where.commit, m_where.path), delivery.blob);
    request.token = m_where.token;
    request.redirects = Redirects::onlyRelative;
    const Result<HttpAnswer> answer = stream(request, delivery, stop);
    if (answer && answer->status >= 300 && answer->status < 400) {
        return follow(request, *answer, delivery, stop);
    }
    if (answer && !answer->isSuccess() && answer->status != 416) {
        m_isKnownAbsent = faultOf(*answer, asked()) == Fault::entryNotFound;
        return errorOf(*answer, asked());
    }
    return outcome(answer, delivery);
}

Result<BlobSource::Step> BlobSource::follow(const HttpRequest& request, const HttpAnswer& answer,
                                            Delivery& delivery, const quince::StopToken& stop) {
    if (Status promised = checkPromise(answer, delivery.blob.size()); !promised) {
        return std::move(promised).error();
    }
    HttpRequest anywhere = request;
    anywhere.url = answer.url;
    anywhere.redirects = Redirects::anywhere;
    auto target = redirectionOf(anywhere, answer, m_where.endpoint);
    if (!target) {
        return std::move(target).error();
    }
    if (!*target) {
        return errorOf(answer, asked());
    }
    m_signed = **target;
    return askSigned(delivery, stop);
}

Result<BlobSource::Step> BlobSource::askSigned(Delivery& delivery, const quince::StopToken& stop) {
    const bool isHub = isSameOrigin(*m_signed, m_where.endpoint);
    HttpRequest request = requestFor(*m_signed, delivery.blob);
    request.redirects = Redirects::anywhere;
    if (isHub) {
        request.token = m_where.token;  // an absolute address of the Hub itself is not signed
    }
    const Result<HttpAnswer> answer = stream(request, delivery, stop);
    if (answer && mayHaveExpired(answer->status) && !m_renewedInVain) {
        m_renewedInVain = true;
        m_signed.reset();
        return Step::again;
    }
    m_renewedInVain = m_renewedInVain && !delivery.hasBegun;
    if (answer && !answer->isSuccess() && answer->status != 416) {
        return isSameOrigin(answer->url, m_where.endpoint) ? errorOf(*answer, asked())
                                                           : refusedByStore(*answer);
    }
    return outcome(answer, delivery);
}

/// Of an answer that is a success, a 416 or none at all.
Result<BlobSource::Step> BlobSource::outcome(const Result<HttpAnswer>& answer, Delivery& delivery) {
    if (!answer) {
        const bool isBroken =
            delivery.hasBegun && !delivery.wasRefused && answer.error().code == ErrorCode::network;
        return isBroken ? Result<Step>(Step::broken) : Result<Step>(answer.error());
    }
    if (answer->status != 416) {
        return Step::delivered;
    }
    if (delivery.blob.bytes() == 0) {
        return contradiction("the server refuses to send the file from its beginning");
    }
    if (Status restarted = delivery.startOver(); !restarted) {
        return std::move(restarted).error();
    }
    return Step::again;
}

Status BlobSource::checkPromise(const HttpAnswer& answer, std::uint64_t size) const {
    const auto commit = answer.header("X-Repo-Commit");
    const auto etag = answer.header("X-Linked-ETag");
    const auto length = answer.header("X-Linked-Size");
    if (commit && commit->toStdString() != m_where.commit) {
        return contradiction("the Hub answers with another commit than was asked for");
    }
    if (etag && normalizedEtag(*etag) != m_where.etag) {
        return contradiction("the Hub's listing and its answer name different contents");
    }
    if (length && *length != QByteArray::number(static_cast<qulonglong>(size))) {
        return contradiction("the Hub's listing says " + std::to_string(size) +
                             " bytes and its answer another number");
    }
    return {};
}

HttpRequest BlobSource::requestFor(const QUrl& url, const PartialBlob& blob) const {
    HttpRequest request;
    request.url = url;
    request.encoding = Encoding::identity;
    request.timeout = m_where.timeout;
    request.bodyLimit = static_cast<std::int64_t>(blob.size());
    const bool inSegments = blob.size() > m_where.segments.from;
    if (blob.bytes() > 0 || inSegments) {
        QByteArray range =
            "bytes=" + QByteArray::number(static_cast<qulonglong>(blob.bytes())) + '-';
        if (inSegments) {
            range += QByteArray::number(static_cast<qulonglong>(
                std::min(blob.bytes() + m_where.segments.size, blob.size()) - 1));
        }
        request.headers.push_back({"Range", range});
    }
    return request;
}

Asked BlobSource::asked() const {
    return {m_where.endpoint, m_where.repoId, m_where.commit, m_where.path,
            !m_where.token.isEmpty()};
}

}  // namespace hub
