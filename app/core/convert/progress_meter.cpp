#include <quince/progress_meter.hpp>

#include <algorithm>
#include <cmath>

namespace quince {

double ProgressSnapshot::fraction() const {
    if (bytesTotal == 0) {
        return 0;
    }
    return std::min(1.0, static_cast<double>(bytesDone) / static_cast<double>(bytesTotal));
}

ProgressSnapshot snapshotOf(const Progress& progress) {
    ProgressSnapshot snapshot;
    snapshot.state = progress.state.load();
    snapshot.bytesDone = progress.bytesDone.load();
    snapshot.bytesTotal = progress.bytesTotal.load();
    snapshot.bytesResumed = progress.bytesResumed.load();
    snapshot.shardsDone = progress.shardsDone.load();
    snapshot.shardsTotal = progress.shardsTotal.load();
    return snapshot;
}

void ProgressMeter::update(const ProgressSnapshot& now, TimePoint time) {
    const bool sameRun =
        m_started && now.state == m_last.state && now.bytesDone >= m_last.bytesDone;
    if (!sameRun) {
        restart(now, time);
        return;
    }
    const double passed = std::chrono::duration<double>(time - m_lastTime).count();
    if (passed <= 0) {
        return;
    }
    const std::uint64_t found = now.bytesResumed - std::min(now.bytesResumed, m_last.bytesResumed);
    const std::uint64_t moved = now.bytesDone - m_last.bytesDone;
    const double worked = static_cast<double>(moved - std::min(moved, found));
    const double fade = std::exp(-passed / memorySeconds);
    m_weightedBytes = m_weightedBytes * fade + worked;
    m_weightedSeconds = m_weightedSeconds * fade + passed;
    m_seconds += passed;
    m_last = now;
    m_lastTime = time;
}

std::optional<double> ProgressMeter::bytesPerSecond() const {
    if (m_seconds < leastSeconds || m_weightedBytes < 1) {
        return std::nullopt;
    }
    return m_weightedBytes / m_weightedSeconds;
}

std::optional<double> ProgressMeter::secondsLeft() const {
    const std::optional<double> rate = bytesPerSecond();
    if (!rate || m_last.bytesTotal == 0) {
        return std::nullopt;
    }
    const std::uint64_t left = m_last.bytesTotal - std::min(m_last.bytesTotal, m_last.bytesDone);
    return static_cast<double>(left) / *rate;
}

void ProgressMeter::restart(const ProgressSnapshot& now, TimePoint time) {
    m_last = now;
    m_lastTime = time;
    m_weightedBytes = 0;
    m_weightedSeconds = 0;
    m_seconds = 0;
    m_started = true;
}

}  // namespace quince
