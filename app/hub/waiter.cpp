#include "hub/waiter.hpp"

#include <QEventLoop>
#include <QTimer>

namespace hub {

bool RealWaiter::wait(std::chrono::milliseconds time, const quince::StopToken& stop) {
    QEventLoop loop;
    QTimer end;
    QTimer watcher;
    end.setSingleShot(true);
    QObject::connect(&end, &QTimer::timeout, &loop, &QEventLoop::quit);
    QObject::connect(&watcher, &QTimer::timeout, &loop, [&] {
        if (stop.stopRequested()) {
            loop.quit();
        }
    });
    end.start(time);
    watcher.start(std::chrono::milliseconds(50));
    if (!stop.stopRequested()) {
        loop.exec();
    }
    return !stop.stopRequested();
}

std::chrono::system_clock::time_point RealWaiter::now() const {
    return std::chrono::system_clock::now();
}

}  // namespace hub
