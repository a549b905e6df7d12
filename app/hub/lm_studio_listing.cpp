#include "hub/lm_studio_listing.hpp"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace hub {
namespace {

QString textAt(const QJsonObject& object, QLatin1String key) {
    return object.value(key).toString();
}

ListedModel entryOfV1(const QJsonObject& json) {
    ListedModel entry;
    entry.key = textAt(json, QLatin1String("key"));
    entry.publisher = textAt(json, QLatin1String("publisher"));
    entry.quantization =
        textAt(json.value(QLatin1String("quantization")).toObject(), QLatin1String("name"));
    entry.isMlx = textAt(json, QLatin1String("format")) == u"mlx";
    entry.canChat = !textAt(json, QLatin1String("type")).startsWith(u"embedding");
    for (const QJsonValue& one : json.value(QLatin1String("loaded_instances")).toArray()) {
        entry.instances.append(textAt(one.toObject(), QLatin1String("id")));
    }
    return entry;
}

ListedModel entryOfV0(const QJsonObject& json) {
    ListedModel entry;
    entry.key = textAt(json, QLatin1String("id"));
    entry.publisher = textAt(json, QLatin1String("publisher"));
    entry.quantization = textAt(json, QLatin1String("quantization"));
    entry.isMlx = textAt(json, QLatin1String("compatibility_type")) == u"mlx";
    entry.canChat = !textAt(json, QLatin1String("type")).startsWith(u"embedding");
    if (textAt(json, QLatin1String("state")) == u"loaded") {
        entry.instances.append(entry.key);
    }
    return entry;
}

std::optional<QList<ListedModel>> listAt(const QByteArray& json, QLatin1String key,
                                         ListedModel (*entryOf)(const QJsonObject&)) {
    const QJsonValue list = QJsonDocument::fromJson(json).object().value(key);
    if (!list.isArray()) {
        return std::nullopt;
    }
    QList<ListedModel> entries;
    for (const QJsonValue& one : list.toArray()) {
        ListedModel entry = entryOf(one.toObject());
        if (!entry.key.isEmpty()) {
            entries.append(std::move(entry));
        }
    }
    return entries;
}

bool isSame(QStringView left, QStringView right) {
    return left.compare(right, Qt::CaseInsensitive) == 0;
}

/// "Q4-MLX-4bit" is "q4-mlx" and "4bit".
bool isNameAnd(QStringView name, QStringView begin, QStringView quantization) {
    return !quantization.isEmpty() && name.size() == begin.size() + 1 + quantization.size() &&
           name.startsWith(begin, Qt::CaseInsensitive) && name[begin.size()] == u'-' &&
           isSame(name.mid(begin.size() + 1), quantization);
}

bool isEntryOf(const ListedModel& entry, const LmStudioModel& model) {
    if (!isSame(entry.publisher, QString::fromStdString(model.publisher))) {
        return false;
    }
    const QString name = QString::fromStdString(model.name);
    const QStringView key = QStringView(entry.key).mid(entry.key.lastIndexOf(u'/') + 1);
    const qsizetype at = key.lastIndexOf(u'@');
    const QStringView base = at < 0 ? key : key.first(at);
    const QStringView variant = at < 0 ? QStringView(entry.quantization) : key.mid(at + 1);
    return isSame(key, name) || isNameAnd(name, base, variant) ||
           (at >= 0 && isSame(base, name) && isSame(variant, entry.quantization));
}

}  // namespace

std::optional<QList<ListedModel>> listOfV1(const QByteArray& json) {
    return listAt(json, QLatin1String("models"), entryOfV1);
}

std::optional<QList<ListedModel>> listOfV0(const QByteArray& json) {
    return listAt(json, QLatin1String("data"), entryOfV0);
}

std::optional<ListedModel> findByPath(const QByteArray& json, const LmStudioModel& model,
                                      const QList<ListedModel>& ofServer) {
    for (const QJsonValue& one : QJsonDocument::fromJson(json).array()) {
        const QJsonObject object = one.toObject();
        const bool isHere = object.value(QLatin1String("deviceIdentifier")).isNull() ||
                            object.value(QLatin1String("deviceIdentifier")).isUndefined();
        if (!isHere || !isSame(textAt(object, QLatin1String("path")), model.path())) {
            continue;
        }
        ListedModel entry;
        entry.key = textAt(object, QLatin1String("modelKey"));
        entry.publisher = textAt(object, QLatin1String("publisher"));
        entry.isMlx = textAt(object, QLatin1String("format")) == u"safetensors";
        entry.canChat = !textAt(object, QLatin1String("type")).startsWith(u"embedding");
        const auto known = std::find_if(ofServer.begin(), ofServer.end(),
                                        [&](const auto& each) { return each.key == entry.key; });
        if (!entry.key.isEmpty()) {
            return known == ofServer.end() ? entry : *known;
        }
    }
    return std::nullopt;
}

std::optional<ListedModel> findByName(const QList<ListedModel>& list, const LmStudioModel& model) {
    std::optional<ListedModel> found;
    for (const ListedModel& entry : list) {
        if (!isEntryOf(entry, model)) {
            continue;
        }
        if (found && found->isMlx == entry.isMlx) {
            return std::nullopt;  // which of the two is ours cannot be told
        }
        if (!found || entry.isMlx) {
            found = entry;
        }
    }
    return found;
}

}  // namespace hub
