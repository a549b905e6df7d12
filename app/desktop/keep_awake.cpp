#include "desktop/keep_awake.hpp"

#include <QCoreApplication>
#include <QProcess>

#if defined(Q_OS_WIN)
#include <windows.h>
#endif

namespace app {

#if defined(Q_OS_WIN)

std::shared_ptr<void> keepAwake(const QString&) {
    SetThreadExecutionState(ES_CONTINUOUS | ES_SYSTEM_REQUIRED);
    return {nullptr, [](void*) { SetThreadExecutionState(ES_CONTINUOUS); }};
}

#else

std::shared_ptr<void> keepAwake(const QString& why) {
    constexpr int endMilliseconds = 1000;
    const std::shared_ptr<QProcess> process(new QProcess, [](QProcess* one) {
        one->closeWriteChannel();
        one->terminate();
        one->waitForFinished(endMilliseconds);
        delete one;
    });
#if defined(Q_OS_MACOS)
    Q_UNUSED(why)
    // -w: ends by itself when we do, however we end.
    process->start(QStringLiteral("/usr/bin/caffeinate"),
                   {QStringLiteral("-i"), QStringLiteral("-w"),
                    QString::number(QCoreApplication::applicationPid())});
#else
    // cat ends when our end of its pipe closes, however we end.
    process->start(QStringLiteral("systemd-inhibit"),
                   {QStringLiteral("--what=idle:sleep"), QStringLiteral("--who=Quince"),
                    QStringLiteral("--why=") + why, QStringLiteral("cat")});
#endif
    return process;
}

#endif

}  // namespace app
