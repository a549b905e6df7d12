#include "hub/repo_listing.hpp"

#include <quince/safe_path.hpp>

#include <QHash>
#include <QSet>
#include <QString>
#include <QStringList>

#include <algorithm>

namespace hub {
namespace {

using quince::Error;
using quince::ErrorCode;
using quince::Status;

constexpr std::int64_t largestFile = std::int64_t{1} << 50;

bool isDeviceName(const QString& part) {
    static const QStringList names = {
        QStringLiteral("con"),  QStringLiteral("prn"),  QStringLiteral("aux"),
        QStringLiteral("nul"),  QStringLiteral("com1"), QStringLiteral("com2"),
        QStringLiteral("com3"), QStringLiteral("com4"), QStringLiteral("com5"),
        QStringLiteral("com6"), QStringLiteral("com7"), QStringLiteral("com8"),
        QStringLiteral("com9"), QStringLiteral("lpt1"), QStringLiteral("lpt2"),
        QStringLiteral("lpt3"), QStringLiteral("lpt4"), QStringLiteral("lpt5"),
        QStringLiteral("lpt6"), QStringLiteral("lpt7"), QStringLiteral("lpt8"),
        QStringLiteral("lpt9")};
    return names.contains(part.section(u'.', 0, 0).trimmed().toLower());
}

// Windows takes off dots and spaces at the end of a name, so that two names would become one.
bool isPartForWindows(const QString& part) {
    return !isDeviceName(part) && !part.endsWith(u'.') && !part.endsWith(u' ');
}

// What a file system that knows neither case nor ways to write accents makes of it.
QString folded(const QString& path) {
    return path.normalized(QString::NormalizationForm_C).toCaseFolded();
}

Error refused(const std::string& repo, const std::string& path, const char* why) {
    const QString shown = QString::fromStdString(path).simplified().left(200);
    return {ErrorCode::untrusted,
            repo + " lists a file that Quince does not write: " + shown.toStdString() + ", " + why +
                ".",
            {}};
}

}  // namespace

bool isPathForEverySystem(const std::string& path) {
    const QString text = QString::fromStdString(path);
    if (!quince::isSafeRelativePath(path) || text.toStdString() != path) {  // or not UTF-8
        return false;
    }
    const QStringList parts = text.split(u'/');
    return std::all_of(parts.begin(), parts.end(), isPartForWindows) &&
           std::none_of(text.begin(), text.end(),
                        [](QChar c) { return QStringView(u"<>\"|?*").contains(c); });
}

Status checkPath(const RepoFile& file, const std::string& repo) {
    if (!quince::isSafeRelativePath(file.path)) {
        return refused(repo, file.path, "which is not inside of it");
    }
    return {};
}

Status checkListing(const std::vector<RepoFile>& files, const std::string& repo) {
    QSet<QString> paths;
    for (const RepoFile& file : files) {
        if (!isPathForEverySystem(file.path)) {
            return refused(repo, file.path, "whose name is not safe on every system");
        }
        if (file.size < 0 || file.size > largestFile) {
            return refused(repo, file.path, "whose size cannot be");
        }
        const qsizetype before = paths.size();
        paths.insert(folded(QString::fromStdString(file.path)));
        if (paths.size() == before) {
            return refused(repo, file.path, "which is there twice, or differs by case only");
        }
    }
    for (const RepoFile& file : files) {
        const QString path = folded(QString::fromStdString(file.path));
        for (qsizetype slash = path.indexOf(u'/'); slash >= 0;
             slash = path.indexOf(u'/', slash + 1)) {
            if (paths.contains(path.first(slash))) {
                return refused(repo, file.path, "whose folder is a file at the same time");
            }
        }
    }
    return {};
}

}  // namespace hub
