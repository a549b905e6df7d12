#pragma once

#include "hub/model_info.hpp"

#include <quince/architecture.hpp>
#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace hub {

class HubApi;

enum class Support {
    yes,      ///< of a type that Quince knows, with safetensors weights
    no,       ///< `why` says what stands against it
    unknown,  ///< the Hub does not tell the type: only config.json will
};

/// What can be said of a model by what the Hub tells of it, before a file of it is read. Empty and
/// 0: not told.
struct ModelFacts {
    Support support = Support::unknown;
    std::string why;           ///< a sentence; empty unless `support` is no
    std::string modelType;     ///< config.json's model_type
    std::string dtype;         ///< of most parameters, as safetensors names it: "BF16"
    std::string quantization;  ///< how the weights are quantized: "fp8", "awq", "mlx 4-bit"
    std::uint64_t parameters = 0;
    std::string license;  ///< as the Hub has it: "apache-2.0", "other"
    bool isMlx = false;   ///< converted already
    bool isGated = false;
    bool isPrivate = false;
};

[[nodiscard]] ModelFacts factsOf(const ModelInfo& model,
                                 const quince::ArchitectureLibrary& library);

/// What others have made of `id` for MLX, most downloaded first; at most `limit`. By what their
/// cards say. For the thread of `api`. Errors: of HubApi::search.
quince::Result<std::vector<ModelInfo>> mlxConversionsOf(HubApi& api, const std::string& id,
                                                        int limit, const quince::StopToken& stop);

}  // namespace hub
