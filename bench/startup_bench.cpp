// Measures the time from starting the program to the first paint of its window, with a fresh
// process each time: loading the libraries counts. Settings, log and cache are in an empty
// temporary folder. Needs a display, or QT_QPA_PLATFORM=offscreen.
//
//     startup_bench [rounds]

#include "desktop/app_window.hpp"

#include <QApplication>
#include <QElapsedTimer>
#include <QEvent>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace {

/// Of a clock that all processes share.
long long microsecondsNow() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

/// Ends the program at the window's first paint and says when it was.
class FirstPaint : public QObject {
public:
    explicit FirstPaint(long long begin) : m_begin(begin) {}

    bool eventFilter(QObject* watched, QEvent* event) override {
        const bool handled = QObject::eventFilter(watched, event);
        if (event->type() == QEvent::Paint && !m_seen) {
            m_seen = true;
            // After this event, so that the painting itself counts.
            QMetaObject::invokeMethod(
                this,
                [this] {
                    std::printf("%lld\n", microsecondsNow() - m_begin);
                    QCoreApplication::quit();
                },
                Qt::QueuedConnection);
        }
        return handled;
    }

private:
    long long m_begin;
    bool m_seen = false;
};

int openWindow(int argc, char** argv, long long begin) {
    QApplication application(argc, argv);
    const QTemporaryDir folder;
    app::Settings settings(folder.filePath(QStringLiteral("quince.ini")));
    app::LogFile log(folder.filePath(QStringLiteral("quince.log")));
    ui::Theme theme(application);
    quince::Environment environment;
    environment.home = folder.path().toStdString();
    app::AppWindow window({.settings = settings,
                           .log = log,
                           .theme = theme,
                           .environment = environment,
                           .architectures = quince::ArchitectureLibrary::builtIn(),
                           .sampleFolder = {},
                           .services = app::SystemServices::real(),
                           .convert = quince::convertTogether});
    FirstPaint firstPaint(begin);
    window.window().installEventFilter(&firstPaint);
    window.start({});
    return QApplication::exec();
}

}  // namespace

int main(int argc, char** argv) {
    constexpr const char* child = "--opened-at";
    if (argc == 3 && std::string_view(argv[1]) == child) {
        return openWindow(argc, argv, std::atoll(argv[2]));
    }
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 10;
    std::vector<double> milliseconds;
    for (int i = 0; i < rounds; ++i) {
        QProcess process;
        process.start(QString::fromLocal8Bit(argv[0]),
                      {QString::fromLatin1(child), QString::number(microsecondsNow())});
        if (!process.waitForFinished(30'000) || process.exitCode() != 0) {
            std::fprintf(stderr, "%s", process.readAllStandardError().constData());
            return 1;
        }
        milliseconds.push_back(process.readAllStandardOutput().trimmed().toDouble() / 1000);
    }
    std::sort(milliseconds.begin(), milliseconds.end());
    std::printf("first paint: median %.0f ms, best %.0f, worst %.0f, of %d starts\n",
                milliseconds[milliseconds.size() / 2], milliseconds.front(), milliseconds.back(),
                rounds);
    return 0;
}
