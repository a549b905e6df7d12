#include "desktop/reveal.hpp"

#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QUrl>

namespace app {

CommandLine revealCommand(const QString& path) {
#if defined(Q_OS_MACOS)
    return {QStringLiteral("/usr/bin/open"), {QStringLiteral("-R"), path}};
#elif defined(Q_OS_WIN)
    return {QStringLiteral("explorer.exe"),
            {QStringLiteral("/select,"), QDir::toNativeSeparators(path)}};
#else
    // The file managers' common interface, org.freedesktop.FileManager1. The address is wholly
    // percent-encoded, quotes too, so that it can stand in the array's text form.
    const QByteArray url = QUrl::fromLocalFile(path).toEncoded(QUrl::FullyEncoded);
    QString quoted = QString::fromLatin1(url);
    quoted.replace(QLatin1Char('\''), QLatin1String("%27"));
    return {QStringLiteral("gdbus"),
            {QStringLiteral("call"), QStringLiteral("--session"), QStringLiteral("--timeout"),
             QStringLiteral("5"), QStringLiteral("--dest"),
             QStringLiteral("org.freedesktop.FileManager1"), QStringLiteral("--object-path"),
             QStringLiteral("/org/freedesktop/FileManager1"), QStringLiteral("--method"),
             QStringLiteral("org.freedesktop.FileManager1.ShowItems"),
             QStringLiteral("['%1']").arg(quoted), QString()}};
#endif
}

void revealInFileManager(const QString& path) {
    const CommandLine command = revealCommand(path);
    const auto openFolder = [folder = QFileInfo(path).path()] {
        QDesktopServices::openUrl(QUrl::fromLocalFile(folder));
    };
    auto* process = new QProcess;
    QObject::connect(process, &QProcess::errorOccurred, process,
                     [process, openFolder](QProcess::ProcessError error) {
                         if (error == QProcess::FailedToStart) {
                             openFolder();
                             process->deleteLater();
                         }
                     });
    QObject::connect(process, &QProcess::finished, process,
                     [process, openFolder](int exitCode, QProcess::ExitStatus status) {
#if !defined(Q_OS_WIN)  // explorer.exe gives 1 when all went well
                         if (exitCode != 0 || status != QProcess::NormalExit) {
                             openFolder();
                         }
#else
                         Q_UNUSED(exitCode)
                         Q_UNUSED(status)
#endif
                         process->deleteLater();
                     });
    process->start(command.program, command.arguments);
}

}  // namespace app
