#include "support/fake_hub/routes.hpp"

#include <utility>

namespace fake {

void Routes::add(Origin origin, const QByteArray& method, const QString& pattern, Handler handler) {
    const std::lock_guard lock(m_mutex);
    m_routes.push_back({origin, method,
                        QRegularExpression(QRegularExpression::anchoredPattern(pattern)),
                        std::move(handler)});
}

Response Routes::answer(Request request) const {
    const QString path = QString::fromLatin1(request.path());
    const QByteArray method = request.method == "HEAD" ? "GET" : request.method;
    Handler handler;
    {
        const std::lock_guard lock(m_mutex);
        for (auto route = m_routes.rbegin(); route != m_routes.rend() && !handler; ++route) {
            const auto match = route->pattern.match(path);
            if (route->origin != request.origin || route->method != method || !match.hasMatch()) {
                continue;
            }
            for (int i = 1; i <= match.lastCapturedIndex(); ++i) {
                request.parts += QByteArray::fromPercentEncoding(match.captured(i).toLatin1());
            }
            handler = route->handler;
        }
    }
    return handler ? handler(request) : Response{404, {}, Content("No such page\n")};
}

}  // namespace fake
