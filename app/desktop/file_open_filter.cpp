#include "desktop/file_open_filter.hpp"

#include <QEvent>
#include <QFileOpenEvent>

namespace app {

bool FileOpenFilter::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FileOpen) {
        const QString path = static_cast<QFileOpenEvent*>(event)->file();
        if (!path.isEmpty()) {
            Q_EMIT opened(path);
            return true;
        }
    }
    return QObject::eventFilter(watched, event);
}

}  // namespace app
