#include "support/fake_hub/answers.hpp"
#include "support/fake_hub/endpoints.hpp"
#include "support/fake_hub/model_json.hpp"
#include "support/fake_hub/paging.hpp"

#include <QCryptographicHash>
#include <QJsonDocument>

#include <map>
#include <vector>

namespace fake {

namespace {

QJsonObject folderJson(const QByteArray& path) {
    const QByteArray oid = QCryptographicHash::hash(path, QCryptographicHash::Sha1).toHex();
    return {{QStringLiteral("type"), QStringLiteral("directory")},
            {QStringLiteral("path"), QString::fromUtf8(path)},
            {QStringLiteral("oid"), QString::fromUtf8(oid)},
            {QStringLiteral("size"), 0}};
}

/// Files and folders below `folder` (empty: all), by path.
QJsonArray entriesOf(const Commit& commit, const QByteArray& folder, bool recursive, bool expand) {
    const QByteArray prefix = folder.isEmpty() ? folder : folder + "/";
    std::map<QByteArray, QJsonObject> entries;
    for (const auto& [path, file] : commit.files) {
        if (!path.startsWith(prefix)) {
            continue;
        }
        bool isInside = true;
        for (auto slash = path.indexOf('/', prefix.size()); slash >= 0 && isInside;
             slash = path.indexOf('/', slash + 1)) {
            entries[path.left(slash)] = folderJson(path.left(slash));
            isInside = recursive;
        }
        if (isInside) {
            entries[path] = fileJson(path, file, commit, expand);
        }
    }
    QJsonArray list;
    for (const auto& [path, entry] : entries) {
        list.append(entry);
    }
    return list;
}

Response tree(HubState& state, const Request& request) {
    auto place = placeOf(state, request, request.parts[1], Wish::look);
    if (auto* refusal = std::get_if<Response>(&place)) {
        return *refusal;
    }
    const auto& [repo, commit, caller] = std::get<Place>(place);
    const QByteArray folder = request.parts.size() > 2 ? request.parts[2] : QByteArray();
    const auto isTrue = [&](const char* name) { return request.queryValue(name) == "true"; };
    const QJsonArray entries = entriesOf(*commit, folder, isTrue("recursive"), isTrue("expand"));
    if (entries.isEmpty() && !folder.isEmpty()) {
        return problem(404, "EntryNotFound",
                       folder + " does not exist on \"" + request.parts[1] + "\"");
    }
    return page(state, request, entries, state.settings.page);
}

/// Unknown paths are left out, as the Hub does.
Response pathsInfo(HubState& state, const Request& request) {
    auto place = placeOf(state, request, request.parts[1], Wish::look);
    if (auto* refusal = std::get_if<Response>(&place)) {
        return *refusal;
    }
    const auto& [repo, commit, caller] = std::get<Place>(place);
    const QJsonObject body = QJsonDocument::fromJson(request.body).object();
    if (!body[QStringLiteral("paths")].isArray()) {
        return problem(400, {}, "\"paths\" is required");
    }
    QJsonArray found;
    for (const QJsonValue& path : body[QStringLiteral("paths")].toArray()) {
        const auto file = commit->files.find(path.toString().toUtf8());
        if (file != commit->files.end()) {
            found.append(fileJson(file->first, file->second, *commit,
                                  body[QStringLiteral("expand")].toBool()));
        }
    }
    return json(found);
}

}  // namespace

void addTreeEndpoints(const AddEndpoint& add) {
    add(Origin::hub, "GET", "/api/models/{id}/tree/([^/]+)(?:/(.+))?", tree);
    add(Origin::hub, "POST", "/api/models/{id}/paths-info/([^/]+)", pathsInfo);
}

}  // namespace fake
