#include "core/base/file.hpp"
#include "core/model/cache_repo.hpp"
#include "core/model/json_text.hpp"

namespace quince {
namespace {

constexpr std::uint64_t largestConfig = 16U << 20U;

std::string dtypeOf(const Json& config) {
    for (const char* key : {"torch_dtype", "dtype"}) {
        if (std::string dtype = stringAt(config, key); !dtype.empty()) {
            return dtype.starts_with("torch.") ? dtype.substr(6) : dtype;
        }
    }
    const auto text = config.find("text_config");
    return text != config.end() && text->is_object() ? dtypeOf(*text) : std::string();
}

}  // namespace

ConfigSummary summarizeConfig(const std::filesystem::path& folder,
                              std::vector<std::string>& warnings) {
    ConfigSummary summary;
    const Result<std::string> text = readWholeFile(folder / "config.json", largestConfig);
    if (!text) {
        return summary;  // a missing one is already among the missing files
    }
    const Result<Json> parsed = parseJson(*text, "config.json");
    if (!parsed || !parsed->is_object()) {
        warnings.emplace_back("config.json is not a JSON object");
        return summary;
    }
    const Json& config = *parsed;
    summary.modelType = stringAt(config, "model_type");
    summary.dtype = dtypeOf(config);
    if (const auto found = config.find("quantization");
        found != config.end() && found->is_object()) {
        summary.isMlx = true;
        const auto bits = found->find("bits");
        summary.mlxBits = bits != found->end() && bits->is_number_unsigned() ? bits->get<int>() : 0;
    }
    if (const auto found = config.find("quantization_config"); found != config.end()) {
        summary.quantMethod = stringAt(*found, "quant_method");
    }
    const auto names = config.find("architectures");
    if (names != config.end() && names->is_array() && !names->empty() &&
        names->front().is_string()) {
        summary.architecture = names->front().get<std::string>();
    }
    return summary;
}

}  // namespace quince
