#include "hub/model_facts.hpp"

#include "hub/hub_api.hpp"

#include <algorithm>
#include <string_view>

namespace hub {
namespace {

bool hasTag(const ModelInfo& model, std::string_view tag) {
    return std::find(model.tags.begin(), model.tags.end(), tag) != model.tags.end();
}

bool isMlx(const ModelInfo& model) {
    return model.libraryName == "mlx" || hasTag(model, "mlx");
}

/// The Hub gives a model its type as a tag, among others. One that is known is the type.
std::string modelTypeOf(const ModelInfo& model, const quince::ArchitectureLibrary& library) {
    if (!model.modelType.empty()) {
        return model.modelType;
    }
    const auto known = std::find_if(model.tags.begin(), model.tags.end(),
                                    [&](const std::string& tag) { return library.knows(tag); });
    return known != model.tags.end() ? *known : std::string();
}

std::string dtypeOf(const ModelInfo& model) {
    const auto most = std::max_element(
        model.parameters.begin(), model.parameters.end(),
        [](const auto& left, const auto& right) { return left.second < right.second; });
    return most != model.parameters.end() ? most->first : std::string();
}

std::uint64_t parametersOf(const ModelInfo& model) {
    std::int64_t total = model.totalParameters.value_or(0);
    for (const auto& [dtype, count] : model.parameters) {
        total += model.totalParameters ? 0 : count;
    }
    return static_cast<std::uint64_t>(std::max<std::int64_t>(total, 0));
}

std::string bitsOf(const ModelInfo& model) {
    for (const char* bits : {"2-bit", "3-bit", "4-bit", "5-bit", "6-bit", "8-bit"}) {
        if (hasTag(model, bits)) {
            return bits;
        }
    }
    return {};
}

/// The Hub's tags for it (tasks of its quantization_config), or by the dtype.
std::string quantizationOf(const ModelInfo& model, const std::string& dtype) {
    const std::string bits = bitsOf(model);
    if (isMlx(model)) {
        return bits.empty() ? bits : "mlx " + bits;
    }
    for (const char* method : {"gptq", "awq", "fp8", "mxfp4", "nvfp4", "compressed-tensors",
                               "bitsandbytes", "bitnet", "hqq", "aqlm", "gguf"}) {
        if (hasTag(model, method)) {
            return method;
        }
    }
    return dtype.starts_with("F8") ? "fp8" : bits;
}

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) {
        text += (text.empty() ? "" : ", ") + name;
    }
    return text;
}

void judge(const ModelInfo& model, const quince::ArchitectureLibrary& library, ModelFacts& facts) {
    if (!facts.modelType.empty() && !library.knows(facts.modelType)) {
        const std::vector<std::string> nearest = library.nearest(facts.modelType);
        facts.support = Support::no;
        facts.why = "Quince does not know the model type " + facts.modelType +
                    (nearest.empty() ? "." : "; the nearest are " + listed(nearest) + ".");
    } else if (!model.tags.empty() && !hasTag(model, "safetensors")) {
        facts.support = Support::no;
        facts.why = hasTag(model, "gguf") ? "Its weights are GGUF; Quince reads safetensors."
                                          : "It has no safetensors weights.";
    } else if (!facts.modelType.empty()) {
        facts.support = Support::yes;
    }
}

}  // namespace

ModelFacts factsOf(const ModelInfo& model, const quince::ArchitectureLibrary& library) {
    ModelFacts facts;
    facts.modelType = modelTypeOf(model, library);
    facts.dtype = dtypeOf(model);
    facts.quantization = quantizationOf(model, facts.dtype);
    facts.parameters = parametersOf(model);
    facts.license = model.license;
    facts.isMlx = isMlx(model);
    facts.isGated = model.gate != Gate::open;
    facts.isPrivate = model.isPrivate;
    judge(model, library, facts);
    return facts;
}

quince::Result<std::vector<ModelInfo>> mlxConversionsOf(HubApi& api, const std::string& id,
                                                        int limit, const quince::StopToken& stop) {
    SearchQuery query;
    query.filters = {"mlx", "base_model:quantized:" + id};
    query.limit = limit;
    quince::Result<SearchPage> page = api.search(query, stop);
    if (!page) {
        return std::move(page).error();
    }
    return std::move(page->models);
}

}  // namespace hub
