#include "hub/in_parallel.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace hub {
namespace {

using quince::Error;
using quince::Status;

constexpr std::chrono::milliseconds stopLatency{20};

class Crew {
public:
    Crew(std::size_t count, const std::function<Task()>& makeTask)
        : m_count(count), m_makeTask(makeTask) {}

    Status run(std::size_t threads, const quince::StopToken& stop) {
        std::vector<std::thread> workers;
        std::unique_lock lock(m_mutex);
        try {
            while (workers.size() < std::min(threads, m_count)) {
                workers.emplace_back([this] { work(); });
                ++m_running;
            }
        } catch (const std::system_error&) {
            // The system gives no more threads: those that there are do the work.
        }
        while (!m_ended.wait_for(lock, stopLatency, [this] { return m_running == 0; })) {
            if (stop.stopRequested()) {
                m_stop.requestStop();
            }
        }
        lock.unlock();
        for (std::thread& worker : workers) {
            worker.join();
        }
        if (workers.empty() && m_count > 0) {
            return Error{quince::ErrorCode::io, "The system gives no thread.", {}};
        }
        return m_failure ? Status(*std::move(m_failure)) : Status();
    }

private:
    void work() {
        {
            const Task task = m_makeTask();
            for (std::size_t i = m_next++; i < m_count; i = m_next++) {
                if (Status done = task(i, m_stop.token()); !done) {
                    fail(std::move(done).error());
                    break;
                }
            }
        }
        const std::lock_guard lock(m_mutex);
        --m_running;
        m_ended.notify_all();
    }

    void fail(Error error) {
        const std::lock_guard lock(m_mutex);
        if (!m_failure) {
            m_failure = std::move(error);
        }
        m_stop.requestStop();
    }

    const std::size_t m_count;
    const std::function<Task()>& m_makeTask;
    std::atomic<std::size_t> m_next{0};
    quince::StopSource m_stop;
    std::mutex m_mutex;
    std::condition_variable m_ended;
    std::size_t m_running = 0;
    std::optional<Error> m_failure;
};

}  // namespace

Status inParallel(std::size_t count, unsigned threads, const std::function<Task()>& makeTask,
                  const quince::StopToken& stop) {
    return Crew(count, makeTask).run(threads, stop);
}

}  // namespace hub
