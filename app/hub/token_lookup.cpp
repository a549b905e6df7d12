#include "hub/token_lookup.hpp"

#include <quince/result.hpp>

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

}  // namespace hub
