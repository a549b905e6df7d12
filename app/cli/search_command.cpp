#include "cli/commands.hpp"
#include "cli/hub_access.hpp"
#include "cli/hub_progress.hpp"
#include "cli/json_text.hpp"
#include "cli/text.hpp"
#include "hub/hub_api.hpp"
#include "hub/model_facts.hpp"

#include <quince/hf_cache.hpp>
#include <quince/user_folders.hpp>

#include <algorithm>
#include <iterator>

namespace cli {

using quince::Result;
using quince::StopToken;

namespace {

/// Of a page; the Hub gives no more than 1000.
constexpr int largestPage = 100;

/// One line of the answer.
struct Found {
    hub::ModelInfo info;
    hub::ModelFacts facts;
    bool isHere = false;
};

hub::SearchOrder orderOf(const std::string& sort) {
    if (sort == "likes") {
        return hub::SearchOrder::likes;
    }
    return sort == "lastModified" ? hub::SearchOrder::lastModified : hub::SearchOrder::downloads;
}

/// Page after page, until there are enough.
Result<std::vector<hub::ModelInfo>> searched(const SearchOptions& options, HubAccess& hub,
                                             const StopToken& stop) {
    hub::HubApi api(hub.environment, hub.readingToken(), hub.waiter);
    hub::SearchQuery query;
    query.text = options.words;
    query.order = orderOf(options.sort);
    query.limit = std::min(static_cast<int>(options.limit), largestPage);
    std::vector<hub::ModelInfo> models;
    std::set<QUrl> seen;  // a server may lead in a ring
    Result<hub::SearchPage> page = api.search(query, stop);
    while (page) {
        std::move(page->models.begin(), page->models.end(), std::back_inserter(models));
        if (models.size() >= options.limit || !page->next || !seen.insert(*page->next).second) {
            models.resize(std::min<std::size_t>(models.size(), options.limit));
            return models;
        }
        page = api.searchMore(*page->next, stop);
    }
    return std::move(page).error();
}

std::vector<Found> judged(std::vector<hub::ModelInfo> models,
                          const quince::Environment& environment) {
    const auto library =
        quince::ArchitectureLibrary::load(quince::architecturesFolder(environment));
    const auto roots = quince::cacheRoots(environment, {}, {});
    std::vector<Found> all;
    for (hub::ModelInfo& model : models) {
        Found found;
        const auto cached = quince::findRepo(model.id, roots);
        found.isHere = cached && cached->state == quince::ModelState::complete;
        found.facts = hub::factsOf(model, *library);
        found.info = std::move(model);
        all.push_back(std::move(found));
    }
    return all;
}

std::string_view supportWord(hub::Support support) {
    switch (support) {
        case hub::Support::yes:
            return "yes";
        case hub::Support::no:
            return "no";
        case hub::Support::unknown:
            return "unknown";
    }
    return "unknown";
}

Json jsonOf(const Found& found) {
    const hub::ModelInfo& info = found.info;
    return {{"id", info.id},
            {"downloads", info.downloads.value_or(0)},
            {"likes", info.likes.value_or(0)},
            {"last_modified", info.lastModified},
            {"model_type", found.facts.modelType},
            {"parameters", found.facts.parameters},
            {"dtype", found.facts.dtype},
            {"quantization", found.facts.quantization},
            {"license", found.facts.license},
            {"gated", found.facts.isGated},
            {"private", found.facts.isPrivate},
            {"is_mlx", found.facts.isMlx},
            {"supported", supportWord(found.facts.support)},
            {"why", found.facts.why},
            {"cached", found.isHere}};
}

/// What a person should know before choosing it.
std::string notesOf(const Found& found) {
    std::string notes;
    const auto add = [&](bool isSo, const std::string& note) {
        notes += isSo ? (notes.empty() ? "" : ", ") + note : "";
    };
    add(found.isHere, "downloaded");
    add(found.facts.isMlx, "MLX already");
    add(found.facts.isGated, "gated");
    add(found.facts.isPrivate, "private");
    add(found.facts.support == hub::Support::no, "not supported");
    return notes;
}

std::string textOf(const std::vector<Found>& all) {
    if (all.empty()) {
        return "No model on the Hub has this name and safetensors weights.\n";
    }
    std::vector<std::vector<std::string>> rows{
        {"MODEL", "TYPE", "PARAMETERS", "DOWNLOADS", "LIKES", "CHANGED", ""}};
    for (const Found& found : all) {
        const auto count = [](std::uint64_t number) {
            return number == 0 ? std::string("-") : countText(number);
        };
        const hub::ModelFacts& facts = found.facts;
        rows.push_back({found.info.id, facts.modelType.empty() ? "-" : facts.modelType,
                        count(facts.parameters),
                        count(static_cast<std::uint64_t>(found.info.downloads.value_or(0))),
                        std::to_string(found.info.likes.value_or(0)),
                        found.info.lastModified.substr(0, 10), notesOf(found)});
    }
    return table(rows, {2, 3, 4});
}

}  // namespace

ExitCode runSearch(const SearchOptions& options, const quince::Environment& environment,
                   const Output& output) {
    Result<HubAccess> hub = hubAccess(environment);
    if (!hub) {
        return output.fail(hub.error());
    }
    auto models = underLine([host = hub->host()] { return askingLook(host); },
                            [&](const StopToken& stop) { return searched(options, *hub, stop); });
    if (!models) {
        return output.fail(models.error());
    }
    const std::vector<Found> all = judged(*std::move(models), environment);
    Json list = Json::array();
    for (const Found& found : all) {
        list.push_back(jsonOf(found));
    }
    output.answer(output.json() ? jsonText(Json{{"models", list}}) : textOf(all));
    return ExitCode::ok;
}

}  // namespace cli
