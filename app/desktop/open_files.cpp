#include "desktop/open_files.hpp"

#include <QEvent>
#include <QFileOpenEvent>

#include <algorithm>

#if !defined(Q_OS_WIN)
#include <sys/resource.h>
#endif

namespace app {

void allowManyOpenFiles() {
#if !defined(Q_OS_WIN)
    constexpr rlim_t wanted = 4096;
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < wanted) {
        limit.rlim_cur =
            limit.rlim_max == RLIM_INFINITY ? wanted : std::min(wanted, limit.rlim_max);
        setrlimit(RLIMIT_NOFILE, &limit);
    }
#endif
}

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
