#pragma once

#include <QObject>
#include <QString>

namespace app {

/// Raises the number of files that this process may hold open: a large model has hundreds of
/// shards, and macOS begins with 256. Where it cannot be raised it stays.
void allowManyOpenFiles();

/// Hears of files and folders that macOS asks the program to open (dropped on its icon).
class FileOpenFilter : public QObject {
    Q_OBJECT

public:
    bool eventFilter(QObject* watched, QEvent* event) override;

Q_SIGNALS:
    void opened(const QString& path);
};

}  // namespace app
