#pragma once

#include <quince/architecture.hpp>

#include <string>
#include <vector>

namespace quince {

/// Names under which an imatrix of llama.cpp may have the inputs of a module, the best first:
/// "model.layers.3.self_attn.q_proj" is "blk.3.attn_q"; and where that is missing one of another
/// matrix with the same inputs ("blk.3.attn_k"). Empty: llama.cpp has no name for it. Embeddings
/// have inputs of their own only where they are the model's head too: `isHeadToo`.
[[nodiscard]] std::vector<std::string> ggufNames(const ModelModule& module, bool isHeadToo = false);

/// The name of one expert in older files: "blk.3.ffn_gate.7" of "blk.3.ffn_gate_exps".
[[nodiscard]] std::string ggufExpertName(const std::string& stackName, std::uint64_t expert);

}  // namespace quince
