#include "hub/server_warnings.hpp"

#include "hub/http_message.hpp"

#include <QRegularExpression>
#include <QString>

#include <utility>

namespace hub {
namespace {

constexpr std::size_t mostTopics = 20;  // a server that invents topics gets no further
constexpr qsizetype longestText = 400;

// Several headers come joined with commas, which a text may have as well.
QStringList entriesOf(const HttpAnswer& answer) {
    static const QRegularExpression beginOfNext(QStringLiteral(",\\s*(?=[\\w.-]+\\s*;)"));
    return QString::fromUtf8(answer.header("X-HF-Warning").value_or(QByteArray()))
        .split(beginOfNext);
}

}  // namespace

ServerWarnings::ServerWarnings(std::function<void(const std::string& text)> tell)
    : m_tell(std::move(tell)) {}

void ServerWarnings::read(const HttpAnswer& answer) {
    for (const QString& entry : entriesOf(answer)) {
        const qsizetype semicolon = entry.indexOf(u';');
        QString text = entry.sliced(semicolon + 1).simplified();
        text.removeIf([](QChar c) { return !c.isPrint(); });
        if (text.isEmpty()) {
            continue;
        }
        const std::string topic = entry.left(semicolon).trimmed().toLower().toStdString();
        const std::lock_guard lock(m_mutex);
        if (m_topics.size() < mostTopics && m_topics.insert(topic).second) {
            m_tell(text.left(longestText).toStdString());
        }
    }
}

}  // namespace hub
