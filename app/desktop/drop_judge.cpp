#include "desktop/drop_judge.hpp"

#include "desktop/paths.hpp"

#include <quince/hf_cache.hpp>
#include <quince/repo_id.hpp>

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace app {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Drop", text);
}

/// The folder that a dropped file or folder stands for.
QString folderOf(const QUrl& url) {
    const QFileInfo info(url.toLocalFile());
    return QDir::cleanPath(info.isDir() ? info.absoluteFilePath() : info.absolutePath());
}

QString modelName(const QString& folder) {
    const QString name = QFileInfo(folder).fileName();
    const QString repo = toQt(quince::repoIdOfCacheFolder(name.toStdString()));
    return repo.isEmpty() ? name : repo.section(QLatin1Char('/'), -1);
}

}  // namespace

ui::DropVerdict judgeDrop(const QList<QUrl>& urls) {
    if (urls.isEmpty()) {
        return {false, tr("Drop a model folder or a .safetensors file")};
    }
    if (const QString recipe = recipeOf(urls); !recipe.isEmpty()) {
        return {true, tr("Use the recipe %1").arg(QFileInfo(recipe).fileName())};
    }
    for (const QUrl& url : urls) {
        if (!url.isLocalFile()) {
            return {false, tr("Only folders of this computer can be added")};
        }
        const QString path = url.toLocalFile();
        if (!quince::looksLikeModelFolder(toPath(path))) {
            return {false, tr("%1 is not a model: it needs config.json and .safetensors files")
                               .arg(QFileInfo(path).fileName())};
        }
    }
    const QStringList folders = foldersOf(urls);
    if (folders.size() == 1) {
        return {true, tr("Add %1").arg(modelName(folders.front()))};
    }
    return {true, tr("Add %1 models").arg(folders.size())};
}

QString recipeOf(const QList<QUrl>& urls) {
    if (urls.size() != 1 || !urls.front().isLocalFile()) {
        return {};
    }
    const QFileInfo file(urls.front().toLocalFile());
    const bool isJson =
        file.isFile() && file.suffix().compare(QLatin1String("json"), Qt::CaseInsensitive) == 0;
    // What lies in a model's folder means the model.
    return isJson && !quince::looksLikeModelFolder(toPath(file.filePath()))
               ? file.absoluteFilePath()
               : QString();
}

QStringList foldersOf(const QList<QUrl>& urls) {
    QStringList folders;
    for (const QUrl& url : urls) {
        folders.append(folderOf(url));
    }
    folders.removeDuplicates();
    return folders;
}

}  // namespace app
