#include "hub/upload_commit.hpp"

#include "hub/digest.hpp"

#include <quince/file.hpp>

#include <algorithm>
#include <cstdint>
#include <span>

namespace hub {

using quince::Error;
using quince::ErrorCode;
using quince::Result;
using quince::Status;

namespace {

constexpr std::uint64_t largestRegular = std::uint64_t{64} << 20;  // the Hub's own limit is 10 MB
constexpr std::uint64_t largestCard = std::uint64_t{1} << 20;

Result<QByteArray> contentOf(const LocalFile& file) {
    if (file.text) {
        return *file.text;
    }
    Result<std::string> bytes = quince::readWholeFile(file.file, largestRegular);
    return bytes ? Result<QByteArray>(QByteArray::fromStdString(*bytes)) : bytes.error();
}

}  // namespace

Status addChange(CommitRequest& request, const LocalFile& file, bool isLfs,
                 const std::string& hash) {
    if (isLfs) {
        request.changes.emplace_back(CommitRequest::Lfs{file.path, {hash, file.stamp.size}});
        return checkUnchanged(file);
    }
    Result<QByteArray> content = contentOf(file);
    if (!content) {
        return content.error();
    }
    Digest digest(DigestKind::gitSha1, static_cast<std::uint64_t>(content->size()));
    digest.add(
        std::as_bytes(std::span(content->constData(), static_cast<std::size_t>(content->size()))));
    if (digest.hex() != hash) {
        return changedError(file);
    }
    request.changes.emplace_back(CommitRequest::Regular{file.path, *std::move(content)});
    return {};
}

Result<std::string> cardText(const std::vector<LocalFile>& files) {
    const auto card = std::find_if(files.begin(), files.end(),
                                   [](const LocalFile& file) { return file.path == "README.md"; });
    if (card == files.end()) {
        return std::string();
    }
    return card->text ? Result<std::string>(card->text->toStdString())
                      : quince::readWholeFile(card->file, largestCard);
}

}  // namespace hub
