#include "hub/file_reader.hpp"

#include "hub/content_range.hpp"
#include "hub/hub_environment.hpp"
#include "hub/hub_error.hpp"
#include "hub/hub_urls.hpp"
#include "hub/redirect.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace hub {

using quince::Error;
using quince::ErrorCode;
using quince::RemoteFile;
using quince::Result;
using quince::Status;
using quince::StopToken;

namespace {

/// Tries for one piece whose connection breaks off after the head of its answer.
constexpr int mostTries = 5;

Error contradiction(const std::string& what) {
    return {ErrorCode::untrusted, what + "; a proxy or a mirror may be in between.", {}};
}

}  // namespace

/// Bytes [first, last) of a file, as they come out of an answer.
struct FileReader::Piece {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint64_t fileBytes = 0;
    QByteArray bytes;
    std::uint64_t next = 0;  ///< offset in the file of the next byte to arrive
    bool hasBegun = false;   ///< the answer promised bytes
    bool isRefused = false;  ///< by ourselves

    [[nodiscard]] bool isWhole() const {
        return static_cast<std::uint64_t>(bytes.size()) == last - first;
    }

    Status begin(const HttpAnswer& head) {
        hasBegun = true;
        bytes.clear();
        if (head.status == 206) {
            const auto range =
                parseContentRange(head.header("Content-Range").value_or(QByteArray()));
            next = first;
            return range && range->first == first && range->total.value_or(fileBytes) == fileBytes
                       ? Status()
                       : refuse("the server sends another part of the file than was asked for");
        }
        next = 0;  // the Range was ignored, or there was none
        const auto length = static_cast<std::uint64_t>(
            head.contentLength().value_or(static_cast<std::int64_t>(fileBytes)));
        return head.status == 200 && length == fileBytes
                   ? Status()
                   : refuse("the server has " + std::to_string(length) +
                            " bytes where the listing says " + std::to_string(fileBytes));
    }

    Status take(QByteArrayView arrived) {
        const auto count = static_cast<std::uint64_t>(arrived.size());
        const std::uint64_t from = std::max(first, next);
        const std::uint64_t to = std::min(last, next + count);
        if (from < to) {
            bytes.append(arrived.sliced(static_cast<qsizetype>(from - next),
                                        static_cast<qsizetype>(to - from)));
        }
        next += count;
        // More than was asked for need not be waited for; what is whole is taken.
        return next > last ? refuse("the server sends more than was asked for") : Status();
    }

    Status refuse(const std::string& what) {
        isRefused = true;
        return contradiction(what);
    }
};

FileReader::FileReader(const RepoCommit& commit, const HubEnvironment& environment,
                       const Token& token, Waiter& waiter)
    : m_commit(commit),
      m_environment(environment),
      m_token(token),
      m_client(environment),
      m_retry(waiter, {}) {}

Result<QByteArray> FileReader::whole(const RemoteFile& file, const StopToken& stop) {
    return read(file, 0, file.bytes, stop);
}

Result<QByteArray> FileReader::header(const RemoteFile& file, const StopToken& stop) {
    Result<QByteArray> bytes = read(file, 0, std::min(file.bytes, firstBytes), stop);
    if (!bytes) {
        return bytes;
    }
    std::array<std::byte, 8> start{};
    std::memcpy(start.data(), bytes->constData(),
                std::min(start.size(), static_cast<std::size_t>(bytes->size())));
    const Result<std::uint64_t> end = quince::safetensorsHeaderBytes(start, file.bytes);
    if (!end) {
        return Error(end.error()).within(file.name);
    }
    if (*end <= firstBytes) {
        bytes->truncate(static_cast<qsizetype>(*end));
        return bytes;
    }
    const Result<QByteArray> rest = read(file, firstBytes, *end, stop);
    return rest ? Result<QByteArray>(*bytes + *rest) : rest;
}

Result<QByteArray> FileReader::read(const RemoteFile& file, std::uint64_t first, std::uint64_t last,
                                    const StopToken& stop) {
    Piece piece{first, last, file.bytes, {}};
    if (first == last) {
        return piece.bytes;  // an empty file is not asked for
    }
    for (int tried = 1;; ++tried) {
        piece.hasBegun = false;
        Status asked = ask(file, piece, stop);
        if (asked) {
            return std::move(piece.bytes);
        }
        // Before its head came, Retry has tried often enough.
        const bool brokeOff = asked.error().code == ErrorCode::network && piece.hasBegun;
        if (!brokeOff || piece.isRefused || tried == mostTries) {
            return std::move(asked).error();
        }
        if (Status waited = m_retry.pause(tried, m_environment.endpoint.host().toStdString(), stop);
            !waited) {
            return std::move(waited).error();
        }
    }
}

Status FileReader::ask(const RemoteFile& file, Piece& piece, const StopToken& stop) {
    HttpRequest request;
    request.url = resolveUrl(m_environment.endpoint, m_commit.repoId, m_commit.commit, file.name);
    request.token = m_token;
    request.redirects = Redirects::anywhere;
    request.encoding = Encoding::identity;
    request.timeout = m_environment.transferTimeout;
    request.bodyLimit = static_cast<std::int64_t>(piece.fileBytes);
    if (piece.last - piece.first < piece.fileBytes) {
        request.headers.push_back(
            {"Range", "bytes=" + QByteArray::number(static_cast<qulonglong>(piece.first)) + '-' +
                          QByteArray::number(static_cast<qulonglong>(piece.last - 1))});
    }
    const BodySink sink{[&piece](const HttpAnswer& head) { return piece.begin(head); },
                        [&piece](QByteArrayView bytes) { return piece.take(bytes); }};
    const Result<HttpAnswer> answer = m_retry.stream(m_client, request, sink, stop);
    if (piece.isWhole()) {
        return {};
    }
    if (!answer) {
        return piece.isRefused ? Error(answer.error()).within(file.name) : answer.error();
    }
    if (answer->isSuccess()) {
        return contradiction(file.name + ": the server sends fewer bytes than was asked for");
    }
    if (!isSameOrigin(answer->url, m_environment.endpoint)) {
        return Error{ErrorCode::network,
                     "The file server " + answer->url.host().toStdString() +
                         " answers with status " + std::to_string(answer->status) +
                         ". Try again later.",
                     {}};
    }
    return errorOf(*answer, {m_environment.endpoint, m_commit.repoId, m_commit.commit, file.name,
                             !m_token.isEmpty()});
}

}  // namespace hub
