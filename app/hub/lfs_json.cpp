#include "hub/lfs_json.hpp"

#include "hub/json_fields.hpp"
#include "hub/redirect.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace hub {
namespace {

using quince::Error;
using quince::Result;
using quince::Status;

constexpr std::int64_t mostParts = 100'000;

Result<QUrl> addressOf(const QString& text, const QUrl& endpoint) {
    const QUrl url = onEndpoint(QUrl::fromEncoded(text.toUtf8(), QUrl::TolerantMode), endpoint);
    if (!isAllowedUrl(url)) {
        return oddAnswer(endpoint.host(), "an address for the upload that is none, or not secure");
    }
    return url;
}

bool isPartNumber(const QString& key) {
    return !key.isEmpty() && key.size() <= 9 &&
           std::all_of(key.begin(), key.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
}

std::int64_t partSizeOf(const QJsonValue& value) {
    return value.isString() ? value.toString().toLongLong() : value.toInteger();
}

Result<LfsAction> actionOf(const QJsonObject& object, const QUrl& endpoint) {
    Result<QUrl> url = addressOf(object.value(u"href").toString(), endpoint);
    if (!url) {
        return url.error();
    }
    LfsAction action{*url, {}};
    const QJsonObject headers = object.value(u"header").toObject();
    for (auto entry = headers.begin(); entry != headers.end(); ++entry) {
        const QByteArray name = entry.key().toLatin1();
        const QByteArray value = entry.value().toString().toLatin1();
        const bool isForParts = isPartNumber(entry.key()) || name == "chunk_size";
        if (!isForParts && entry.value().isString() && !value.contains('\n') &&
            !value.contains('\r')) {
            action.headers.push_back({name, value});
        }
    }
    return action;
}

// The keys are part numbers, maybe with leading zeros; the order of an object's keys means nothing.
Status readParts(const QJsonObject& header, const QUrl& endpoint, LfsTicket& ticket) {
    ticket.partSize = partSizeOf(header.value(u"chunk_size"));
    std::map<int, QUrl> parts;
    for (auto entry = header.begin(); entry != header.end(); ++entry) {
        if (isPartNumber(entry.key())) {
            Result<QUrl> url = addressOf(entry.value().toString(), endpoint);
            if (!url) {
                return url.error();
            }
            parts.emplace(entry.key().toInt(), *url);
        }
    }
    const std::int64_t size = ticket.object.size;
    const std::int64_t count = ticket.partSize > 0 ? (size - 1) / ticket.partSize + 1 : 0;
    const bool isWhole = count > 0 && count <= mostParts && std::ssize(parts) == count &&
                         parts.begin()->first == 1 && parts.rbegin()->first == count;
    if (!isWhole) {
        return oddAnswer(endpoint.host(), "parts of an upload that do not make up its size");
    }
    for (auto& [number, url] : parts) {
        ticket.parts.push_back(std::move(url));
    }
    return {};
}

}  // namespace

QJsonDocument batchQuestion(std::span<const LfsObject> objects, const std::string& revision) {
    QJsonArray entries;
    for (const LfsObject& object : objects) {
        entries.append(QJsonObject{{QStringLiteral("oid"), toQt(object.sha256)},
                                   {QStringLiteral("size"), static_cast<qint64>(object.size)}});
    }
    return QJsonDocument(
        QJsonObject{{QStringLiteral("operation"), QStringLiteral("upload")},
                    {QStringLiteral("transfers"),
                     QJsonArray{QStringLiteral("basic"), QStringLiteral("multipart")}},
                    {QStringLiteral("hash_algo"), QStringLiteral("sha256")},
                    {QStringLiteral("ref"), QJsonObject{{QStringLiteral("name"), toQt(revision)}}},
                    {QStringLiteral("objects"), entries}});
}

Result<LfsTicket> ticketOf(const QJsonObject& object, const LfsObject& wanted,
                           const QUrl& endpoint) {
    LfsTicket ticket;
    ticket.object = wanted;
    if (object.value(u"error").isObject()) {
        const QString text = object.value(u"error").toObject().value(u"message").toString();
        ticket.error = text.simplified().left(400).toStdString();
        if (ticket.error.empty()) {
            ticket.error = "the server does not take it";
        }
        return ticket;
    }
    const QJsonObject actions = object.value(u"actions").toObject();
    if (!actions.value(u"upload").isObject()) {
        return ticket;
    }
    const QJsonObject upload = actions.value(u"upload").toObject();
    Result<LfsAction> action = actionOf(upload, endpoint);
    if (!action) {
        return action.error();
    }
    ticket.upload = *std::move(action);
    const QJsonObject header = upload.value(u"header").toObject();
    if (header.contains(u"chunk_size")) {
        if (Status read = readParts(header, endpoint, ticket); !read) {
            return read.error();
        }
    }
    if (actions.value(u"verify").isObject()) {
        Result<LfsAction> verify = actionOf(actions.value(u"verify").toObject(), endpoint);
        if (!verify) {
            return verify.error();
        }
        ticket.verify = *std::move(verify);
    }
    return ticket;
}

}  // namespace hub
