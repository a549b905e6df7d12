#pragma once

#include <quince/architecture.hpp>

#include <cstdint>

namespace quince {

/// How much the noise of a matrix matters for what the model says, beside that of an ordinary one.
///
///     output head, tied embeddings   4      measured on a trained 3-million-weight Llama: noise of
///     token embeddings               2      head and embeddings raised the KL of the logits 4
///     times
///                                           as much as that of other matrices; llama.cpp keeps
///                                           output.weight at 6 bits in its 4-bit mixtures, token
///                                           embeddings at 4 (src/llama-quant.cpp)
///     v_proj, down_proj              1.5    mlx-lm's mixed recipes give these more bits
///                                           (mlx_lm/convert.py), as do llama.cpp's K_M mixtures
///     k_proj                         1.25   1.2 measured as above; small where heads share it
///     routers                        8      a wrong expert is more than noise; oMLX keeps them
///     shared experts                 2      every token passes; oMLX gives them more bits
///     first and last eighth          x1.25  mlx-lm's mixed recipes; 1.2 measured for the first
///     the rest                       1
[[nodiscard]] double damageWeight(const ModelModule& module, std::uint64_t layers, bool tied);

/// Whether the embeddings serve as the output head, too.
[[nodiscard]] bool hasTiedHead(const Blueprint& blueprint);

}  // namespace quince
