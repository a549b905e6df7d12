#include "support/fake_hub/request_log.hpp"

#include "support/fake_hub/fault.hpp"

#include <algorithm>
#include <iterator>

namespace fake {

int RequestLog::begin(const Request& request) {
    const std::lock_guard lock(m_mutex);
    m_requests.push_back(request);
    m_requests.back().order = ++m_events;
    m_came.notify_all();
    return m_events;
}

Request* RequestLog::find(int order) {
    const auto found = std::find_if(m_requests.begin(), m_requests.end(),
                                    [&](const Request& entry) { return entry.order == order; });
    return found == m_requests.end() ? nullptr : &*found;
}

void RequestLog::update(int order, const Request& request, int answered) {
    const std::lock_guard lock(m_mutex);
    Request* entry = find(order);
    if (entry == nullptr) {  // cleared meanwhile
        return;
    }
    entry->body = request.bodySize > kept ? QByteArray() : request.body;
    entry->bodySize = request.bodySize;
    entry->bodySha256 = request.bodySha256;
    entry->complete = request.complete;
    entry->answered = answered;
}

void RequestLog::finish(int order) {
    const std::lock_guard lock(m_mutex);
    if (Request* entry = find(order)) {
        entry->finished = ++m_events;
    }
}

void RequestLog::clear() {
    const std::lock_guard lock(m_mutex);
    m_requests.clear();
}

std::vector<Request> RequestLog::all() const {
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

std::vector<Request> RequestLog::meantLocked(const QByteArray& words) const {
    std::vector<Request> found;
    std::copy_if(m_requests.begin(), m_requests.end(), std::back_inserter(found),
                 [&](const Request& entry) { return isMeant(words, entry); });
    return found;
}

std::vector<Request> RequestLog::meant(const QByteArray& words) const {
    const std::lock_guard lock(m_mutex);
    return meantLocked(words);
}

bool RequestLog::wait(const QByteArray& words, std::size_t count,
                      std::chrono::milliseconds limit) const {
    std::unique_lock lock(m_mutex);
    return m_came.wait_for(lock, limit, [&] { return meantLocked(words).size() >= count; });
}

}  // namespace fake
