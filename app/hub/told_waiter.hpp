#pragma once

#include "hub/waiter.hpp"

#include <atomic>
#include <cstdint>

namespace hub {

/// Counts one up while it lives.
class Counted {
public:
    explicit Counted(std::atomic<std::uint32_t>& counter) : m_counter(counter) { ++m_counter; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    ~Counted() { --m_counter; }

private:
    std::atomic<std::uint32_t>& m_counter;
};

/// A Waiter that counts who waits.
class ToldWaiter final : public Waiter {
public:
    ToldWaiter(Waiter& waiter, std::atomic<std::uint32_t>& waiting)
        : m_waiter(waiter), m_waiting(waiting) {}

    bool wait(std::chrono::milliseconds time, const quince::StopToken& stop) override {
        const Counted waiting(m_waiting);
        return m_waiter.wait(time, stop);
    }
    [[nodiscard]] std::chrono::system_clock::time_point now() const override {
        return m_waiter.now();
    }

private:
    Waiter& m_waiter;
    std::atomic<std::uint32_t>& m_waiting;
};

}  // namespace hub
