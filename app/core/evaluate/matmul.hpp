#pragma once

#include <cstddef>

namespace quince {

// The product of activations and weights in F32, y = x * w^T, on one thread. Sums run over the
// columns in order, in runs of a few hundred that are added up; with fused multiply-add where the
// CPU has it, so that the last bits differ between kinds of CPU.

/// Weights in the order that multiply() reads them: panels of panelRows() rows; in each panel the
/// first column of all its rows, then the second, and so on. Rows missing to a full panel are 0.
[[nodiscard]] std::size_t panelRows();

/// Floats that a packed matrix takes.
[[nodiscard]] std::size_t packedFloats(std::size_t rows, std::size_t columns);

/// Packs w[rows][columns], whose rows begin `stride` floats after each other.
void packRows(const float* w, std::size_t stride, std::size_t rows, std::size_t columns,
              float* packed);

/// The same from the transposed matrix: wt[columns][rows].
void packTransposed(const float* wt, std::size_t stride, std::size_t rows, std::size_t columns,
                    float* packed);

struct Multiplication {
    const float* x = nullptr;  ///< [tokens][columns]
    std::size_t xStride = 0;
    std::size_t tokens = 0;
    const float* packed = nullptr;  ///< packed rows, the first panel to use
    std::size_t packedColumns = 0;  ///< of the packed matrix
    std::size_t columns = 0;        ///< the first so many of these are used
    std::size_t rows = 0;
    float* y = nullptr;  ///< [tokens][rows]
    std::size_t yStride = 0;
    bool add = false;  ///< to what y holds
};

void multiply(const Multiplication& what);

}  // namespace quince
