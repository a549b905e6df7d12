#include "core/evaluate/dense_shape.hpp"

#include "core/model/model_config.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

namespace quince {
namespace {

/// Above these no model is known; they keep products far from overflow.
constexpr std::size_t largest = std::size_t{1} << 24;
constexpr std::size_t mostLayers = 4096;

Error unsupported(const std::string& what) {
    return {ErrorCode::unsupported, "Quince cannot evaluate " + what, {}};
}

bool isSet(const ModelConfig& config, const char* key) {
    const Json* value = config.find(key);
    return value != nullptr && !value->is_null() && *value != Json(false) && *value != Json(0) &&
           *value != Json(0.0);
}

/// A whole number from 1 to `most`, or `otherwise` when it is not there.
Result<std::size_t> sizeAt(const ModelConfig& config, const char* key, std::size_t most,
                           std::optional<std::size_t> otherwise = {}) {
    const Json* value = config.find(key);
    if ((value == nullptr || value->is_null()) && otherwise) {
        return *otherwise;
    }
    if (value == nullptr || !value->is_number_integer() || value->get<std::int64_t>() < 1 ||
        value->get<std::uint64_t>() > most) {
        return Error{
            ErrorCode::malformed, std::string("config.json has no usable \"") + key + "\"", {}};
    }
    return value->get<std::size_t>();
}

/// What other models of these kinds have, or what would change the arithmetic.
Status refuseUnknown(const ModelConfig& config) {
    const std::string type = config.text("model_type");
    constexpr std::array<std::string_view, 4> known{"llama", "mistral", "qwen2", "qwen3"};
    if (std::find(known.begin(), known.end(), type) == known.end()) {
        return unsupported("models of type \"" + type +
                           "\"; it knows llama, mistral, qwen2 and qwen3");
    }
    const std::string activation = config.text("hidden_act");
    if (!activation.empty() && activation != "silu" && activation != "swish") {
        return unsupported("models with the activation \"" + activation + "\"");
    }
    constexpr std::array<const char*, 14> changing{
        "rope_traditional",      "attn_logit_softcapping", "final_logit_softcapping",
        "logit_scale",           "logits_scaling",         "embedding_multiplier",
        "attention_multiplier",  "residual_multiplier",    "num_experts",
        "num_local_experts",     "no_rope_layers",         "dual_chunk_attention_config",
        "query_pre_attn_scalar", "use_parallel_residual"};
    for (const char* key : changing) {
        if (isSet(config, key)) {
            return unsupported(std::string("models with \"") + key + "\"");
        }
    }
    const Json* rotary = config.find("partial_rotary_factor");
    if (rotary != nullptr && rotary->is_number() && rotary->get<double>() != 1.0) {
        return unsupported("models that turn only a part of each head (partial_rotary_factor)");
    }
    return {};
}

/// transformers: mistral slides in all layers, qwen2 and qwen3 as use_sliding_window and
/// max_window_layers say, and layer_types wins over both. (mlx-lm slides in llama.py with
/// layer_types only, so that beyond the window it computes something else.)
Result<std::vector<std::size_t>> windowsOf(const ModelConfig& config, std::size_t layers) {
    std::vector<std::size_t> windows(layers, 0);
    const std::string type = config.text("model_type");
    const bool isQwen = type.starts_with("qwen");
    const Json* types = config.find("layer_types");
    const bool byTypes = types != nullptr && types->is_array();
    if (!isSet(config, "sliding_window") || (isQwen && !isSet(config, "use_sliding_window")) ||
        (type == "llama" && !byTypes)) {
        return windows;
    }
    const Result<std::size_t> window = sizeAt(config, "sliding_window", largest);
    if (!window) {
        return window.error();
    }
    constexpr std::size_t usualFirst = 28;  // transformers, Qwen2Config and Qwen3Config
    const Json* given = config.find("max_window_layers");
    const std::size_t first =
        !isQwen ? 0
                : (given != nullptr && given->is_number_unsigned() ? given->get<std::size_t>()
                                                                   : usualFirst);
    if (byTypes && types->size() != layers) {
        return Error{ErrorCode::malformed,
                     "config.json has " + std::to_string(types->size()) + " layer_types for " +
                         std::to_string(layers) + " layers",
                     {}};
    }
    for (std::size_t layer = 0; layer < layers; ++layer) {
        if (byTypes && (*types)[layer] != "sliding_attention" &&
            (*types)[layer] != "full_attention") {
            return unsupported("layers of type " + (*types)[layer].dump());
        }
        const bool slides = byTypes ? (*types)[layer] == "sliding_attention" : layer >= first;
        windows[layer] = slides ? *window : 0;
    }
    return windows;
}

}  // namespace

Result<DenseShape> readDenseShape(const ModelConfig& config) {
    if (Status known = refuseUnknown(config); !known) {
        return std::move(known).error();
    }
    DenseShape shape;
    std::optional<Error> wrong;
    const auto read = [&](const char* key, std::size_t most, std::size_t& to,
                          std::optional<std::size_t> otherwise = {}) {
        const Result<std::size_t> size = sizeAt(config, key, most, otherwise);
        if (size) {
            to = *size;
        } else if (!wrong) {
            wrong = size.error();
        }
    };
    read("num_hidden_layers", mostLayers, shape.layers);
    read("hidden_size", largest, shape.hidden);
    read("intermediate_size", largest, shape.intermediate);
    read("num_attention_heads", largest, shape.heads);
    read("num_key_value_heads", largest, shape.keyHeads, shape.heads);
    read("vocab_size", largest, shape.vocabulary);
    read("max_position_embeddings", std::size_t{1} << 40, shape.maxContext, 0);
    if (wrong) {
        return *wrong;
    }
    // qwen2 has no head_dim of its own (transformers, Qwen2Config; mlx_lm/models/qwen2.py).
    read("head_dim", largest, shape.headSize, shape.hidden / shape.heads);
    if (config.text("model_type") == "qwen2") {
        shape.headSize = shape.hidden / shape.heads;
    }
    if (wrong) {
        return *wrong;
    }
    if (shape.headSize % 2 != 0 || shape.headSize == 0 || shape.heads % shape.keyHeads != 0) {
        return Error{ErrorCode::malformed,
                     "config.json has heads that do not fit: " + std::to_string(shape.heads) +
                         " of " + std::to_string(shape.headSize) + ", " +
                         std::to_string(shape.keyHeads) + " of keys",
                     {}};
    }
    const Json* epsilon = config.find("rms_norm_eps");
    if (epsilon == nullptr || !epsilon->is_number() || !(epsilon->get<double>() >= 0)) {
        return Error{ErrorCode::malformed, "config.json has no usable \"rms_norm_eps\"", {}};
    }
    shape.normEpsilon = epsilon->get<float>();
    Result<Rope> rope = readRope(config.json(), shape.headSize);
    if (!rope) {
        return std::move(rope).error();
    }
    shape.rope = *std::move(rope);
    Result<std::vector<std::size_t>> windows = windowsOf(config, shape.layers);
    if (!windows) {
        return std::move(windows).error();
    }
    shape.windows = *std::move(windows);
    return shape;
}

}  // namespace quince
