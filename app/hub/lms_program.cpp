#include "hub/lms_program.hpp"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QProcess>
#include <QTimer>

namespace hub {
namespace {

using quince::Error;
using quince::ErrorCode;

constexpr int watchInterval = 50;                       // ms
constexpr qsizetype outputLimit = qsizetype{16} << 20;  // a list of thousands of models is 5 MB
constexpr qsizetype longestWords = 300;

/// What it says of its failure: logs go to standard error, the last line is the reason.
std::string lastWords(QProcess& process) {
    QString words = QString::fromUtf8(process.readAllStandardError().right(4096)).trimmed();
    words = words.mid(words.lastIndexOf(u'\n') + 1).simplified().left(longestWords);
    return words.isEmpty() ? "it gives no reason" : words.toStdString();
}

}  // namespace

quince::Result<QByteArray> runLms(const LmStudioPlace& place, const QStringList& arguments,
                                  std::chrono::milliseconds limit, const quince::StopToken& stop) {
    if (place.lms.empty()) {
        return Error{ErrorCode::notFound,
                     "LM Studio's command line, lms, is not there. Start LM Studio once.",
                     {}};
    }
    const std::string command = "lms " + arguments.front().toStdString();
    QByteArray output;
    std::optional<Error> error;
    QEventLoop loop;
    QProcess process;
    QElapsedTimer since;
    QTimer watcher;
    QObject::connect(&process, &QProcess::finished, &loop, &QEventLoop::quit);
    QObject::connect(&process, &QProcess::errorOccurred, &loop, &QEventLoop::quit);
    QObject::connect(&process, &QProcess::readyReadStandardOutput, &loop, [&] {
        output += process.readAllStandardOutput();
        if (output.size() > outputLimit) {
            error = Error{ErrorCode::untrusted, command + " prints without end.", {}};
            loop.quit();
        }
    });
    QObject::connect(&watcher, &QTimer::timeout, &loop, [&] {
        if (stop.stopRequested()) {
            error = Error{ErrorCode::stopped, "Stopped", {}};
        } else if (since.hasExpired(limit.count())) {
            error =
                Error{ErrorCode::network,
                      command + " did not end in " + std::to_string(limit.count() / 1000) + " s.",
                      {}};
        }
        if (error) {
            loop.quit();
        }
    });
    process.setProcessEnvironment(place.lmsEnvironment);
    process.setStandardInputFile(QProcess::nullDevice());
    since.start();
    watcher.start(watchInterval);
    process.start(QString::fromStdU16String(place.lms.u16string()), arguments);
    if (process.state() != QProcess::NotRunning) {
        loop.exec();
    }
    if (error) {
        process.kill();
        process.waitForFinished(1000);
        return *std::move(error);
    }
    if (process.error() == QProcess::FailedToStart) {
        return Error{ErrorCode::io, "lms cannot be started.", place.lms};
    }
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0) {
        return Error{ErrorCode::io, command + " failed: " + lastWords(process) + ".", {}};
    }
    return output + process.readAllStandardOutput();
}

}  // namespace hub
