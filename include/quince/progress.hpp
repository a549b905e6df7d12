#pragma once

#include <atomic>
#include <cstdint>

namespace quince {

/// Where a download, a conversion or an evaluation stands. The last three are ends.
enum class ConversionState : std::uint8_t {
    idle,
    preparing,
    downloading,
    writing,
    verifying,
    publishing,
    evaluating,
    stopping,
    succeeded,
    failed,
    stopped,
};

/// Counters that workers add to and anyone may read at any time. Thread-safe; outlives the work.
/// `done` never falls within a phase; each phase starts again at 0. Where several results are made
/// in one pass, the counters are sums; `total` falls when one of them fails.
struct Progress {
    std::atomic<ConversionState> state{ConversionState::idle};
    std::atomic<std::uint64_t> bytesDone{0};  ///< output bytes in this phase
    std::atomic<std::uint64_t> bytesTotal{0};
    std::atomic<std::uint64_t> bytesResumed{0};  ///< of bytesDone: found done from an earlier run
    std::atomic<std::uint64_t> bytesRead{0};     ///< source bytes read
    std::atomic<std::uint32_t> shardsDone{0};
    std::atomic<std::uint32_t> shardsTotal{0};
    std::atomic<std::uint32_t> currentOutput{
        0};  ///< index into ConversionPlan::outputs, of the first
};

}  // namespace quince
