#include "hub/token_lookup.hpp"

#include <QFile>

namespace hub {
namespace {

using quince::Error;
using quince::ErrorCode;
using quince::Result;

constexpr qint64 largestFile = qint64{1} << 20;

std::string pathText(const std::filesystem::path& path) {
    const auto text = path.u8string();
    return {text.begin(), text.end()};
}

Result<QByteArray> contentOf(const std::filesystem::path& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return Error{file.exists() ? ErrorCode::io : ErrorCode::notFound,
                     "Cannot read the file: " + file.errorString().toStdString(), path};
    }
    QByteArray content = file.read(largestFile + 1);
    if (content.size() > largestFile) {
        return Error{ErrorCode::malformed, "This file is too large to hold tokens.", path};
    }
    return content;
}

// A line "key = value" or "key: value", as Python's configparser reads it.
std::pair<QByteArray, QByteArray> fieldOf(const QByteArray& line) {
    const qsizetype equals = line.indexOf('=');
    const qsizetype colon = line.indexOf(':');
    const qsizetype at = equals < 0 || (colon >= 0 && colon < equals) ? colon : equals;
    if (at < 0) {
        return {};
    }
    return {line.first(at).trimmed().toLower(), line.sliced(at + 1).trimmed()};
}

std::vector<StoredToken> parseStored(const QByteArray& text) {
    std::vector<StoredToken> tokens;
    for (const QByteArray& raw : text.split('\n')) {
        const QByteArray line = raw.trimmed();
        if (line.startsWith('[') && line.endsWith(']')) {
            tokens.push_back({line.sliced(1).chopped(1).toStdString(), {}, {}});
        } else if (!tokens.empty() && !line.startsWith('#') && !line.startsWith(';')) {
            const auto [key, value] = fieldOf(line);
            bool isNumber = false;
            if (key == "hf_token") {
                tokens.back().token = Token::fromText(value);
            } else if (const qint64 time = value.toLongLong(&isNumber);
                       key == "expires_at" && isNumber) {
                tokens.back().expiresAt = time;
            }
        }
    }
    std::erase_if(tokens, [](const StoredToken& stored) { return stored.token.isEmpty(); });
    return tokens;
}

}  // namespace

FoundToken findToken(const quince::Environment& environment, const HubEnvironment& hub) {
    for (const char* name : {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"}) {
        const auto value = environment.get(name);
        const Token token = value ? Token::fromText(QByteArray::fromStdString(*value)) : Token();
        if (!token.isEmpty()) {
            return {token, name};
        }
    }
    const Result<QByteArray> content = contentOf(hub.tokenFile);
    const Token token = content ? Token::fromText(*content) : Token();
    return token.isEmpty() ? FoundToken{} : FoundToken{token, pathText(hub.tokenFile)};
}

Result<std::vector<StoredToken>> storedTokens(const HubEnvironment& hub) {
    const Result<QByteArray> content = contentOf(hub.storedTokens);
    if (!content) {
        if (content.error().code == ErrorCode::notFound) {
            return std::vector<StoredToken>();
        }
        return content.error();
    }
    return parseStored(*content);
}

}  // namespace hub
