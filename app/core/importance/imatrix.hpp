#pragma once

#include "core/base/file.hpp"

#include <quince/importance.hpp>

#include <cstdint>
#include <string_view>

namespace quince {

/// The older form of llama.cpp's tools/imatrix, little-endian:
///
///     i32 entries, then for each: i32 length, name, i32 calls, i32 values, values of F32
///     then what is not needed here: i32 chunk, i32 length, name of the text
///
/// A value is the mean square times the number of calls.
/// Errors: malformed, io.
[[nodiscard]] Status readImatrixDat(const File& file, std::uint64_t bytes, ImportanceData& data);

/// The form since 2025: a GGUF file of `general.type` imatrix with tensors NAME.in_sum2
/// [matrices, columns] and NAME.counts [matrices, 1], both F32. A mean square is their quotient;
/// without counts 1. Errors: malformed, unsupported, io.
[[nodiscard]] Status readImatrixGguf(const File& file, std::uint64_t bytes, ImportanceData& data);

/// A folder of safetensors files, or one. Errors: as readImportance.
[[nodiscard]] Status readActivations(const std::filesystem::path& path, const StopToken& stop,
                                     ImportanceData& data);

/// "blk.0.attn_q.weight" -> "blk.0.attn_q"
[[nodiscard]] std::string withoutWeight(std::string_view name);

/// Gives unused columns a thousandth of the mean of their matrix, by adding it to all; matrices
/// that nothing went into count 1 in all columns. Entries of several matrices have it already.
/// REQUIRES: `matrices` divides the number of values.
[[nodiscard]] MeanSquares raised(const MeanSquares& squares, std::uint64_t matrices);

/// Adds an entry after a check of its numbers; if it says that it is of several matrices it is
/// raised() here, so that all who use it share its memory. A second entry of a name is refused.
/// Errors: malformed.
[[nodiscard]] Status addEntry(ImportanceData& data, const std::string& name, std::uint64_t matrices,
                              std::vector<float> values);

}  // namespace quince
