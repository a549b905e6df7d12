#pragma once

#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace quince {

struct ConversionPlan;

// How much each input of a matrix counts, measured by running the model on text: the mean square
// of what went in. The method `refined` weighs the errors of columns by it.

/// The mean squares of the inputs of one matrix, or of each matrix of a stack.
struct MeanSquares {
    std::uint64_t matrices = 1;
    std::shared_ptr<const std::vector<float>> values;  ///< [matrices * columns], finite
};

/// What a file or folder holds, by its own names without ".weight". Immutable; shared freely.
struct ImportanceData {
    std::filesystem::path path;
    /// Those of 1 matrix are as they were measured, at least 0: some files keep a stack as one
    /// matrix, and only the model tells how many it is of. Others are above 0.
    std::map<std::string, MeanSquares> entries;
    std::string hash;  ///< of names and values, whatever the format: 32 hexadecimal digits
};

/// Reads one of
///
/// - an imatrix of llama.cpp, the older binary form and GGUF (`general.type` imatrix); names as in
///   GGUF: "blk.0.attn_q". Experts without data count 1, as llama.cpp has it;
/// - a folder of safetensors files, or one such file: each tensor is named like a module of the
///   model, by its path in MLX or in the checkpoint ("model.layers.0.self_attn.q_proj", with or
///   without ".weight"), and holds floats: inputs [tokens, columns] of a text, or mean squares
///   [columns] already. Of a stack of experts each has its own name in the checkpoint, or
///   [experts, 1, columns] holds the mean squares of all.
///
/// Every size is checked against the file before memory is taken for it, and all of them together.
/// Errors: notFound, io, malformed (numbers that are negative or not finite too), unsupported,
/// stopped.
[[nodiscard]] Result<std::shared_ptr<const ImportanceData>> readImportance(
    const std::filesystem::path& path, const StopToken& stop);

/// The importance of one tensor's columns: values of matrix m of a stack at m * columns, all above
/// 0: columns that were never used count a thousandth of the mean of their matrix, so that their
/// weights stay sensible.
struct TensorImportance {
    MeanSquares squares;
    std::uint64_t columns = 0;
    std::uint64_t matrixWeights = 0;  ///< of one matrix of the stack
};

/// What a plan uses of it. Immutable.
struct PlanImportance {
    /// By tensor of the blueprint, also of those that the plan does not quantize: other plans of
    /// the model may share it. No values: all alike.
    std::vector<TensorImportance> tensors;
    std::array<std::uint64_t, 2> hash{};  ///< of all of it
};

/// Finds the plan's matrices in `data` and lets the plan use it. What came of it is told in the
/// plan's problems: how many matrices have data; a warning where the method takes no notice of it;
/// an error where rows have another length under a matrix's own name or nothing at all fits, which
/// is another model's data,
/// and where the recipe was made with other data (Recipe::importanceHash). Otherwise the plan's
/// recipe knows the hash afterwards.
void useImportance(ConversionPlan& plan, const std::shared_ptr<const ImportanceData>& data);

}  // namespace quince
