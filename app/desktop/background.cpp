#include "desktop/background.hpp"

#include <QMetaObject>

#include <utility>

namespace app {

Background::Background(const QString& name) {
    m_thread.setObjectName(name);
    m_context.moveToThread(&m_thread);
    m_thread.start();
}

Background::~Background() {
    m_thread.quit();
    m_thread.wait();
}

void Background::post(std::function<void()> work) {
    QMetaObject::invokeMethod(&m_context, std::move(work), Qt::QueuedConnection);
}

}  // namespace app
