#include "hub/hub_error.hpp"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>

namespace hub {
namespace {

constexpr qsizetype longestText = 400;  // characters; what follows is of no use in a message

QString plain(const QString& text) {
    const QString simple = text.simplified();  // no line ends, no control characters
    if (simple.startsWith(u'<')) {
        return {};
    }
    return simple.size() > longestText ? simple.left(longestText) + u'\u2026' : simple;
}

void addOnce(QStringList& texts, const QString& text) {
    QString shown = plain(text);
    while (shown.endsWith(u'.')) {
        shown.chop(1);
    }
    if (!shown.isEmpty() && !texts.contains(shown)) {
        texts.append(shown);
    }
}

void addJson(QStringList& texts, const QJsonObject& object) {
    const QJsonValue error = object.value(u"error");
    if (error.isArray()) {
        for (const QJsonValue& entry : error.toArray()) {
            addOnce(texts, entry.toString());
        }
    } else if (error.isString()) {
        const QString more = object.value(u"error_description").toString();
        addOnce(texts,
                more.isEmpty() ? error.toString() : error.toString() + QStringLiteral(": ") + more);
    }
    for (const QJsonValue& entry : object.value(u"errors").toArray()) {
        addOnce(texts, entry.toObject().value(u"message").toString());
    }
}

}  // namespace

bool isWebPage(const HttpAnswer& answer) {
    return answer.header("Content-Type").value_or(QByteArray()).toLower().contains("html") ||
           answer.body.trimmed().startsWith('<');
}

QString serverText(const HttpAnswer& answer) {
    QStringList texts;
    addOnce(texts, QString::fromUtf8(answer.header("X-Error-Message").value_or(QByteArray())));
    const QJsonDocument json = QJsonDocument::fromJson(answer.body);
    if (json.isObject()) {
        addJson(texts, json.object());
    } else if (!json.isArray() && texts.isEmpty() && !isWebPage(answer)) {
        addOnce(texts, QString::fromUtf8(answer.body.left(4 * longestText)));
    }
    return texts.join(QStringLiteral("; "));
}

}  // namespace hub
