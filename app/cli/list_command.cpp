#include "cli/commands.hpp"
#include "cli/json_text.hpp"
#include "cli/text.hpp"

#include <quince/hf_cache.hpp>

namespace cli {

using quince::CachedModel;
using quince::CacheRoot;
using quince::ModelState;

namespace {

std::string_view stateName(ModelState state) {
    switch (state) {
        case ModelState::complete:
            return "complete";
        case ModelState::incomplete:
            return "incomplete";
        case ModelState::downloading:
            return "downloading";
        case ModelState::noWeights:
            return "noWeights";
        case ModelState::undecided:
            return "undecided";
        case ModelState::absent:
            return "absent";
    }
    return "absent";
}

std::string stateWords(const CachedModel& model) {
    switch (model.state) {
        case ModelState::complete:
            return model.config.isMlx ? "already MLX" : "";
        case ModelState::incomplete:
            return "incomplete: " + std::to_string(model.missing.size()) +
                   (model.missing.size() == 1 ? " file missing" : " files missing") +
                   (model.hasAllWeights ? ", all weights are there" : "");
        case ModelState::downloading:
            return "downloading";
        case ModelState::noWeights:
            return "no safetensors weights";
        case ModelState::undecided:
            return "several revisions: name one as MODEL@REVISION";
        case ModelState::absent:
            return "nothing downloaded";
    }
    return "";
}

Json jsonOf(const CachedModel& model) {
    Json json{{"id", model.repoId},
              {"kind", model.kind == quince::ModelKind::cache ? "cache" : "folder"},
              {"folder", pathText(model.folder)},
              {"state", stateName(model.state)},
              {"has_all_weights", model.hasAllWeights},
              {"bytes", model.bytes},
              {"current_bytes", model.currentBytes},
              {"model_type", model.config.modelType},
              {"dtype", model.config.dtype},
              {"quantization", model.config.quantMethod},
              {"is_mlx", model.config.isMlx},
              {"missing", model.missing},
              {"warnings", model.warnings},
              {"revisions", Json::array()}};
    for (const quince::CachedRevision& revision : model.revisions) {
        json["revisions"].push_back({{"commit", revision.commit},
                                     {"refs", revision.refs},
                                     {"folder", pathText(revision.folder)},
                                     {"bytes", revision.bytes}});
    }
    return json;
}

std::string textOf(const std::vector<CachedModel>& models, const std::vector<CacheRoot>& roots) {
    if (models.empty()) {
        std::string text = "No models found in:\n";
        for (const CacheRoot& root : roots) {
            text += "  " + pathText(root.folder) + "  (" + root.why + ")\n";
        }
        return text;
    }
    std::vector<std::vector<std::string>> rows{{"MODEL", "TYPE", "DTYPE", "SIZE", "STATE"}};
    for (const CachedModel& model : models) {
        const bool isFolder = model.kind == quince::ModelKind::folder;
        rows.push_back(
            {isFolder ? pathText(model.folder) : model.repoId, model.config.modelType,
             model.config.quantMethod.empty() ? model.config.dtype : model.config.quantMethod,
             bytesText(model.bytes), stateWords(model)});
    }
    return table(rows, {3});
}

}  // namespace

ExitCode runList(const ListOptions& options, const quince::Environment& environment,
                 const Output& output) {
    const std::vector<CacheRoot> roots = quince::cacheRoots(environment, {}, options.folders);
    const std::vector<CachedModel> models = quince::scanCache(roots, {});
    if (!output.json()) {
        output.answer(textOf(models, roots));
        return ExitCode::ok;
    }
    Json json{{"roots", Json::array()}, {"models", Json::array()}};
    for (const CacheRoot& root : roots) {
        json["roots"].push_back({{"folder", pathText(root.folder)}, {"why", root.why}});
    }
    for (const CachedModel& model : models) {
        json["models"].push_back(jsonOf(model));
    }
    output.answer(jsonText(json));
    return ExitCode::ok;
}

}  // namespace cli
