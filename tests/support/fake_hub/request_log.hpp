#pragma once

#include "support/fake_hub/http_message.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <vector>

namespace fake {

/// Every request in the order in which their heads came. Any thread.
class RequestLog {
public:
    /// Bodies up to this many bytes are kept; of larger ones only size and digest are.
    static constexpr qint64 kept = 1 << 20;

    /// Files the head of a request and gives it its number.
    int begin(const Request& request);
    /// Brings the entry up to date: more of the body, the answer.
    void update(int order, const Request& request, int answered);
    void finish(int order);
    void clear();

    [[nodiscard]] std::vector<Request> all() const;
    /// Of those that are meant (see fault.hpp) by `words`.
    [[nodiscard]] std::vector<Request> meant(const QByteArray& words) const;

    /// Waits until `count` requests that are meant came; false after `limit`.
    bool wait(const QByteArray& words, std::size_t count, std::chrono::milliseconds limit) const;

private:
    [[nodiscard]] std::vector<Request> meantLocked(const QByteArray& words) const;
    Request* find(int order);

    mutable std::mutex m_mutex;
    mutable std::condition_variable m_came;
    std::vector<Request> m_requests;
    int m_events = 0;
};

}  // namespace fake
