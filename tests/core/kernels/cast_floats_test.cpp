#include "core/kernels/buffer.hpp"
#include "core/kernels/float_formats.hpp"
#include "core/kernels/on_each_target.hpp"
#include "core/kernels/references.hpp"

#include <quince/kernels.hpp>

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <numeric>
#include <random>
#include <vector>

namespace quince {
namespace {

std::uint32_t patternOf(float value) {
    return std::bit_cast<std::uint32_t>(value);
}
float fromPattern(std::uint32_t pattern) {
    return std::bit_cast<float>(pattern);
}

TEST(FloatFormats, NarrowToNearestEven) {
    EXPECT_EQ(floatToBfloat16(1.0f), 0x3F80);
    EXPECT_EQ(floatToBfloat16(fromPattern(0x3F808000)), 0x3F80);  // tie, even below
    EXPECT_EQ(floatToBfloat16(fromPattern(0x3F818000)), 0x3F82);  // tie, even above
    EXPECT_EQ(floatToBfloat16(fromPattern(0x3F808001)), 0x3F81);
    EXPECT_EQ(floatToBfloat16(fromPattern(0x7F7FFFFF)), 0x7F80);  // overflows
    EXPECT_EQ(floatToHalf(1.0f), 0x3C00);
    EXPECT_EQ(floatToHalf(fromPattern(0x3F801000)), 0x3C00);
    EXPECT_EQ(floatToHalf(fromPattern(0x3F803000)), 0x3C02);
    EXPECT_EQ(floatToHalf(65519.99f), 0x7BFF);
    EXPECT_EQ(floatToHalf(65520.0f), 0x7C00);  // tie with 65536
    EXPECT_EQ(floatToHalf(0x1p-24f), 0x0001);
    EXPECT_EQ(floatToHalf(0x1p-25f), 0x0000);  // tie, even below
    EXPECT_EQ(floatToHalf(0x3p-25f), 0x0002);  // tie, even above
    EXPECT_EQ(floatToHalf(-0x1.ffep-15f), 0x8400);
}

TEST(FloatFormats, KeepNaNQuiet) {
    EXPECT_EQ(floatToBfloat16(fromPattern(0xFF800001)), 0x7FC0);
    EXPECT_EQ(floatToHalf(fromPattern(0x7F800001)), 0x7E00);
    EXPECT_EQ(floatToHalf(fromPattern(0xFFA02000)), 0xFF01);
    EXPECT_EQ(patternOf(halfToFloat(0xFC01)), 0xFFC02000u);
}

TEST(FloatFormats, WidenEveryHalfToItsValue) {
    for (std::uint32_t half = 0; half < 0x7C00; ++half) {
        const int exponent = static_cast<int>(half >> 10);
        const float fraction = static_cast<float>(half & 0x3FF);
        const float value =
            exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
        ASSERT_EQ(halfToFloat(static_cast<std::uint16_t>(half)), value) << half;
        ASSERT_EQ(floatToHalf(value), half);
    }
}

class CastFloats : public OnEachTarget {
protected:
    static void expectTwins(DType from, const void* source, DType to, std::size_t count) {
        Buffer result(count * bytesPerElement(to));
        Buffer expected(count * bytesPerElement(to));

        castFloats(from, source, to, result.data(), count);
        castFloatsReference(from, source, to, expected.data(), count);

        EXPECT_TRUE(result == expected)
            << traits(from).name << " to " << traits(to).name << ", " << count
            << " values, at byte " << result.firstDifference(expected);
    }
};
QUINCE_ON_EACH_TARGET(CastFloats);

TEST_P(CastFloats, EqualsItsReferenceForEvery16BitPattern) {
    std::vector<std::uint16_t> all(65536);
    std::iota(all.begin(), all.end(), std::uint16_t{0});
    for (const DType from : {DType::f16, DType::bf16}) {
        for (const DType to : {DType::f32, DType::f16, DType::bf16}) {
            expectTwins(from, all.data(), to, all.size());
        }
    }
}

TEST_P(CastFloats, EqualsItsReferenceAroundEveryRoundingBorder) {
    // All upper halves, with lower halves at and next to the ties of BF16 (bit 15) and F16 (bit
    // 12, and higher bits for its denormals).
    std::vector<std::uint32_t> patterns;
    for (std::uint32_t upper = 0; upper < 65536; ++upper) {
        for (const std::uint32_t lower :
             {0x0000u, 0x0001u, 0x0FFFu, 0x1000u, 0x1001u, 0x2000u, 0x3000u, 0x7FFFu, 0x8000u,
              0x8001u, 0xA000u, 0xEFFFu, 0xF000u, 0xF001u, 0xFFFFu}) {
            patterns.push_back(upper << 16 | lower);
        }
    }
    expectTwins(DType::f32, patterns.data(), DType::f16, patterns.size());
    expectTwins(DType::f32, patterns.data(), DType::bf16, patterns.size());
}

TEST_P(CastFloats, EqualsItsReferenceOnRandomPatterns) {
    std::mt19937 generator(1);
    std::vector<std::uint32_t> patterns(200'000);
    for (std::uint32_t& pattern : patterns) {
        pattern = static_cast<std::uint32_t>(generator());
    }
    expectTwins(DType::f32, patterns.data(), DType::f16, patterns.size());
    expectTwins(DType::f32, patterns.data(), DType::bf16, patterns.size());
}

TEST_P(CastFloats, EqualsItsReferenceForEachCountAndOddAddresses) {
    std::mt19937 generator(2);
    Buffer source(4 * 70);
    for (std::size_t i = 0; i < source.size(); ++i) {
        source.data()[i] = static_cast<std::uint8_t>(generator());
    }
    for (const DType from : {DType::f32, DType::f16, DType::bf16}) {
        for (const DType to : {DType::f32, DType::f16, DType::bf16}) {
            for (std::size_t count = 0; count <= 70; ++count) {
                expectTwins(from, source.data(), to, count);
            }
        }
    }
}

}  // namespace
}  // namespace quince
