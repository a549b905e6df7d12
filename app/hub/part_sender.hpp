#pragma once

#include "hub/http_client.hpp"
#include "hub/object_sender.hpp"

#include <string>

namespace hub {

/// What storage says to one PUT.
struct PutAnswer {
    QByteArray etag;       ///< with its quotes; empty if there is none
    bool isStale = false;  ///< the address is not good any more
    std::string refusal;   ///< of a stale one: the sentence
};

/// Sends ranges of files by PUT, without the Hub's token; for one thread.
class PartSender {
public:
    explicit PartSender(const SendContext& context);

    /// Adds to `progress` what was sent, at the end all of the range. Errors: as ObjectSender.
    quince::Result<PutAnswer> put(const LocalFile& file, const LfsAction& action,
                                  std::int64_t offset, std::int64_t size,
                                  const quince::StopToken& stop);

private:
    const SendContext& m_context;
    HttpClient m_client;
    Retry m_retry;
};

/// "example.org did not take model.safetensors (status 403)."
[[nodiscard]] quince::Error refusalOf(const HttpAnswer& answer, const LocalFile& file);

/// Whether storage means by this status that the signature has expired or the upload is gone.
[[nodiscard]] bool isStaleStatus(int status);

}  // namespace hub
