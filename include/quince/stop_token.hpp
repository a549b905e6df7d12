#pragma once

#include <atomic>
#include <memory>

namespace quince {

/// Asks whether the work should end. Cheap to copy, thread-safe. A default token never stops.
/// (std::stop_token is still experimental in the C++ library of older Apple compilers.)
class StopToken {
public:
    StopToken() = default;

    [[nodiscard]] bool stopRequested() const {
        return m_flag && m_flag->load(std::memory_order_relaxed);
    }

private:
    friend class StopSource;
    explicit StopToken(std::shared_ptr<const std::atomic<bool>> flag) : m_flag(std::move(flag)) {}

    std::shared_ptr<const std::atomic<bool>> m_flag;
};

/// The side that asks. Thread-safe; once stopped it stays stopped.
class StopSource {
public:
    void requestStop() { m_flag->store(true, std::memory_order_relaxed); }
    [[nodiscard]] bool stopRequested() const { return m_flag->load(std::memory_order_relaxed); }
    [[nodiscard]] StopToken token() const { return StopToken(m_flag); }

private:
    std::shared_ptr<std::atomic<bool>> m_flag = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace quince
