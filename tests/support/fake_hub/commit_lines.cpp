#include "support/fake_hub/commit_lines.hpp"

#include "support/fake_hub/base64.hpp"

#include <QJsonDocument>

#include <algorithm>

namespace fake {

namespace {

QByteArray textOf(const QJsonObject& object, const char* key) {
    return object[QLatin1String(key)].toString().toUtf8();
}

bool isAllowedPath(const QByteArray& path) {
    const QList<QByteArray> parts = path.split('/');
    return !path.isEmpty() && !path.contains('\\') &&
           std::none_of(parts.begin(), parts.end(), [](const QByteArray& part) {
               return part.isEmpty() || part == "." || part == ".." || part == ".git" ||
                      part == ".cache";
           });
}

/// Reads the lines of one commit; each function returns what is wrong, or nothing.
class Reader {
public:
    Reader(const HubState& state, const Place& place, CommitLines& lines)
        : m_state(state), m_place(place), m_lines(lines) {}

    QByteArray read(const QByteArray& line, bool isFirst) {
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(line, &error);
        const QJsonObject object = document.object();
        const QByteArray key = textOf(object, "key");
        if (!document.isObject() || object.size() != 2 ||
            !object[QStringLiteral("value")].isObject()) {
            return "A line is not {\"key\": ..., \"value\": {...}}";
        }
        const QJsonObject value = object[QStringLiteral("value")].toObject();
        if ((key == "header") != isFirst) {
            return "The header must be the first line, and the only header";
        }
        if (key == "header") {
            return readHeader(value);
        }
        const QByteArray path = textOf(value, "path");
        if (!isAllowedPath(path)) {
            return "Invalid path: " + path;
        }
        if (key == "deletedFolder") {
            return removeFolder(path);
        }
        if (m_lines.changes.contains(path)) {
            return "Path occurs twice: " + path;
        }
        return key == "file"          ? readFile(path, value)
               : key == "lfsFile"     ? readLfsFile(path, value)
               : key == "deletedFile" ? removeFile(path)
                                      : "Unknown key: " + key;
    }

private:
    QByteArray readHeader(const QJsonObject& value) {
        m_lines.summary = textOf(value, "summary");
        m_lines.parent = textOf(value, "parentCommit");
        return m_lines.summary.isEmpty() ? "A commit needs a summary" : "";
    }

    QByteArray readFile(const QByteArray& path, const QJsonObject& value) {
        const auto bytes = fromStrictBase64(textOf(value, "content"));
        if (textOf(value, "encoding") != "base64" || !value[QStringLiteral("content")].isString() ||
            !bytes) {
            return "The content is not base64: " + path;
        }
        const QByteArray key = m_place.repo->id + " " + path;
        const auto sample = m_state.samples.find(key);
        if (sample != m_state.samples.end() && !bytes->startsWith(sample->second)) {
            return "The file is not the one whose sample was sent: " + path;
        }
        const auto told = m_state.toldLfs.find(key);
        // An empty file may be regular always: object storage takes no empty bodies.
        if (told != m_state.toldLfs.end() && told->second && !bytes->isEmpty()) {
            return "Your push was rejected because it contains files that need Git LFS: " + path;
        }
        m_lines.changes[path] = makeFile(Content(*bytes), false);
        return {};
    }

    QByteArray readLfsFile(const QByteArray& path, const QJsonObject& value) {
        const auto object = m_state.objects.find(textOf(value, "oid"));
        if (textOf(value, "algo") != "sha256" || object == m_state.objects.end()) {
            return "LFS pointer pointed to a file that does not exist: " + path;
        }
        if (value[QStringLiteral("size")].toInteger(-1) != object->second.size()) {
            return "The size is not that of the object: " + path;
        }
        const auto sample = m_state.samples.find(m_place.repo->id + " " + path);
        if (sample != m_state.samples.end() && object->second.read(0, 512) != sample->second) {
            return "The file is not the one whose sample was sent: " + path;
        }
        m_lines.changes[path] = makeFile(object->second, true);
        return {};
    }

    QByteArray removeFile(const QByteArray& path) {
        if (!m_place.commit->files.contains(path)) {
            return "The file to delete is not there: " + path;
        }
        m_lines.changes[path] = std::nullopt;
        return {};
    }

    QByteArray removeFolder(const QByteArray& path) {
        const QByteArray prefix = path.endsWith('/') ? path : path + "/";
        for (const auto& [there, file] : m_place.commit->files) {
            if (there.startsWith(prefix)) {
                m_lines.changes[there] = std::nullopt;
            }
        }
        return {};
    }

    const HubState& m_state;
    const Place& m_place;
    CommitLines& m_lines;
};

}  // namespace

CommitLines readCommitLines(const HubState& state, const Place& place, const QByteArray& body) {
    CommitLines lines;
    Reader reader(state, place, lines);
    QList<QByteArray> texts = body.split('\n');
    if (texts.size() > 1 && texts.back().isEmpty()) {
        texts.removeLast();
    }
    for (qsizetype i = 0; i < texts.size() && lines.problem.isEmpty(); ++i) {
        lines.problem = reader.read(texts[i], i == 0);
    }
    return lines;
}

}  // namespace fake
