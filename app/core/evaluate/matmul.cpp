#include "core/evaluate/matmul.hpp"

#include "core/kernels/simd_config.hpp"

#include <algorithm>
#include <cstddef>

// clang-format off: the order is Highway's
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/evaluate/matmul.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace quince {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Lanes = hn::ScalableTag<float>;
using Vector = hn::Vec<Lanes>;

constexpr std::size_t lanes = hn::MaxLanes(Lanes());
/// A tile is two vectors of rows by so many tokens: 24 sums where there are 32 registers, else 12.
constexpr std::size_t tileTokens = (HWY_MAX_BYTES >= 64 || HWY_ARCH_ARM_A64) ? 12 : 6;
constexpr std::size_t panel = 2 * lanes;
/// Columns of one run: of a panel they stay in the first cache, of the tokens in the second.
constexpr std::size_t runColumns = 256;

std::size_t rowsOfPanel() {
    return panel;
}

/// y[tokens][panel] (+)= x[tokens][columns] * panel. `rows` of the panel are stored.
template <std::size_t tokens>
HWY_INLINE void multiplyTile(const float* HWY_RESTRICT x, std::size_t xStride,
                             const float* HWY_RESTRICT packed, std::size_t columns,
                             std::size_t rows, float* HWY_RESTRICT y, std::size_t yStride,
                             bool add) {
    const Lanes d;
    Vector sums[tokens][2];
    for (std::size_t t = 0; t < tokens; ++t) {
        sums[t][0] = hn::Zero(d);
        sums[t][1] = hn::Zero(d);
    }
    for (std::size_t c = 0; c < columns; ++c) {
        const Vector low = hn::LoadU(d, packed + c * panel);
        const Vector high = hn::LoadU(d, packed + c * panel + lanes);
        for (std::size_t t = 0; t < tokens; ++t) {
            const Vector value = hn::Set(d, x[t * xStride + c]);
            sums[t][0] = hn::MulAdd(value, low, sums[t][0]);
            sums[t][1] = hn::MulAdd(value, high, sums[t][1]);
        }
    }
    for (std::size_t t = 0; t < tokens; ++t) {
        float* const to = y + t * yStride;
        if (rows == panel) {
            const Vector low = add ? hn::Add(hn::LoadU(d, to), sums[t][0]) : sums[t][0];
            const Vector high = add ? hn::Add(hn::LoadU(d, to + lanes), sums[t][1]) : sums[t][1];
            hn::StoreU(low, d, to);
            hn::StoreU(high, d, to + lanes);
            continue;
        }
        HWY_ALIGN float made[panel];
        hn::Store(sums[t][0], d, made);
        hn::Store(sums[t][1], d, made + lanes);
        for (std::size_t r = 0; r < rows; ++r) {
            to[r] = add ? to[r] + made[r] : made[r];
        }
    }
}

using TileFunction = void (*)(const float*, std::size_t, const float*, std::size_t, std::size_t,
                              float*, std::size_t, bool);

template <std::size_t tokens>
void tileOf(const float* x, std::size_t xStride, const float* packed, std::size_t columns,
            std::size_t rows, float* y, std::size_t yStride, bool add) {
    multiplyTile<tokens>(x, xStride, packed, columns, rows, y, yStride, add);
}

/// For what is left over at the end of the tokens.
TileFunction tileFor(std::size_t tokens) {
    constexpr TileFunction few[] = {
        nullptr,
        tileOf<1>,
        tileOf<2>,
        tileOf<3>,
        tileOf<4>,
        tileOf<5>,
        tileOf<6>
#if HWY_MAX_BYTES >= 64 || HWY_ARCH_ARM_A64
        ,
        tileOf<7>,
        tileOf<8>,
        tileOf<9>,
        tileOf<10>,
        tileOf<11>,
        tileOf<12>
#endif
    };
    return few[tokens];
}

void multiplyAll(const Multiplication& what) {
    for (std::size_t c = 0; c < what.columns; c += runColumns) {
        const std::size_t columns = std::min(runColumns, what.columns - c);
        const bool add = what.add || c > 0;
        for (std::size_t r = 0; r < what.rows; r += panel) {
            const float* const packed = what.packed + r * what.packedColumns + c * panel;
            const std::size_t rows = std::min(panel, what.rows - r);
            for (std::size_t t = 0; t < what.tokens; t += tileTokens) {
                const TileFunction tile = tileFor(std::min(tileTokens, what.tokens - t));
                tile(what.x + t * what.xStride + c, what.xStride, packed, columns, rows,
                     what.y + t * what.yStride + r, what.yStride, add);
            }
        }
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace quince
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace quince {

HWY_EXPORT(rowsOfPanel);
HWY_EXPORT(multiplyAll);

std::size_t panelRows() {
    return HWY_DYNAMIC_DISPATCH(rowsOfPanel)();
}

std::size_t packedFloats(std::size_t rows, std::size_t columns) {
    const std::size_t panel = panelRows();
    return (rows + panel - 1) / panel * panel * columns;
}

void packRows(const float* w, std::size_t stride, std::size_t rows, std::size_t columns,
              float* packed) {
    constexpr std::size_t block = 16;  // columns: a line of cache of each row at a time
    const std::size_t panel = panelRows();
    for (std::size_t first = 0; first < rows; first += panel, packed += panel * columns) {
        const std::size_t count = std::min(panel, rows - first);
        for (std::size_t c = 0; c < columns; c += block) {
            const std::size_t end = std::min(columns, c + block);
            for (std::size_t r = 0; r < count; ++r) {
                const float* const row = w + (first + r) * stride;
                for (std::size_t i = c; i < end; ++i) {
                    packed[i * panel + r] = row[i];
                }
            }
            for (std::size_t i = c; i < end; ++i) {
                std::fill(packed + i * panel + count, packed + (i + 1) * panel, 0.0F);
            }
        }
    }
}

void packTransposed(const float* wt, std::size_t stride, std::size_t rows, std::size_t columns,
                    float* packed) {
    const std::size_t panel = panelRows();
    for (std::size_t first = 0; first < rows; first += panel) {
        const std::size_t count = std::min(panel, rows - first);
        for (std::size_t c = 0; c < columns; ++c, packed += panel) {
            std::copy_n(wt + c * stride + first, count, packed);
            std::fill(packed + count, packed + panel, 0.0F);
        }
    }
}

void multiply(const Multiplication& what) {
    if (what.tokens > 0 && what.rows > 0) {
        HWY_DYNAMIC_DISPATCH(multiplyAll)(what);
    }
}

}  // namespace quince

#endif  // HWY_ONCE
