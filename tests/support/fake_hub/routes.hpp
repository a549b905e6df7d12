#pragma once

#include "support/fake_hub/http_message.hpp"

#include <QRegularExpression>

#include <functional>
#include <mutex>
#include <vector>

namespace fake {

/// Runs on the server's thread; one at a time.
using Handler = std::function<Response(const Request&)>;

/// Which handler answers which path. Any thread.
class Routes {
public:
    /// `pattern` is a regular expression for the whole escaped path; its groups become
    /// Request::parts. A route for GET also answers HEAD. Later routes go before earlier ones.
    void add(Origin origin, const QByteArray& method, const QString& pattern, Handler handler);
    /// 404 where no route fits.
    [[nodiscard]] Response answer(Request request) const;

private:
    struct Route {
        Origin origin;
        QByteArray method;
        QRegularExpression pattern;
        Handler handler;
    };

    mutable std::mutex m_mutex;
    std::vector<Route> m_routes;
};

}  // namespace fake
