#pragma once

#include <quince/progress.hpp>

#include <atomic>
#include <cstdint>

namespace hub {

/// What an upload is doing, for a line of words.
enum class UploadStep : std::uint8_t {
    checking,    ///< asking the Hub
    hashing,     ///< reading the files
    sending,     ///< their content
    committing,  ///< making it visible
};

/// Counters that an upload adds to and anyone may read at any time. Thread-safe; outlives the work.
struct UploadProgress {
    /// Bytes of the step: read while hashing, sent while sending; what the Hub had already counts
    /// as resumed. The state is preparing, verifying while hashing, publishing from then on, and
    /// in the end succeeded, failed or stopped.
    quince::Progress counters;
    std::atomic<UploadStep> step{UploadStep::checking};
    std::atomic<std::uint64_t> bytesHashed{0};       ///< in all, in this run
    std::atomic<std::uint64_t> bytesSent{0};         ///< in all, wasted ones too
    std::atomic<std::uint32_t> waitingForServer{0};  ///< threads, until their next try
    std::atomic<std::uint32_t> secondsAsked{0};      ///< of the last wait that a server asked for
};

}  // namespace hub
