#pragma once

#include <QObject>
#include <QString>

namespace app {

/// Hears of files and folders that macOS asks the program to open (dropped on its icon).
class FileOpenFilter : public QObject {
    Q_OBJECT

public:
    bool eventFilter(QObject* watched, QEvent* event) override;

Q_SIGNALS:
    void opened(const QString& path);
};

}  // namespace app
