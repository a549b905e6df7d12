#pragma once

#include "core/model/decoded_tensors.hpp"
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

    /// Before the rules: decodes what MLX cannot hold (8-bit floats), and gives integers of
    /// compressed-tensors MLX's names and form. Errors: mismatch.
    Status decode(TensorMap& tensors, DecodedTensors& decoded) const;

    /// After the rules: turns AWQ layers into MLX's own form. Errors: mismatch, unsupported.
    Status convert(TensorMap& tensors) const;

    /// The "quantization" object that the result's config.json starts from when some module is
    /// packed; null if none.
    [[nodiscard]] Json configEntry() const;

    /// How the module at `path` is packed, when its `scales` are in the checkpoint.
    [[nodiscard]] QuantSpec packedSpec(const std::string& path) const;

    /// Whether the linear layer at `path` holds 2-bit BitNet bytes.
    [[nodiscard]] bool isBitLinear(const std::string& path) const;

private:
    /// `packed`: one spec for all modules that are in MLX's form after decode() and the rules.
    enum class Kind { none, mlx, packed, awq, bitnet };

    Status readMethod();

    Kind m_kind = Kind::none;
    QuantSpec m_spec;
    Json m_config;
};

}  // namespace quince
