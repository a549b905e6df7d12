#pragma once

#include "hub/download_plan.hpp"
#include "hub/download_progress.hpp"
#include "hub/http_message.hpp"
#include "hub/hub_error.hpp"
#include "hub/partial_blob.hpp"
#include "hub/retry.hpp"

#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace hub {

class HttpClient;
struct Delivery;

/// Files above `from` bytes are fetched in pieces: content networks refuse very long answers.
struct Segments {
    std::uint64_t from = 20'000'000'000;
    std::uint64_t size = 4'000'000'000;
};

/// One blob on the Hub: asks the resolve address, which sends the bytes itself or names another
/// address, mostly a signed one elsewhere; that one is used until it expires. The token goes only
/// to the Hub's own origin. Belongs to the client's thread.
class BlobSource {
public:
    struct Where {
        QUrl endpoint;
        std::string repoId;
        std::string commit;
        std::string path;
        std::string etag;
        Token token;
        std::chrono::milliseconds timeout{0};
        Segments segments;
    };

    /// How one request ended that did no harm.
    enum class Step {
        delivered,  ///< all that was asked for arrived
        again,      ///< an expired address or a wrong offset was forgotten; ask again at once
        broken,     ///< the connection ended early; what arrived is in the blob
    };

    BlobSource(Where where, HttpClient& client, Retry& retry);

    /// Appends what comes next to `blob`. A server that begins at 0 again makes `blob` do the same.
    /// Errors: those that another try would not mend.
    quince::Result<Step> fetchMore(PartialBlob& blob, DownloadProgress& progress,
                                   const quince::StopToken& stop);

    [[nodiscard]] std::string host() const;
    /// The Hub said that the commit has no such file.
    [[nodiscard]] bool isKnownAbsent() const { return m_isKnownAbsent; }

private:
    quince::Result<Step> askHub(Delivery& delivery, const quince::StopToken& stop);
    quince::Result<Step> askSigned(Delivery& delivery, const quince::StopToken& stop);
    static quince::Result<Step> outcome(const quince::Result<HttpAnswer>& answer,
                                        Delivery& delivery);
    quince::Result<HttpAnswer> stream(const HttpRequest& request, Delivery& delivery,
                                      const quince::StopToken& stop);
    quince::Result<Step> follow(const HttpRequest& request, const HttpAnswer& answer,
                                Delivery& delivery, const quince::StopToken& stop);
    [[nodiscard]] quince::Status checkPromise(const HttpAnswer& answer, std::uint64_t size) const;
    [[nodiscard]] HttpRequest requestFor(const QUrl& url, const PartialBlob& blob) const;
    [[nodiscard]] Asked asked() const;

    Where m_where;
    HttpClient& m_client;
    Retry& m_retry;
    std::optional<QUrl> m_signed;
    bool m_renewedInVain = false;  ///< since the last byte
    bool m_isKnownAbsent = false;
};

}  // namespace hub
