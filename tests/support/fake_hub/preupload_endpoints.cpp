#include "support/fake_hub/answers.hpp"
#include "support/fake_hub/base64.hpp"
#include "support/fake_hub/endpoints.hpp"

#include <QJsonDocument>

#include <algorithm>

namespace fake {

namespace {

constexpr int mostFiles = 256;
constexpr qint64 sampleSize = 512;

/// Whether a line of .gitignore or .gitattributes means the path: "*.ext" or a name or path.
bool fits(const QByteArray& pattern, const QByteArray& path) {
    const QByteArray name = path.split('/').back();
    return pattern.startsWith('*') ? name.endsWith(pattern.mid(1))
                                   : pattern == name || pattern == path;
}

bool isIgnored(const QByteArray& gitIgnore, const QByteArray& path) {
    const auto lines = gitIgnore.split('\n');
    return std::any_of(lines.begin(), lines.end(), [&](const QByteArray& line) {
        return !line.trimmed().isEmpty() && fits(line.trimmed(), path);
    });
}

bool isLfsByAttributes(const QByteArray& gitAttributes, const QByteArray& path) {
    const auto lines = gitAttributes.split('\n');
    return std::any_of(lines.begin(), lines.end(), [&](const QByteArray& line) {
        return line.contains("filter=lfs") && fits(line.split(' ').front(), path);
    });
}

struct Asked {
    QByteArray path;
    qint64 size = -1;
    QByteArray sample;
};

/// Nothing if the entry is not as C.4 of the protocol has it.
std::optional<Asked> askedOf(const QJsonValue& value) {
    const auto sample = fromStrictBase64(value[QStringLiteral("sample")].toString().toLatin1());
    if (!sample || !value[QStringLiteral("sample")].isString()) {
        return {};
    }
    const Asked asked{value[QStringLiteral("path")].toString().toUtf8(),
                      value[QStringLiteral("size")].toInteger(-1), *sample};
    if (asked.path.isEmpty() || asked.size < 0 ||
        asked.sample.size() != std::min(sampleSize, asked.size)) {
        return {};
    }
    return asked;
}

QJsonObject answerTo(HubState& state, const Place& place, const Asked& asked,
                     const QByteArray& gitIgnore, const QByteArray& gitAttributes) {
    const QByteArray key = place.repo->id + " " + asked.path;
    const bool isLfs = isLfsByAttributes(gitAttributes, asked.path) ||
                       isLfsByNature(asked.path, asked.size, asked.sample);
    state.samples[key] = asked.sample;
    state.toldLfs[key] = isLfs;
    QJsonObject answer{
        {QStringLiteral("path"), QString::fromUtf8(asked.path)},
        {QStringLiteral("uploadMode"), isLfs ? QStringLiteral("lfs") : QStringLiteral("regular")},
        {QStringLiteral("shouldIgnore"), isIgnored(gitIgnore, asked.path)}};
    const auto there = place.commit->files.find(asked.path);
    if (there != place.commit->files.end()) {
        const File& file = there->second;
        answer[QStringLiteral("oid")] = QString::fromUtf8(file.isLfs ? file.sha256 : file.blobId);
    }
    return answer;
}

Response preupload(HubState& state, const Request& request) {
    auto found = placeOf(state, request, request.parts[1], wishOf(request, request.parts[1]));
    if (auto* refusal = std::get_if<Response>(&found)) {
        return *refusal;
    }
    const Place place = std::get<Place>(found);
    const QJsonObject body = QJsonDocument::fromJson(request.body).object();
    const QJsonArray files = body[QStringLiteral("files")].toArray();
    if (files.isEmpty() || files.size() > mostFiles) {
        return problem(400, {}, "\"files\" must contain between 1 and 256 items");
    }
    // What the request says itself counts in place of the repo's own file.
    const auto rulesOf = [&](const QString& key, const QByteArray& path) {
        const auto own = place.commit->files.find(path);
        return body.contains(key)                 ? body[key].toString().toUtf8()
               : own == place.commit->files.end() ? QByteArray()
                                                  : own->second.content.all();
    };
    const QByteArray attributes = rulesOf(QStringLiteral("gitAttributes"), ".gitattributes");
    const QByteArray ignored = rulesOf(QStringLiteral("gitIgnore"), ".gitignore");
    QJsonArray answers;
    for (const QJsonValue& value : files) {
        const auto asked = askedOf(value);
        if (!asked) {
            return problem(400, {}, "A file needs a path, a size and a sample of its first bytes");
        }
        answers.append(answerTo(state, place, *asked, ignored, attributes));
    }
    return json(QJsonObject{{QStringLiteral("files"), answers}});
}

}  // namespace

void addPreuploadEndpoints(const AddEndpoint& add) {
    add(Origin::hub, "POST", "/api/models/{id}/preupload/([^/]+)", preupload);
}

}  // namespace fake
