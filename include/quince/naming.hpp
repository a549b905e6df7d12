#pragma once

#include <quince/result.hpp>

#include <string>
#include <string_view>

namespace quince {

/// What a result's name is made of. Plain values; fields that do not apply stay empty or 0.
struct NameParts {
    std::string model;  ///< "Qwen3-8B"
    std::string org;    ///< "Qwen"
    std::string mode;   ///< "affine", "mxfp4", "nvfp4", "mxfp8"; empty: not quantized
    int bits = 0;
    int groupSize = 0;
    std::string mixed;  ///< "mixed_3_6"
    std::string dtype;  ///< "bfloat16"; of a quantized result only if the person chose one
};

/// What most users of MLX models know: `{model}-MLX-4bit`, as LM Studio's own models are called.
inline constexpr std::string_view defaultNameTemplate = "{model}-MLX-{quant}";

/// "4bit", "8bit", "4bit-gs32" (group unlike the mode's default), "mxfp4", "mixed-3-6", "bf16";
/// with a chosen dtype also "4bit-fp16".
[[nodiscard]] std::string quantLabel(const NameParts& parts);

/// Fills in {model} {org} {quant} {mode} {bits} {group} {dtype} {mixed}. The result obeys
/// validateModelName; a name that would be too long loses the end of {model}, not its label.
/// Errors: invalidArgument (an unknown placeholder, nothing left).
Result<std::string> resultName(std::string_view nameTemplate, const NameParts& parts);

/// Who to put the result under in LM Studio's <publisher>/<name>. The person's own name on the
/// Hub if signed in: that is who made it, and the path is then the repo id it would be uploaded
/// as. Else the source's organisation, which keeps models of equal name apart and is where
/// people look for them. Else "local". Never "mlx-community": that is a real organisation, and a
/// folder under its name would pass for its work and could meet a download of theirs.
[[nodiscard]] std::string suggestedPublisher(std::string_view hubUser, std::string_view sourceOrg);

/// The nearest name that obeys validateModelName; empty if nothing usable is left.
[[nodiscard]] std::string sanitizedName(std::string_view text);

}  // namespace quince
