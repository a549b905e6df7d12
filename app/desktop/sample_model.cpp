#include "desktop/sample_model.hpp"

#include <QDir>
#include <QFileInfo>

namespace app {

QString sampleModelFolder(const QString& programFolder) {
    for (const QString& place : {QStringLiteral("../share/quince/sample/Quince-Sample"),
                                 QStringLiteral("../Resources/sample/Quince-Sample")}) {
        const QFileInfo config(QDir(programFolder), place + QStringLiteral("/config.json"));
        if (config.exists()) {
            return QDir::cleanPath(config.absolutePath());
        }
    }
    return {};
}

}  // namespace app
