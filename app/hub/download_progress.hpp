#pragma once

#include <quince/progress_meter.hpp>

#include <atomic>
#include <cstdint>

namespace hub {

enum class DownloadPhase : std::uint8_t {
    idle,
    asking,  ///< the Hub, what there is
    fetching,
    finishing,  ///< syncing, the ref
    succeeded,
    failed,
    stopped,
};

/// Counters that transfers add to and anyone may read at any time. Thread-safe; outlives the work.
/// `bytesDone` never falls: what has to be fetched again is added to `bytesTotal`.
struct DownloadProgress {
    std::atomic<DownloadPhase> phase{DownloadPhase::idle};
    std::atomic<std::uint64_t> bytesDone{0};  ///< in the cache, in whole files or partial ones
    std::atomic<std::uint64_t> bytesTotal{0};
    std::atomic<std::uint64_t> bytesResumed{0};   ///< of bytesDone: there before this run
    std::atomic<std::uint64_t> bytesReceived{0};  ///< of files, in this run, wasted ones too
    std::atomic<std::uint64_t> bytesHashed{0};    ///< of an earlier run's, read again to go on
    std::atomic<std::uint32_t> filesDone{0};
    std::atomic<std::uint32_t> filesTotal{0};
    std::atomic<std::uint32_t> running{0};            ///< transfers at this moment
    std::atomic<std::uint32_t> waitingForServer{0};   ///< of them: until the next try
    std::atomic<std::uint32_t> waitingForProgram{0};  ///< of them: another one fetches the file
    std::atomic<std::uint32_t> secondsAsked{0};       ///< of the last wait that a server asked for
};

/// For quince::ProgressMeter, which tells rate and time left.
[[nodiscard]] quince::ProgressSnapshot snapshotOf(const DownloadProgress& progress);

}  // namespace hub
