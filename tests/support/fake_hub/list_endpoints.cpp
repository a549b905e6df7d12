#include "support/fake_hub/answers.hpp"
#include "support/fake_hub/endpoints.hpp"
#include "support/fake_hub/model_json.hpp"
#include "support/fake_hub/paging.hpp"

#include <algorithm>
#include <vector>

namespace fake {

namespace {

bool hasTag(const QJsonObject& model, const QByteArray& tag) {
    return model[QStringLiteral("tags")].toArray().contains(QString::fromUtf8(tag));
}

bool isWanted(const QJsonObject& model, const Request& request) {
    const QByteArray id = model[QStringLiteral("id")].toString().toUtf8();
    const QByteArray search = request.queryValue("search").toLower();
    const QByteArray author = request.queryValue("author");
    const QByteArray pipeline = request.queryValue("pipeline_tag");
    const QByteArray gated = request.queryValue("gated");
    const QList<QByteArray> filters = request.queryValues("filter");
    return id.toLower().contains(search) && (author.isEmpty() || id.startsWith(author + "/")) &&
           (pipeline.isEmpty() ||
            model[QStringLiteral("pipeline_tag")].toString().toUtf8() == pipeline) &&
           (gated.isEmpty() || (gated == "true") == model[QStringLiteral("gated")].isString()) &&
           std::all_of(filters.begin(), filters.end(),
                       [&](const QByteArray& tag) { return hasTag(model, tag); });
}

/// Largest first, as the Hub does without a direction.
void sortBy(std::vector<QJsonObject>& models, const QString& field) {
    std::stable_sort(models.begin(), models.end(), [&](const QJsonObject& a, const QJsonObject& b) {
        return a[field].isString() ? a[field].toString() > b[field].toString()
                                   : a[field].toDouble() > b[field].toDouble();
    });
}

Response listModels(HubState& state, const Request& request) {
    const auto asked = callerOf(state, request);
    if (const auto* refusal = std::get_if<Response>(&asked)) {
        return *refusal;
    }
    const QByteArray user = std::get<Caller>(asked).user;
    std::vector<QJsonObject> models;
    for (const auto& [key, repo] : state.repos) {
        const Commit* head = repo.find("main");
        if (head == nullptr || (repo.isPrivate && !belongs(state, user, repo.owner()))) {
            continue;
        }
        const QJsonObject model = modelJson(repo, *head, false);
        if (isWanted(model, request)) {
            models.push_back(model);
        }
    }
    const QByteArray sort = request.queryValue("sort");
    sortBy(models, QString::fromUtf8(sort.isEmpty() ? QByteArray("trendingScore") : sort));
    QJsonArray entries;
    const auto expand = request.queryValues("expand");
    for (const QJsonObject& model : models) {
        entries.append(expand.isEmpty() ? model : onlyExpanded(model, expand));
    }
    const int limit = request.queryValue("limit").toInt();
    return page(state, request, entries,
                limit > 0 ? std::min(limit, state.settings.page) : state.settings.page);
}

}  // namespace

void addListEndpoints(const AddEndpoint& add) {
    add(Origin::hub, "GET", "/api/models", listModels);
}

}  // namespace fake
