#include "hub/retry.hpp"

#include <QDateTime>
#include <QList>
#include <QLocale>

#include <algorithm>

namespace hub {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds longestWait = std::chrono::minutes(5);  // the Hub's windows are 5 minutes long
constexpr seconds margin{1};                              // clocks differ, and both round

std::optional<seconds> number(const QByteArray& text) {
    bool isNumber = false;
    const qlonglong value = text.trimmed().toLongLong(&isNumber);
    if (!isNumber || value < 0) {
        return std::nullopt;
    }
    return seconds(std::min<qlonglong>(value, longestWait.count()));
}

// "api";r=0;t=55, one such item for each limit: the longest wait of those that are used up.
std::optional<seconds> usedUpLimit(const QByteArray& header) {
    std::optional<seconds> longest;
    for (const QByteArray& item : header.split(',')) {
        bool isUsedUp = false;
        std::optional<seconds> time;
        for (const QByteArray& part : item.split(';')) {
            const QByteArray field = part.trimmed();
            if (field.startsWith("r=")) {
                isUsedUp = field.mid(2).trimmed() == "0";
            } else if (field.startsWith("t=")) {
                time = number(field.mid(2));
            }
        }
        if (isUsedUp && time) {
            longest = std::max(longest.value_or(seconds(0)), *time);
        }
    }
    return longest;
}

// RFC 9110, 5.6.7: the form that must be sent; the two obsolete ones are not read.
std::optional<seconds> untilDate(const QByteArray& text,
                                 std::chrono::system_clock::time_point now) {
    QDateTime date = QLocale::c().toDateTime(QString::fromLatin1(text.trimmed()),
                                             QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"));
    if (!date.isValid()) {
        return std::nullopt;
    }
    date.setTimeSpec(Qt::UTC);
    const auto since = std::chrono::duration_cast<seconds>(now.time_since_epoch());
    return std::clamp(seconds(date.toSecsSinceEpoch()) - since, seconds(0), longestWait);
}

}  // namespace

milliseconds backoff(int failure, double jitter) {
    const int doublings = std::clamp(failure - 1, 0, 3);
    const double stretch = 1.0 + 0.2 * std::clamp(jitter, -1.0, 1.0);
    return milliseconds(static_cast<milliseconds::rep>(1000.0 * (1 << doublings) * stretch));
}

std::optional<milliseconds> askedWait(const HttpAnswer& answer,
                                      std::chrono::system_clock::time_point now) {
    std::optional<seconds> wait = usedUpLimit(answer.header("RateLimit").value_or(QByteArray()));
    if (const auto after = answer.header("Retry-After"); !wait && after) {
        wait = number(*after);
        if (!wait) {
            wait = untilDate(*after, now);
        }
    }
    if (!wait) {
        return std::nullopt;
    }
    return std::min(*wait + margin, longestWait);
}

bool isWorthRetrying(int status) {
    return status == 408 || status == 429 || status == 500 || status == 502 || status == 503 ||
           status == 504;
}

}  // namespace hub
