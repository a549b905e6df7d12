#include "hub/lm_studio_answer.hpp"

#include "hub/hub_error.hpp"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace hub {
namespace {

using quince::Error;
using quince::ErrorCode;

constexpr qsizetype longestAnswer = 200;  // characters

QJsonObject objectOf(const QByteArray& json) {
    return QJsonDocument::fromJson(json).object();
}

/// One line that shows as it is: a model may say anything.
QString oneLine(const QString& text) {
    QString line;
    for (const QChar c : text.simplified().left(longestAnswer)) {
        const bool isHidden =
            c.category() == QChar::Other_Control || c.category() == QChar::Other_Format;
        if (!isHidden) {
            line.append(c);
        }
    }
    return line;
}

QString wordsOf(const HttpAnswer& answer) {
    const QJsonValue error = objectOf(answer.body).value(QLatin1String("error"));
    const QString words = error.isObject()
                              ? error.toObject().value(QLatin1String("message")).toString()
                              : serverText(answer);
    QString line = oneLine(words);
    while (line.endsWith(u'.')) {
        line.chop(1);
    }
    return line;
}

}  // namespace

bool isUnknownEndpoint(const HttpAnswer& answer) {
    const QJsonValue error = objectOf(answer.body).value(QLatin1String("error"));
    return error.toString().startsWith(u"Unexpected endpoint") ||
           (answer.status == 404 && !error.isObject());
}

Error lmStudioError(const HttpAnswer& answer, const std::string& deed) {
    if (answer.status == 401 || answer.status == 403) {
        return {ErrorCode::unauthorized,
                "LM Studio asks for an API token. Make one in LM Studio under Developer, and put "
                "it into LM_API_TOKEN.",
                {}};
    }
    const QString words = wordsOf(answer);
    const std::string reason = !words.isEmpty() ? words.toStdString()
                               : !answer.isSuccess()
                                   ? "it answered with status " + std::to_string(answer.status)
                                   : "its answer is not understood";
    return {ErrorCode::io, "LM Studio could not " + deed + ": " + reason + ".", {}};
}

std::optional<LmStudioAnswer> chatAnswerOf(const QByteArray& json, double seconds) {
    const QJsonObject answer = objectOf(json);
    const QJsonArray choices = answer.value(QLatin1String("choices")).toArray();
    if (choices.isEmpty()) {
        return std::nullopt;
    }
    const QJsonObject message =
        choices.first().toObject().value(QLatin1String("message")).toObject();
    LmStudioAnswer said;
    // A model that thinks first may not come to its answer within a few tokens.
    for (const char* key : {"content", "reasoning_content", "reasoning"}) {
        if (said.text.isEmpty()) {
            said.text = oneLine(message.value(QLatin1String(key)).toString());
        }
    }
    said.tokens = answer.value(QLatin1String("usage"))
                      .toObject()
                      .value(QLatin1String("completion_tokens"))
                      .toInt();
    const double told = answer.value(QLatin1String("stats"))
                            .toObject()
                            .value(QLatin1String("tokens_per_second"))
                            .toDouble();
    if (told > 0) {
        said.tokensPerSecond = told;
    } else if (said.tokens > 0 && seconds > 0) {
        said.tokensPerSecond = said.tokens / seconds;
    }
    return said;
}

}  // namespace hub
