#pragma once

#include <QString>
#include <QStringList>

namespace app {

/// A program and its arguments.
struct CommandLine {
    QString program;
    QStringList arguments;
};

/// What opens the file manager of this system with `path` selected.
[[nodiscard]] CommandLine revealCommand(const QString& path);

/// Opens the file manager with `path` selected; where that cannot be, the folder around it.
void revealInFileManager(const QString& path);

}  // namespace app
