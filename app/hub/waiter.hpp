#pragma once

#include <quince/stop_token.hpp>

#include <chrono>

namespace hub {

/// How time passes between two tries. The seam where tests put a clock of their own.
class Waiter {
public:
    virtual ~Waiter() = default;

    /// False if a stop came before the time was over; seen within 100 ms.
    virtual bool wait(std::chrono::milliseconds time, const quince::StopToken& stop) = 0;

    [[nodiscard]] virtual std::chrono::system_clock::time_point now() const = 0;
};

/// The real one. Stateless, so that threads may share it.
class RealWaiter final : public Waiter {
public:
    bool wait(std::chrono::milliseconds time, const quince::StopToken& stop) override;
    [[nodiscard]] std::chrono::system_clock::time_point now() const override;
};

}  // namespace hub
