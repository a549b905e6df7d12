#include "support/fake_hub/transfer.hpp"

#include <algorithm>
#include <utility>

namespace fake {

namespace {

struct Range {
    qint64 first = 0;
    qint64 last = 0;  ///< inclusive
};

/// One range as RFC 9110 writes it; nothing if there is none or if it is not understood, which
/// means the whole. `first` beyond the end: not satisfiable.
std::optional<Range> rangeOf(const Request& request, qint64 size) {
    const QByteArray field = request.headers.value("Range");
    const QList<QByteArray> ends = field.mid(6).split('-');
    if (!field.startsWith("bytes=") || ends.size() != 2) {
        return {};
    }
    bool firstIsNumber = false;
    bool lastIsNumber = false;
    const qint64 first = ends[0].toLongLong(&firstIsNumber);
    const qint64 last = ends[1].toLongLong(&lastIsNumber);
    if (ends[0].isEmpty() && lastIsNumber) {
        return Range{std::max<qint64>(0, size - last), size - 1};
    }
    if (!firstIsNumber || (!lastIsNumber && !ends[1].isEmpty()) || (lastIsNumber && last < first)) {
        return {};
    }
    return Range{first, lastIsNumber ? std::min(last, size - 1) : size - 1};
}

/// Cuts a 200 to what was asked for.
void applyRange(const Request& request, Response& response, Transfer& transfer,
                const Fault& fault) {
    transfer.size = response.body.size();
    if (response.status != 200 || !response.rangesAllowed) {
        return;
    }
    response.headers.set("Accept-Ranges", "bytes");
    const auto range = rangeOf(request, transfer.size);
    if (!range || fault.ignoresRange || request.method != "GET") {
        return;
    }
    const QByteArray total = QByteArray::number(transfer.size);
    if (range->first >= transfer.size) {
        response.status = 416;
        response.headers.set("Content-Range", "bytes */" + total);
        transfer.size = 0;
        return;
    }
    response.status = 206;
    response.headers.set("Content-Range", "bytes " + QByteArray::number(range->first) + "-" +
                                              QByteArray::number(range->last) + "/" + total);
    transfer.from = range->first;
    transfer.size = range->last - range->first + 1;
}

void applyFault(const Fault& fault, Response& response, Transfer& transfer) {
    if (!fault.contentRange.isEmpty()) {
        response.headers.set("Content-Range", fault.contentRange);
    }
    transfer.chunked = response.chunked || fault.chunkedWithoutEnd;
    transfer.chunkedEnd = !fault.chunkedWithoutEnd;
    transfer.closes = fault.chunkedWithoutEnd || fault.contentLengthOff != 0;
    transfer.stallAt = fault.stallAfter;
    transfer.flipAt = fault.flipByteAt;
}

void setFraming(const Fault& fault, Response& response, const Transfer& transfer) {
    if (transfer.chunked) {
        response.headers.remove("Content-Length");
        response.headers.set("Transfer-Encoding", "chunked");
    } else if (!response.headers.has("Content-Length")) {
        response.headers.set("Content-Length",
                             QByteArray::number(transfer.size + fault.contentLengthOff));
    }
    for (const auto& [name, value] : fault.headers.fields()) {
        response.headers.remove(name);
    }
    for (const auto& [name, value] : fault.headers.fields()) {
        response.headers.add(name, value);
    }
    for (const QByteArray& name : fault.withoutHeaders) {
        response.headers.remove(name);
    }
}

QByteArray headOf(const Response& response) {
    QByteArray head = "HTTP/1.1 " + QByteArray::number(response.status) + " " +
                      reasonPhrase(response.status) + "\r\n";
    for (const auto& [name, value] : response.headers.fields()) {
        head += name + ": " + value + "\r\n";
    }
    return head + "\r\n";
}

}  // namespace

QByteArray Transfer::piece(qint64 sent, qint64 limit) const {
    const qint64 place = from + sent;
    QByteArray bytes = body.read(place, std::min(limit, size - sent));
    if (flipAt && *flipAt >= place && *flipAt < place + bytes.size()) {
        char& flipped = bytes[*flipAt - place];
        flipped = static_cast<char>(flipped ^ 1);
    }
    if (!chunked) {
        return bytes;
    }
    const bool isLast = sent + bytes.size() >= size;
    const QByteArray end = isLast && chunkedEnd ? "0\r\n\r\n" : "";
    return bytes.isEmpty() ? end
                           : QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n" + end;
}

Transfer transferOf(const Request& request, Response response, const Fault& fault) {
    Transfer transfer;
    transfer.stallsFirst = fault.stallAnswer;
    if (fault.raw) {
        transfer.head = *fault.raw;
        transfer.closes = true;
        return transfer;
    }
    applyRange(request, response, transfer, fault);
    applyFault(fault, response, transfer);
    transfer.body = response.body;
    transfer.status = response.status;
    setFraming(fault, response, transfer);
    transfer.head = headOf(response);
    if (request.method == "HEAD" || response.status == 204) {
        transfer.size = 0;
        transfer.chunked = false;
    } else if (fault.closeAfter && *fault.closeAfter < transfer.size) {
        transfer.size = *fault.closeAfter;
        transfer.chunkedEnd = false;
        transfer.closes = true;
    }
    if (request.headers.value("Connection").toLower() == "close") {
        transfer.closes = true;
    }
    return transfer;
}

}  // namespace fake
