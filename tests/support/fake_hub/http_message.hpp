#pragma once

#include "support/fake_hub/content.hpp"

#include <QByteArray>
#include <QList>

#include <initializer_list>
#include <utility>
#include <vector>

namespace fake {

/// The addresses of the server. Different ports: different origins to a client.
enum class Origin { hub, cdn, lmStudio };

/// Header fields in their order; names are compared without regard to case.
class Headers {
public:
    using Field = std::pair<QByteArray, QByteArray>;

    Headers() = default;
    Headers(std::initializer_list<Field> fields) : m_fields(fields) {}

    void add(const QByteArray& name, const QByteArray& value) {
        m_fields.emplace_back(name, value);
    }
    /// Replaces all fields of that name by one.
    void set(const QByteArray& name, const QByteArray& value);
    void remove(const QByteArray& name);

    [[nodiscard]] bool has(const QByteArray& name) const;
    /// Of the first field of that name; empty if there is none.
    [[nodiscard]] QByteArray value(const QByteArray& name) const;
    [[nodiscard]] const std::vector<Field>& fields() const { return m_fields; }

private:
    std::vector<Field> m_fields;
};

/// One request, as it came and as the log keeps it.
struct Request {
    int order = 0;       ///< number of the event "its head was read"; grows with every event
    int finished = 0;    ///< number of the event "its answer was written out"; 0: it was not
    int answered = 0;    ///< status of the answer; 0: none
    int connection = 0;  ///< 1, 2, ... in the order in which connections were made
    Origin origin = Origin::hub;
    QByteArray method;
    QByteArray target;  ///< as on the request line: path and query, still escaped
    Headers headers;
    QByteArray body;  ///< handlers see all of it; the log leaves out bodies above RequestLog::kept
    qint64 bodySize = 0;
    QByteArray bodySha256;    ///< hexadecimal; empty where `complete` is false
    bool complete = false;    ///< the body came whole
    QList<QByteArray> parts;  ///< what the route's pattern caught, unescaped

    [[nodiscard]] QByteArray path() const;  ///< the target before '?', still escaped
    /// Values of one query item, unescaped, in their order.
    [[nodiscard]] QList<QByteArray> queryValues(const QByteArray& name) const;
    [[nodiscard]] QByteArray queryValue(const QByteArray& name) const;  ///< the first, or empty
};

/// What a handler answers. The server adds Content-Length or Transfer-Encoding and leaves out the
/// body for HEAD.
struct Response {
    int status = 200;
    Headers headers{};
    Content body{};
    bool chunked = false;
    /// A 200 is cut to the Range that was asked for and becomes a 206 (or 416).
    bool rangesAllowed = false;
};

/// What HTTP calls a status; "Status" for those that no test needs.
QByteArray reasonPhrase(int status);

}  // namespace fake
