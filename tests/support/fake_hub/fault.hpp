#pragma once

#include "support/fake_hub/http_message.hpp"

#include <QByteArray>
#include <QList>

#include <limits>
#include <mutex>
#include <optional>
#include <vector>

namespace fake {

/// What goes wrong with one answer. Parts can be combined; the default changes nothing.
struct Fault {
    /// This status with `body` and `headers`; the handler is not called.
    std::optional<int> status{};
    QByteArray body{};                   ///< of `status`
    Headers headers{};                   ///< in place of those of the same names
    QList<QByteArray> withoutHeaders{};  ///< left out of the answer
    std::optional<QByteArray> raw{};     ///< these bytes are the whole answer, then a close
    std::optional<qint64> closeAfter{};  ///< bytes of the body that are sent, then a close
    qint64 contentLengthOff = 0;         ///< added to the true Content-Length; then a close
    bool chunkedWithoutEnd = false;  ///< all of the body in chunks, a close in place of the last
    std::optional<qint64> stallAfter{};  ///< bytes of the body, then nothing until release()
    bool stallAnswer = false;            ///< nothing is sent, not even a status, until release()
    std::optional<qint64> flipByteAt{};  ///< place in the whole body, not in the range
    bool ignoresRange = false;           ///< answers 200 and all of it
    QByteArray contentRange{};           ///< in place of the true one
    bool losesAnswer = false;            ///< the handler did its work; then a close without answer
    std::optional<qint64> closesWhenRead{};  ///< bytes of the request's body, then a close
};

/// Whether a request is what the words say: "/path", "GET /path", "PUT *"; '*' stands for any
/// characters, also none and also '/'. Compared with the escaped path, without the query unless
/// the words have a '?'.
bool isMeant(const QByteArray& words, const Request& request);

/// Faults that wait for their requests. Any thread.
class FaultList {
public:
    static constexpr int always = std::numeric_limits<int>::max();

    /// The next `times` requests that are meant go wrong, after `skip` that do not.
    void add(const QByteArray& words, const Fault& fault, int times, int skip);
    void clear();
    /// The fault of this request, of those added last first; counts it as used.
    std::optional<Fault> take(const Request& request);

private:
    struct Waiting {
        QByteArray words;
        Fault fault;
        int times = 0;
        int skip = 0;
    };

    std::mutex m_mutex;
    std::vector<Waiting> m_waiting;
};

}  // namespace fake
