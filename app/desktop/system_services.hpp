#pragma once

#include <QString>
#include <QUrl>

#include <functional>
#include <memory>

class QWidget;

namespace app {

/// What the window asks of the computer. Tests put their own.
struct SystemServices {
    /// Opens the file manager with this file or folder selected.
    std::function<void(const QString& path)> reveal;
    /// Opens a file with the program that is meant for it.
    std::function<void(const QString& file)> openFile;
    /// Opens a page in the browser.
    std::function<void(const QUrl& page)> openPage;
    /// Tells the person something while the window is not in front.
    std::function<void(QWidget* window, const QString& title, const QString& text)> notify;
    /// The computer does not fall asleep while the result lives.
    std::function<std::shared_ptr<void>(const QString& why)> keepAwake;

    [[nodiscard]] static SystemServices real();
};

}  // namespace app
