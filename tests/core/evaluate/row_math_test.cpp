#include "core/evaluate/row_math.hpp"

#include "core/kernels/simd_targets.hpp"

#include <gtest/gtest.h>

#include <cmath>
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

std::vector<float> wave(std::size_t count, float size, float speed) {
    std::vector<float> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = size * std::sin(speed * static_cast<float>(i));
    }
    return values;
}

TEST(RowMath, NormsByTheRootOfTheMeanSquare) {
    const std::vector<float> x{3, -4};
    const std::vector<float> weight{1, 2};
    std::vector<float> out(2);

    rmsNorm(x.data(), weight.data(), 2, 12.5F, out.data());

    EXPECT_FLOAT_EQ(out[0], 0.6F);
    EXPECT_FLOAT_EQ(out[1], -1.6F);
}

TEST(RowMath, GatesOnEachTarget) {
    forEachTarget([] {
        for (const std::size_t count : {1, 15, 16, 17, 40}) {
            const std::vector<float> gates = wave(count, 30, 0.7F);
            const std::vector<float> up = wave(count, 2, 0.3F);
            std::vector<float> made = gates;

            siluTimes(made.data(), up.data(), count);

            for (std::size_t i = 0; i < count; ++i) {
                const double gate = static_cast<double>(gates[i]);
                const double wanted = gate / (1 + std::exp(-gate)) * static_cast<double>(up[i]);
                EXPECT_NEAR(static_cast<double>(made[i]), wanted, 1e-6 * std::abs(wanted) + 1e-12);
            }
        }
    });
}

TEST(RowMath, SumsExponentialsOnEachTarget) {
    forEachTarget([] {
        for (const std::size_t count : {1, 7, 16, 33}) {
            const std::vector<float> values = wave(count, 50, 1.3F);
            const float top = *std::max_element(values.begin(), values.end());
            std::vector<float> made = values;

            const float sum = expShifted(made.data(), count, 0.25F);

            double wanted = 0;
            for (std::size_t i = 0; i < count; ++i) {
                const double e = std::exp(static_cast<double>((values[i] - top) * 0.25F));
                EXPECT_NEAR(static_cast<double>(made[i]), e, 1e-6 * e);
                wanted += e;
            }
            EXPECT_NEAR(static_cast<double>(sum), wanted, 1e-6 * wanted);
        }
    });
}

/// Blocks of every size, also ones that raise the largest logit, against sums in F64.
TEST(RowMath, ComparesLogitsBlockByBlockOnEachTarget) {
    const std::vector<float> a = wave(301, 20, 0.37F);
    std::vector<float> b = wave(301, 20.5F, 0.37F);
    b[200] = 25;
    double za = 0;
    double zb = 0;
    double apart = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        za += std::exp(static_cast<double>(a[i]));
        zb += std::exp(static_cast<double>(b[i]));
        apart += std::exp(static_cast<double>(a[i])) * static_cast<double>(a[i] - b[i]);
    }
    forEachTarget([&] {
        for (const std::size_t block : {1, 8, 13, 64, 301}) {
            SoftmaxSums sumsA;
            SoftmaxSums sumsB;
            SoftmaxSums alone;
            double difference = 0;

            for (std::size_t i = 0; i < a.size(); i += block) {
                const std::size_t count = std::min(block, a.size() - i);
                addLogitPairs(a.data() + i, b.data() + i, i, count, sumsA, sumsB, difference);
                addLogits(b.data() + i, i, count, alone);
            }

            EXPECT_NEAR(sumsA.largest + std::log(sumsA.sum), std::log(za), 1e-6);
            EXPECT_NEAR(sumsB.largest + std::log(sumsB.sum), std::log(zb), 1e-6);
            EXPECT_NEAR(difference / sumsA.sum, apart / za, 1e-6);
            EXPECT_EQ(sumsB.argmax, 200U);
            EXPECT_EQ(alone.argmax, 200U);
            EXPECT_EQ(alone.largest, sumsB.largest);
            EXPECT_NEAR(alone.sum, sumsB.sum, 1e-12 * sumsB.sum);
        }
    });
}

}  // namespace
}  // namespace quince::test
