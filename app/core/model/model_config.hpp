#pragma once

#include "core/model/json_text.hpp"

#include <quince/checkpoint.hpp>
#include <quince/result.hpp>

#include <filesystem>
#include <string>
#include <utility>

namespace quince {

/// config.json as a value: an object whose keys keep their order.
class ModelConfig {
public:
    /// REQUIRES: an object
    explicit ModelConfig(Json json) : m_json(std::move(json)), m_visionJson(m_json) {}
    /// REQUIRES: two objects
    ModelConfig(Json json, Json visionJson)
        : m_json(std::move(json)), m_visionJson(std::move(visionJson)) {}

    /// As mlx-lm starts from it.
    [[nodiscard]] const Json& json() const { return m_json; }
    /// As mlx-vlm starts from it.
    [[nodiscard]] const Json& visionJson() const { return m_visionJson; }
    /// The value of a key at the top level; null if it is not there.
    [[nodiscard]] const Json* find(const std::string& key) const;
    /// A string at the top level; empty if it is not there or no string.
    [[nodiscard]] std::string text(const std::string& key) const;

private:
    Json m_json;
    Json m_visionJson;
};

/// config.json of a model folder, with what mlx-lm's load_config and load_model put into it: a
/// generation_config.json's eos_token_id replaces its own, and a text_config's
/// quantization_config is copied to the top level. Errors: notFound, io, malformed.
Result<ModelConfig> loadModelConfig(const std::filesystem::path& folder);

/// How config.json says the weights are quantized, in a few words: "fp8", "awq 4-bit",
/// "mlx 4-bit"; empty if it does not.
std::string quantizationText(const ModelConfig& config);

/// The config carries MLX's own quantization, so the weights are packed as MLX does.
bool isQuantizedByMlx(const ModelConfig& config);

}  // namespace quince
