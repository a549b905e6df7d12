#include "hub/tree_listing.hpp"

#include "hub/cache_layout.hpp"

#include <quince/file.hpp>
#include <quince/safe_path.hpp>

#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

#include <algorithm>

namespace hub {
namespace {

constexpr std::uint64_t largestListing = 64U << 20U;
constexpr double largestExactSize = 9007199254740992.0;  // 2^53

QString text(const std::string& utf8) {
    return QString::fromStdString(utf8);
}

std::optional<RepoFile> fileOf(const QString& path, const QJsonValue& value) {
    const QJsonObject entry = value.toObject();
    const double size = entry.value(u"size").toDouble(-1);
    RepoFile file;
    file.path = path.toStdString();
    file.blobId = entry.value(u"blob_id").toString().toStdString();
    file.sha256 = entry.value(u"lfs_sha256").toString().toStdString();
    const bool isNamed = etagOf(file).empty() || isUsableEtag(etagOf(file));
    if (size < 0 || size > largestExactSize || !quince::isSafeRelativePath(file.path) || !isNamed) {
        return std::nullopt;
    }
    file.size = static_cast<std::int64_t>(size);
    return file;
}

}  // namespace

const std::string& etagOf(const RepoFile& file) {
    return file.sha256.empty() ? file.blobId : file.sha256;
}

std::string treeListingText(const std::vector<RepoFile>& files) {
    QJsonObject entries;
    for (const RepoFile& file : files) {
        const auto size = static_cast<qint64>(file.size);
        QJsonObject entry{{QStringLiteral("size"), size},
                          {QStringLiteral("blob_id"), text(file.blobId)}};
        if (!file.sha256.empty()) {
            entry.insert(QStringLiteral("lfs_sha256"), text(file.sha256));
            entry.insert(QStringLiteral("lfs_size"), size);
        }
        entries.insert(text(file.path), entry);
    }
    const QJsonObject listing{{QStringLiteral("format_version"), 1},
                              {QStringLiteral("files"), entries}};
    return QJsonDocument(listing).toJson(QJsonDocument::Compact).toStdString();
}

std::optional<std::vector<RepoFile>> readTreeListing(const std::filesystem::path& file) {
    const quince::Result<std::string> content = quince::readWholeFile(file, largestListing);
    if (!content) {
        return std::nullopt;
    }
    const QJsonObject listing =
        QJsonDocument::fromJson(QByteArray::fromStdString(*content)).object();
    if (listing.value(u"format_version") != QJsonValue(1) || !listing.value(u"files").isObject()) {
        return std::nullopt;
    }
    const QJsonObject entries = listing.value(u"files").toObject();
    std::vector<RepoFile> files;
    for (auto entry = entries.begin(); entry != entries.end(); ++entry) {
        std::optional<RepoFile> one = fileOf(entry.key(), entry.value());
        if (!one) {
            return std::nullopt;
        }
        files.push_back(std::move(*one));
    }
    std::sort(files.begin(), files.end(),
              [](const RepoFile& a, const RepoFile& b) { return a.path < b.path; });
    return files;
}

}  // namespace hub
