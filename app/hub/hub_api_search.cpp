#include "hub/hub_api.hpp"
#include "hub/json_fields.hpp"
#include "hub/model_json.hpp"
#include "hub/redirect.hpp"

namespace hub {

using quince::Result;

namespace {

std::string_view fieldOf(SearchOrder order) {
    switch (order) {
        case SearchOrder::downloads:
            return "downloads";
        case SearchOrder::likes:
            return "likes";
        case SearchOrder::lastModified:
            return "lastModified";
        case SearchOrder::trending:
            return "trendingScore";
    }
    return "downloads";
}

}  // namespace

Result<SearchPage> HubApi::search(const SearchQuery& query, const quince::StopToken& stop) {
    const std::string limit = std::to_string(query.limit);
    Query fields;
    if (!query.text.empty()) {
        fields.emplace_back("search", query.text);
    }
    if (!query.author.empty()) {
        fields.emplace_back("author", query.author);
    }
    for (const std::string& filter : query.filters) {
        fields.emplace_back("filter", filter);
    }
    fields.emplace_back("sort", fieldOf(query.order));
    fields.emplace_back("limit", limit);
    for (const char* wanted : {"downloads", "likes", "lastModified", "gated", "safetensors",
                               "pipeline_tag", "tags", "private", "config"}) {
        fields.emplace_back("expand", wanted);
    }
    return searchMore(hubUrl(m_environment.endpoint, "/api/models", fields), stop);
}

Result<SearchPage> HubApi::searchMore(const QUrl& next, const quince::StopToken& stop) {
    const auto answer = getJson(next, askedFor({}), stop);
    if (!answer) {
        return answer.error();
    }
    const QString host = answer->answer.url.host();
    if (!answer->json.isArray()) {
        return oddAnswer(host, "search results that are no list");
    }
    SearchPage page;
    for (const QJsonValue& entry : answer->json.array()) {
        // One that cannot be understood is left out: the others may be what is looked for.
        if (Result<ModelInfo> model = modelFrom(entry.toObject(), host)) {
            page.models.push_back(*std::move(model));
        }
    }
    Result<std::optional<QUrl>> after = pageAfter(answer->answer);
    if (!after) {
        return after.error();
    }
    page.next = *after;
    return page;
}

}  // namespace hub
