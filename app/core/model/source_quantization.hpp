#pragma once

#include "core/model/tensor_map.hpp"
#include "core/model/truthy.hpp"

#include <quince/recipe.hpp>
#include <quince/result.hpp>

#include <optional>
#include <string>

namespace quince {

/// How the checkpoint itself is quantized, as config.json says. What mlx-lm's load_model does
/// with it (mlx_lm/utils.py) is done here for every architecture alike.
class SourceQuantization {
public:
    /// Reads `quantization` (MLX) or `quantization_config` (others). Errors: unsupported, with
    /// the method's name; malformed.
    static Result<SourceQuantization> read(const Json& config);

    /// Turns the tensors of formats that MLX can hold into MLX's own (AWQ), after the rules.
    /// Errors: mismatch, unsupported.
    Status convert(TensorMap& tensors) const;

    /// The "quantization" object that the result's config.json starts from; null if none.
    [[nodiscard]] Json configEntry() const;

    /// How the module at `path` is packed, when its `scales` are in the checkpoint.
    [[nodiscard]] QuantSpec packedSpec(const std::string& path) const;

    /// Whether the linear layer at `path` holds 2-bit BitNet bytes.
    [[nodiscard]] bool isBitLinear(const std::string& path) const;

private:
    enum class Kind { none, mlx, awq, bitnet };
    Kind m_kind = Kind::none;
    QuantSpec m_spec;
    Json m_config;
};

}  // namespace quince
