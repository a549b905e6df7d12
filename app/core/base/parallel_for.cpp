#include "core/base/parallel_for.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace quince {

namespace {

using Body = std::function<Status(std::size_t, unsigned)>;

/// What the workers share: the next index, and the error with the lowest index so far.
class Loop {
public:
    Loop(std::size_t count, const StopToken& stop, const Body& body)
        : m_count(count), m_stop(stop), m_body(body) {}

    void work(unsigned worker) {
        while (!m_failed.load(std::memory_order_relaxed)) {
            const std::size_t index = m_next.fetch_add(1, std::memory_order_relaxed);
            if (index >= m_count) {
                return;
            }
            const Status done = m_stop.stopRequested() ? stopped() : call(index, worker);
            if (!done) {
                fail(index, done.error());
                return;
            }
        }
    }

    /// REQUIRES: every worker has ended.
    Status outcome() && { return m_failed.load() ? Status(std::move(m_error)) : Status(); }

private:
    static Status stopped() { return Error{ErrorCode::stopped, "stopped", {}}; }

    Status call(std::size_t index, unsigned worker) {
        try {
            return m_body(index, worker);
        } catch (const std::exception& thrown) {  // out of memory, as a rule
            return Error{ErrorCode::io, std::string("the work broke off: ") + thrown.what(), {}};
        }
    }

    void fail(std::size_t index, const Error& error) {
        const std::lock_guard lock(m_mutex);
        if (!m_failed.load() || index < m_errorIndex) {
            m_error = error;
            m_errorIndex = index;
        }
        m_failed.store(true);
    }

    const std::size_t m_count;
    const StopToken& m_stop;
    const Body& m_body;
    std::atomic<std::size_t> m_next = 0;
    std::atomic<bool> m_failed = false;
    std::mutex m_mutex;
    std::size_t m_errorIndex = 0;  // guarded by m_mutex
    Error m_error;                 // guarded by m_mutex
};

}  // namespace

unsigned defaultThreads() {
    return std::max(1U, std::thread::hardware_concurrency());
}

Status parallelFor(std::size_t count, unsigned threads, const StopToken& stop, const Body& body) {
    const std::size_t wanted =
        std::min<std::size_t>(threads == 0 ? defaultThreads() : threads, count);
    Loop loop(count, stop, body);
    std::vector<std::thread> others;
    others.reserve(wanted);
    try {
        for (unsigned worker = 1; worker < wanted; ++worker) {
            others.emplace_back([&loop, worker] { loop.work(worker); });
        }
    } catch (const std::system_error&) {
        // The system gives no more threads: those that there are do the work.
    }
    loop.work(0);
    for (std::thread& other : others) {
        other.join();
    }
    return std::move(loop).outcome();
}

}  // namespace quince
