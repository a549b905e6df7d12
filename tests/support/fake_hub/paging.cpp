#include "support/fake_hub/paging.hpp"

#include "support/fake_hub/answers.hpp"

#include <algorithm>

namespace fake {

namespace {

QByteArray withCursor(const Request& request, qsizetype next) {
    QList<QByteArray> items = request.target.mid(request.path().size() + 1).split('&');
    items.removeIf(
        [](const QByteArray& item) { return item.isEmpty() || item.startsWith("cursor="); });
    items += "cursor=" + QByteArray::number(next);
    return request.path() + "?" + items.join('&');
}

}  // namespace

Response page(const HubState& state, const Request& request, const QJsonArray& entries, int size) {
    const qsizetype start = request.queryValue("cursor").toLongLong();
    const qsizetype end = std::min<qsizetype>(entries.size(), start + size);
    QJsonArray part;
    for (qsizetype i = start; i < end; ++i) {
        part.append(entries[i]);
    }
    Response answer = json(part);
    if (end < entries.size()) {
        answer.headers.add("Link",
                           "<" + state.hubUrl + withCursor(request, end) + ">; rel=\"next\"");
    }
    return answer;
}

}  // namespace fake
