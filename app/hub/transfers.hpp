#pragma once

#include "hub/blob_fetch.hpp"

#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <vector>

namespace hub {

/// The transfers of one download: threads that take one blob after another, in order. Used once.
class Transfers {
public:
    /// Both outlive the object.
    Transfers(const FetchContext& context, std::vector<const PlannedBlob*> blobs);

    /// Returns when all threads have ended. The first error stops the others and is returned.
    quince::Status run(unsigned threads, const quince::StopToken& stop);

private:
    void work();
    void fail(quince::Error error);

    const FetchContext& m_context;
    std::vector<const PlannedBlob*> m_blobs;
    std::atomic<std::size_t> m_next{0};
    quince::StopSource m_stop;
    std::mutex m_mutex;  ///< guards what follows
    std::condition_variable m_ended;
    unsigned m_running = 0;
    std::optional<quince::Error> m_failure;
};

}  // namespace hub
