#include "desktop/system_services.hpp"

#include "desktop/keep_awake.hpp"
#include "desktop/reveal.hpp"

#include <QApplication>
#include <QDesktopServices>
#include <QSystemTrayIcon>
#include <QTimer>
#include <QUrl>
#include <QWidget>

namespace app {

namespace {

void notifyPerson(QWidget* window, const QString& title, const QString& text) {
    QApplication::alert(window);
    if (!QSystemTrayIcon::isSystemTrayAvailable() || !QSystemTrayIcon::supportsMessages()) {
        return;
    }
    constexpr int shownMilliseconds = 10'000;
    auto* icon = new QSystemTrayIcon(QApplication::windowIcon(), window);
    icon->show();
    icon->showMessage(title, text, QSystemTrayIcon::Information, shownMilliseconds);
    QTimer::singleShot(shownMilliseconds, icon, &QObject::deleteLater);
}

}  // namespace

SystemServices SystemServices::real() {
    return {
        .reveal = revealInFileManager,
        .openFile =
            [](const QString& file) { QDesktopServices::openUrl(QUrl::fromLocalFile(file)); },
        .openPage = [](const QUrl& page) { QDesktopServices::openUrl(page); },
        .notify = notifyPerson,
        .keepAwake = app::keepAwake,
    };
}

}  // namespace app
