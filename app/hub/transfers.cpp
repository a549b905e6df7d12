#include "hub/transfers.hpp"

#include <algorithm>
#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

namespace hub {
namespace {

using quince::Error;
using quince::ErrorCode;
using quince::Status;

/// How soon a stop from outside is passed on to the transfers.
constexpr std::chrono::milliseconds stopLatency{20};

}  // namespace

Transfers::Transfers(const FetchContext& context, std::vector<const PlannedBlob*> blobs)
    : m_context(context), m_blobs(std::move(blobs)) {}

Status Transfers::run(unsigned threads, const quince::StopToken& stop) {
    const std::size_t wanted = std::min<std::size_t>(threads, m_blobs.size());
    std::vector<std::thread> workers;
    {
        const std::lock_guard starting(m_mutex);
        try {
            while (workers.size() < wanted) {
                workers.emplace_back([this] { work(); });
                ++m_running;
            }
        } catch (const std::system_error&) {
            // The system gives no more threads: those that there are do the work.
        }
    }
    if (wanted > 0 && workers.empty()) {
        return Error{ErrorCode::io, "the system gives no thread for the download", {}};
    }
    std::unique_lock lock(m_mutex);
    while (!m_ended.wait_for(lock, stopLatency, [this] { return m_running == 0; })) {
        if (stop.stopRequested()) {
            m_stop.requestStop();
        }
    }
    lock.unlock();
    for (std::thread& worker : workers) {
        worker.join();
    }
    return m_failure ? Status(*m_failure) : Status();
}

void Transfers::work() {
    {
        BlobFetcher fetcher(m_context);  // its connections close on this thread
        for (std::size_t i = m_next++; i < m_blobs.size(); i = m_next++) {
            if (Status fetched = fetcher.fetch(*m_blobs[i], m_stop.token()); !fetched) {
                fail(std::move(fetched).error());
                break;
            }
        }
    }
    const std::lock_guard lock(m_mutex);
    --m_running;
    m_ended.notify_all();
}

void Transfers::fail(Error error) {
    const std::lock_guard lock(m_mutex);
    if (!m_failure) {
        m_failure = std::move(error);
    }
    m_stop.requestStop();
}

}  // namespace hub
