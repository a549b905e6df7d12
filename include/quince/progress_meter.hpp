#pragma once

#include <quince/progress.hpp>

#include <chrono>
#include <cstdint>
#include <optional>

namespace quince {

/// One look at a Progress, as plain values.
struct ProgressSnapshot {
    ConversionState state = ConversionState::idle;
    std::uint64_t bytesDone = 0;
    std::uint64_t bytesTotal = 0;
    std::uint64_t bytesResumed = 0;
    std::uint32_t shardsDone = 0;
    std::uint32_t shardsTotal = 0;

    /// 0 to 1; 0 when nothing is known.
    [[nodiscard]] double fraction() const;
};

[[nodiscard]] ProgressSnapshot snapshotOf(const Progress& progress);

/// Rate and time left from looks at a Progress. The rate is an exponential average over about
/// `memorySeconds`, so that it neither flickers nor lags; bytes that an earlier run had done are
/// no work and do not count. Each phase is measured by itself. Knows no clock: the caller hands
/// the time in.
class ProgressMeter {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    void update(const ProgressSnapshot& now, TimePoint time);

    /// Nothing until half a second of a phase has been seen, or while it stands still.
    [[nodiscard]] std::optional<double> bytesPerSecond() const;
    /// Of this phase.
    [[nodiscard]] std::optional<double> secondsLeft() const;

private:
    static constexpr double memorySeconds = 4;
    static constexpr double leastSeconds = 0.5;

    void restart(const ProgressSnapshot& now, TimePoint time);

    ProgressSnapshot m_last;
    TimePoint m_lastTime{};
    double m_weightedBytes = 0;    ///< bytes, each look weighing less as it grows old
    double m_weightedSeconds = 0;  ///< seconds, weighed the same way
    double m_seconds = 0;          ///< seen of this phase
    bool m_started = false;
};

}  // namespace quince
