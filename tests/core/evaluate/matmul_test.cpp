#include "core/evaluate/matmul.hpp"

#include "core/kernels/simd_targets.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace quince::test {
namespace {

/// Calls `body` once for each instruction set of this CPU.
template <typename Body>
void forEachTarget(const Body& body) {
    for (const std::string& target : simdTargets()) {
        SCOPED_TRACE(target);
        useSimdTarget(target);
        body();
    }
    useSimdTarget("");
}

std::vector<float> randomFloats(std::size_t count, unsigned seed) {
    std::mt19937 random(seed);
    std::vector<float> values(count);
    for (float& value : values) {
        value = static_cast<float>(random() % 2001) / 1000.0F - 1.0F;
    }
    return values;
}

/// One size: compares with sums in F64. `add` starts from values that are there.
void checkProduct(std::size_t tokens, std::size_t rows, std::size_t columns, bool add) {
    const std::vector<float> x = randomFloats(tokens * columns, 1);
    const std::vector<float> w = randomFloats(rows * columns, 2);
    const std::vector<float> before = randomFloats(tokens * rows, 3);
    std::vector<float> y = before;
    std::vector<float> packed(packedFloats(rows, columns), NAN);
    packRows(w.data(), columns, rows, columns, packed.data());

    multiply(
        {x.data(), columns, tokens, packed.data(), columns, columns, rows, y.data(), rows, add});

    for (std::size_t t = 0; t < tokens; ++t) {
        for (std::size_t r = 0; r < rows; ++r) {
            double sum = add ? static_cast<double>(before[t * rows + r]) : 0;
            for (std::size_t c = 0; c < columns; ++c) {
                sum += static_cast<double>(x[t * columns + c]) *
                       static_cast<double>(w[r * columns + c]);
            }
            const double bound = 1e-7 * static_cast<double>(columns + 1);
            ASSERT_NEAR(static_cast<double>(y[t * rows + r]), sum, bound) << t << ", " << r;
        }
    }
}

TEST(Multiply, IsRightForAllSizesOnEachTarget) {
    forEachTarget([] {
        for (const std::size_t tokens : {1, 2, 5, 6, 7, 11, 12, 13, 25}) {
            for (const std::size_t rows : {1, 3, 16, 31, 32, 33, 70}) {
                checkProduct(tokens, rows, 19, false);
            }
        }
        checkProduct(13, 33, 257, true);  // a column beyond a run
        checkProduct(3, 40, 600, false);
    });
}

TEST(Multiply, PacksATransposedMatrixTheSameWay) {
    constexpr std::size_t rows = 37;
    constexpr std::size_t columns = 11;
    const std::vector<float> w = randomFloats(rows * columns, 4);
    std::vector<float> transposed(rows * columns);
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t c = 0; c < columns; ++c) {
            transposed[c * rows + r] = w[r * columns + c];
        }
    }
    std::vector<float> a(packedFloats(rows, columns), NAN);
    std::vector<float> b(packedFloats(rows, columns), NAN);

    packRows(w.data(), columns, rows, columns, a.data());
    packTransposed(transposed.data(), rows, rows, columns, b.data());

    EXPECT_EQ(a, b);
}

TEST(Multiply, UsesTheFirstColumnsOnly) {
    const std::vector<float> w{1, 2, 3, 4, 5, 6};
    const std::vector<float> x{1, 10};
    std::vector<float> packed(packedFloats(2, 3));
    packRows(w.data(), 3, 2, 3, packed.data());
    std::vector<float> y(2);

    multiply({x.data(), 2, 1, packed.data(), 3, 2, 2, y.data(), 2, false});

    EXPECT_EQ(y, (std::vector<float>{21, 54}));
}

}  // namespace
}  // namespace quince::test
