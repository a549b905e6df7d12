#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace fake {

/// A number that one thread changes and another waits for.
class Tally {
public:
    int add(int change) {
        const std::lock_guard lock(m_mutex);
        m_value += change;
        m_changed.notify_all();
        return m_value;
    }
    [[nodiscard]] int value() const {
        const std::lock_guard lock(m_mutex);
        return m_value;
    }
    /// Waits until the number is at least `wanted`; false after `limit`.
    bool wait(int wanted, std::chrono::milliseconds limit) const {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, limit, [&] { return m_value >= wanted; });
    }

private:
    mutable std::mutex m_mutex;
    mutable std::condition_variable m_changed;
    int m_value = 0;
};

}  // namespace fake
