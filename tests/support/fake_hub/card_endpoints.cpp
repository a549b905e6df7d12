#include "support/fake_hub/answers.hpp"
#include "support/fake_hub/endpoints.hpp"

#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <iterator>

namespace fake {

namespace {

/// A part of the closed list in hub-docs (docs/hub/repositories-licenses.md).
constexpr std::array licenses{"apache-2.0", "mit",          "llama2",       "llama3", "llama3.1",
                              "llama3.2",   "llama3.3",     "llama4",       "gemma",  "openrail",
                              "cc-by-4.0",  "bsd-3-clause", "cc-by-nc-4.0", "other"};

QJsonArray messages(const QList<QByteArray>& texts) {
    QJsonArray list;
    for (const QByteArray& text : texts) {
        list.append(QJsonObject{{QStringLiteral("message"), QString::fromUtf8(text)}});
    }
    return list;
}

QByteArray unquoted(QByteArray value) {
    value = value.trimmed();
    const bool isQuoted = value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
                          value.front() == value.back();
    return isQuoted ? value.mid(1, value.size() - 2) : value;
}

struct Verdict {
    QList<QByteArray> errors;
    QList<QByteArray> warnings;
};

/// Front matter's lines, without reading more YAML than `key: value` at the left edge.
Verdict judge(const QByteArray& card) {
    QList<QByteArray> lines = card.split('\n');
    if (lines.front().trimmed() != "---") {
        return {{}, {"empty or missing yaml metadata in repo card"}};
    }
    const auto end = std::find_if(lines.begin() + 1, lines.end(),
                                  [](const QByteArray& line) { return line.trimmed() == "---"; });
    if (end == lines.end()) {
        return {{"Metadata is not closed by ---"}, {}};
    }
    Verdict verdict;
    for (auto line = lines.begin() + 1; line != end; ++line) {
        if (line->contains('\t')) {
            verdict.errors += "Tabs are not allowed in YAML";
        }
        if (!line->startsWith("license:")) {
            continue;
        }
        const QByteArray license = unquoted(line->mid(8));
        if (std::none_of(licenses.begin(), licenses.end(),
                         [&](const char* known) { return license == known; })) {
            verdict.errors +=
                "\"license\" must be one of [" + QByteArray(licenses.front()) + ", ...]";
        }
    }
    return verdict;
}

Response validateCard(HubState&, const Request& request) {
    const QJsonObject body = QJsonDocument::fromJson(request.body).object();
    if (!body[QStringLiteral("content")].isString() ||
        body[QStringLiteral("repoType")].toString() != QLatin1String("model")) {
        return problem(400, {}, "\"content\" and \"repoType\" are required");
    }
    const Verdict verdict = judge(body[QStringLiteral("content")].toString().toUtf8());
    return json(QJsonObject{{QStringLiteral("errors"), messages(verdict.errors)},
                            {QStringLiteral("warnings"), messages(verdict.warnings)}},
                verdict.errors.isEmpty() ? 200 : 400);
}

}  // namespace

void addCardEndpoints(const AddEndpoint& add) {
    add(Origin::hub, "POST", "/api/validate-yaml", validateCard);
}

}  // namespace fake
