#pragma once

#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace quince {

/// The sums of squares of the inputs of one linear layer.
struct InputSquares {
    std::vector<double> sums;  ///< for each column
    std::uint64_t tokens = 0;
};

/// By the path of the module, "model.layers.0.mlp.up_proj".
using Importance = std::map<std::string, InputSquares>;

/// Adds inputs x [tokens][columns]. Errors: stopped.
Status addInputs(const float* x, std::size_t tokens, std::size_t columns, unsigned workers,
                 const StopToken& stop, InputSquares& squares);

/// What llama.cpp calls the module's weight ("blk.0.ffn_up.weight"), or empty. A tied head has the
/// name of the embeddings, "token_embd.weight", as the tensor that llama.cpp multiplies by.
/// Source: llama.cpp, gguf-py/gguf/tensor_mapping.py.
[[nodiscard]] std::string ggufNameOf(const std::string& path);

/// What an imatrix tells of its making.
struct ImportanceOrigin {
    std::string dataset;  ///< name of the text file
    std::uint32_t chunks = 0;
    std::uint32_t chunkTokens = 0;
};

/// The bytes of llama.cpp's imatrix in its GGUF form (llama.cpp, tools/imatrix/imatrix.cpp): for
/// each layer NAME.in_sum2, F32 [1][columns], and NAME.counts, F32 [1][1], whose quotient is the
/// mean square of each column. Layers without a name there are left out.
[[nodiscard]] std::string imatrixBytes(const Importance& importance,
                                       const ImportanceOrigin& origin);

}  // namespace quince
