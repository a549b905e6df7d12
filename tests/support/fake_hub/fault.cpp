#include "support/fake_hub/fault.hpp"

namespace fake {

namespace {

/// Whether `text` is `pattern` where '*' is anything.
bool matches(QByteArrayView pattern, QByteArrayView text) {
    const auto star = pattern.indexOf('*');
    if (star < 0) {
        return pattern == text;
    }
    if (!text.startsWith(pattern.first(star))) {
        return false;
    }
    const auto rest = pattern.sliced(star + 1);
    for (auto from = star; from <= text.size(); ++from) {
        if (matches(rest, text.sliced(from))) {
            return true;
        }
    }
    return false;
}

}  // namespace

bool isMeant(const QByteArray& words, const Request& request) {
    const auto space = words.indexOf(' ');
    if (space >= 0 && words.left(space) != request.method) {
        return false;
    }
    const QByteArray wanted = words.mid(space + 1);
    return matches(wanted, wanted.contains('?') ? request.target : request.path());
}

void FaultList::add(const QByteArray& words, const Fault& fault, int times, int skip) {
    const std::lock_guard lock(m_mutex);
    m_waiting.push_back({words, fault, times, skip});
}

void FaultList::clear() {
    const std::lock_guard lock(m_mutex);
    m_waiting.clear();
}

std::optional<Fault> FaultList::take(const Request& request) {
    const std::lock_guard lock(m_mutex);
    for (auto waiting = m_waiting.rbegin(); waiting != m_waiting.rend(); ++waiting) {
        if (waiting->times <= 0 || !isMeant(waiting->words, request)) {
            continue;
        }
        if (waiting->skip > 0) {
            --waiting->skip;
            continue;
        }
        if (waiting->times != always) {
            --waiting->times;
        }
        return waiting->fault;
    }
    return {};
}

}  // namespace fake
