#include "hub/delivery.hpp"

#include "hub/content_range.hpp"
#include "hub/hub_error.hpp"

#include <cstdint>
#include <span>
#include <utility>

namespace hub {

using quince::Error;
using quince::Status;

namespace {

Error webPage(const HttpAnswer& head) {
    return {quince::ErrorCode::untrusted,
            head.url.host().toStdString() +
                " answered with a web page instead of the file: this network may want a login, or "
                "a proxy is in between. Open a browser to see",
            {}};
}

}  // namespace

Status Delivery::begin(const HttpAnswer& head) {
    hasBegun = true;
    if (head.status == 206) {
        const auto range = parseContentRange(head.header("Content-Range").value_or(QByteArray()));
        const bool isNext = range && range->first == blob.bytes() &&
                            range->total.value_or(blob.size()) == blob.size();
        return isNext ? Status()
                      : refuse(contradiction("the server sends another part of the file than asked "
                                             "for"));
    }
    if (head.status != 200) {
        return refuse(contradiction("the server answers with the strange status " +
                                    std::to_string(head.status)));
    }
    const auto length = head.contentLength();
    const bool isOfSize = length && static_cast<std::uint64_t>(*length) == blob.size();
    if (!isOfSize && isWebPage(head)) {
        return refuse(webPage(head));  // before it takes the place of what is there already
    }
    if (length && !isOfSize) {
        return refuse(contradiction("the server has " + std::to_string(*length) +
                                    " bytes where the listing says " +
                                    std::to_string(blob.size())));
    }
    return startOver();  // a Range was ignored
}

Status Delivery::take(QByteArrayView bytes) {
    const auto count = static_cast<std::uint64_t>(bytes.size());
    progress.bytesReceived += count;
    Status taken =
        blob.append(std::as_bytes(std::span(bytes.data(), static_cast<std::size_t>(count))));
    if (!taken) {
        return refuse(std::move(taken).error());
    }
    progress.bytesDone += count;
    return taken;
}

Status Delivery::startOver() {
    if (blob.bytes() == 0) {
        return {};
    }
    progress.bytesTotal += blob.bytes();  // to be fetched again
    Status restarted = blob.restart();
    return restarted ? restarted : refuse(std::move(restarted).error());
}

Status Delivery::refuse(Error error) {
    wasRefused = true;
    return error;
}

Error contradiction(const std::string& what) {
    return {quince::ErrorCode::untrusted, what + "; a proxy or a mirror may be in between", {}};
}

}  // namespace hub
