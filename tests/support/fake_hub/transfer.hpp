#pragma once

#include "support/fake_hub/fault.hpp"

#include <optional>

namespace fake {

/// How one answer goes over the wire, faults included: plain arithmetic, no socket.
struct Transfer {
    QByteArray head;  ///< status line and fields, or the raw bytes of a fault
    Content body;
    qint64 from = 0;  ///< the part of the body that is sent
    qint64 size = 0;
    bool chunked = false;
    bool chunkedEnd = true;         ///< the last chunk is sent
    bool closes = false;            ///< the connection ends after it
    std::optional<qint64> stallAt;  ///< bytes of the body before a pause
    bool stallsFirst = false;       ///< a pause before the head
    std::optional<qint64> flipAt;   ///< place in `body`
    int status = 0;

    /// The bytes for the wire after `sent` bytes of the body, at most `limit` of these.
    [[nodiscard]] QByteArray piece(qint64 sent, qint64 limit) const;
};

/// `response` to `request`, with what `fault` does to it.
Transfer transferOf(const Request& request, Response response, const Fault& fault);

}  // namespace fake
