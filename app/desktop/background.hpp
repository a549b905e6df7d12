#pragma once

#include <QObject>
#include <QString>
#include <QThread>

#include <functional>

namespace app {

/// One worker thread with a queue of functions. Joined on destruction: the function that runs is
/// waited for, those still waiting are dropped.
class Background {
public:
    explicit Background(const QString& name);
    ~Background();
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;

    /// Thread-safe.
    void post(std::function<void()> work);

private:
    QThread m_thread;
    QObject m_context;  ///< lives on m_thread
};

}  // namespace app
