#include "core/model/model_config.hpp"

#include "core/base/file.hpp"

#include <cstdint>
#include <optional>

namespace quince {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t maxConfigBytes = 64'000'000;

const Json* member(const Json& object, const std::string& key) {
    if (!object.is_object()) {
        return nullptr;
    }
    const auto found = object.find(key);
    return found == object.end() ? nullptr : &*found;
}

/// Python's bool(value).
bool isTruthy(const Json& value) {
    if (value.is_boolean()) {
        return value.get<bool>();
    }
    if (value.is_number()) {
        return value.get<double>() != 0.0;
    }
    if (value.is_string()) {
        return !value.get_ref<const std::string&>().empty();
    }
    return !value.empty();  // null, [] and {} are empty
}

/// A generation_config.json that is not there or broken changes nothing, as in mlx-lm.
Json generationConfig(const fs::path& folder) {
    const Result<std::string> text =
        readWholeFile(folder / "generation_config.json", maxConfigBytes);
    if (!text) {
        return Json::object();
    }
    Result<Json> generation = parseJson(*text, "generation_config.json");
    return generation && generation->is_object() ? std::move(*generation) : Json::object();
}

void takeEosTokens(Json& config, const Json& generation) {
    const Json* tokens = member(generation, "eos_token_id");
    if (tokens != nullptr && isTruthy(*tokens)) {
        config["eos_token_id"] = *tokens;
    }
}

/// mlx_vlm/utils.py, load_config
Json withGeneration(Json config, const Json& generation) {
    if (generation.empty()) {
        return config;
    }
    config["generation_config"] = generation;
    for (const char* key : {"eos_token_id", "temperature", "top_p", "top_k", "do_sample"}) {
        if (generation.contains(key)) {
            config[key] = generation[key];
        }
    }
    return config;
}

/// mlx_lm/utils.py, load_model: a wrapped model's own entry counts for the whole, also when saved.
void liftQuantization(Json& config) {
    const Json* textConfig = member(config, "text_config");
    const Json* inner =
        textConfig == nullptr ? nullptr : member(*textConfig, "quantization_config");
    if (inner != nullptr && !config.contains("quantization_config")) {
        Json copy = *inner;  // the assignment below may move what `inner` points to
        config["quantization_config"] = std::move(copy);
    }
}

/// A word of the config fit for a sentence.
std::string word(const Json* value) {
    constexpr std::size_t longest = 40;
    return value != nullptr && value->is_string()
               ? value->get_ref<const std::string&>().substr(0, longest)
               : std::string();
}

std::optional<std::int64_t> wholeNumber(const Json* value) {
    if (value == nullptr || !value->is_number_integer()) {
        return std::nullopt;
    }
    return value->get<std::int64_t>();
}

std::optional<std::int64_t> bitsOf(const Json& quantization) {
    for (const char* key : {"bits", "w_bit", "num_bits"}) {
        if (const auto bits = wholeNumber(member(quantization, key))) {
            return bits;
        }
    }
    for (const auto& [key, bits] : {std::pair{"load_in_4bit", 4}, std::pair{"load_in_8bit", 8}}) {
        const Json* flag = member(quantization, key);
        if (flag != nullptr && isTruthy(*flag)) {
            return bits;
        }
    }
    // compressed-tensors: {"config_groups": {"group_0": {"weights": {"num_bits": 4}}}}
    const Json* groups = member(quantization, "config_groups");
    if (groups != nullptr && groups->is_object() && !groups->empty()) {
        const Json* weights = member(*groups->begin(), "weights");
        return weights == nullptr ? std::nullopt : wholeNumber(member(*weights, "num_bits"));
    }
    return std::nullopt;
}

std::string withBits(std::string method, std::optional<std::int64_t> bits) {
    return bits ? std::move(method) + " " + std::to_string(*bits) + "-bit" : method;
}

}  // namespace

const Json* ModelConfig::find(const std::string& key) const {
    return member(m_json, key);
}

std::string ModelConfig::text(const std::string& key) const {
    const Json* value = find(key);
    return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

Result<ModelConfig> loadModelConfig(const fs::path& folder) {
    const fs::path path = folder / "config.json";
    const Result<std::string> text = readWholeFile(path, maxConfigBytes);
    if (!text) {
        return text.error();
    }
    Result<Json> json = parseJson(*text, "config.json");
    if (!json) {
        Error error = std::move(json).error();
        error.path = path;
        return error;
    }
    if (!json->is_object()) {
        return Error{ErrorCode::malformed, "config.json is not an object", path};
    }
    const Json generation = generationConfig(folder);
    Json visionJson = withGeneration(*json, generation);
    takeEosTokens(*json, generation);
    liftQuantization(*json);
    return ModelConfig(std::move(*json), std::move(visionJson));
}

bool isQuantizedByMlx(const ModelConfig& config) {
    const Json* quantization = config.find("quantization");
    return quantization != nullptr && member(*quantization, "bits") != nullptr &&
           member(*quantization, "group_size") != nullptr;
}

std::string quantizationText(const ModelConfig& config) {
    if (isQuantizedByMlx(config)) {
        const Json& quantization = *config.find("quantization");
        const std::string mode = word(member(quantization, "mode"));
        return mode.empty() || mode == "affine" ? withBits("mlx", bitsOf(quantization))
                                                : "mlx " + mode;
    }
    const Json* quantization = config.find("quantization_config");
    if (quantization == nullptr || !quantization->is_object() || quantization->empty()) {
        return {};
    }
    const std::string method = word(member(*quantization, "quant_method"));
    if (method == "fp8" || method == "mxfp4") {
        return method;  // the name tells the bits
    }
    return withBits(method.empty() ? "unknown method" : method, bitsOf(*quantization));
}

}  // namespace quince
