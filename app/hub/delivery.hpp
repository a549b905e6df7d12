#pragma once

#include "hub/download_progress.hpp"
#include "hub/http_message.hpp"
#include "hub/partial_blob.hpp"

#include <quince/result.hpp>

#include <QByteArrayView>

#include <string>

namespace hub {

/// What happens with the bytes of one answer: they go to the blob if they are those that come next
/// in it. The functions are a BodySink's.
struct Delivery {
    PartialBlob& blob;
    DownloadProgress& progress;
    bool hasBegun = false;    ///< bytes were promised
    bool wasRefused = false;  ///< by us, so that another try would not mend it

    /// Errors: untrusted: another part or another size than the listing's, a web page; io.
    quince::Status begin(const HttpAnswer& head);
    /// Errors: as PartialBlob::append.
    quince::Status take(QByteArrayView bytes);
    /// The blob from 0 again. Errors: io.
    quince::Status startOver();
    quince::Status refuse(quince::Error error);
};

/// A server that does not do what it should, or contradicts what it said before.
[[nodiscard]] quince::Error contradiction(const std::string& what);

}  // namespace hub
