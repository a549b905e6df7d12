#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <tuple>

// What the search of refineAffine and its scalar twin share. The steps, for each group:
//
//   1. what quantizeAffine stores, and its cost
//   2. of ranges that begin and end a little inside or outside of the weights' own, the one with
//      the least sum of h r^2 (RefineEffort::starts; the bias at one end and at the other by
//      turns); at 3 to 5 bits the two best of more ranges, in integers (RefineGrid)
//   3. from there some steps: the scale and bias that are best for the codes of the last ones (a
//      linear least squares problem), rounded together to the weights' format, and codes anew
//
// Errors are added up in units of the scale.
//
// More starts find less error: of quantizeAffine's squared error, at group 64 on the weights of a
// trained model, 16, 24 and 32 starts of the grid leave 0.798, 0.795 and 0.794 at 4 bits; 16 and
// 32 others 0.720 and 0.716 at 2 bits, 0.807 and 0.800 at 6. 2,400 starts leave 0.742 at 3 bits,
// 0.786 at 4, 0.801 at 5 and 0.788 at 6; least squares alone, without starts, 0.86, 0.90, 0.92 and
// 0.94.

namespace quince {

/// The weight of the error along the weights (see refineAffine). What remains of that error falls
/// with the square of the others, and with it what the weight is worth.
constexpr float refineGainWeight(int bits) {
    return bits <= 3 ? 4.0F : 1.0F;
}

/// By how much a range is narrower at its low and at its high end, in scales of the full range.
struct RefineStart {
    float low = 0;
    float high = 0;
};

/// Points spread evenly over the square from `from` to `to`: multiples of 1/g and 1/g^2 modulo 1,
/// g^3 = g + 1 (Roberts' R2 sequence).
template <std::size_t count>
constexpr std::array<RefineStart, count> spreadStarts(float from, float to) {
    std::array<RefineStart, count> starts{};
    double low = 0.5;
    double high = 0.5;
    for (RefineStart& start : starts) {
        low += 0.7548776662466927;
        low -= low >= 1 ? 1 : 0;
        high += 0.5698402909980532;
        high -= high >= 1 ? 1 : 0;
        start = {from + (to - from) * static_cast<float>(low),
                 from + (to - from) * static_cast<float>(high)};
    }
    return starts;
}

/// A range that is judged in integers. Places are 1/256 scales of the group's full range; with
/// `factor` and `offset` the lower 16 bits of place * factor + offset are how far a weight lies
/// from the nearest point of the start's grid, in 2^-16 of its scale: what lies above them is the
/// code.
struct GridStart {
    std::int16_t factor = 0;
    std::int16_t offset = 0;
    float low = 0;      ///< where the range begins, in scales of the full range
    float scale = 0;    ///< in scales of the full range
    float outside = 0;  ///< to add to the sum of squares: codes end, and the ends lie outside
};

/// The starts that are judged in integers: two weights to a lane, and half of the instructions of
/// the others. Beyond the ends of a range the nearest point of the grid is not the nearest code. Of
/// the two weights at the ends of the group that is known and made up for; others beyond the ends
/// are taken for too good. At 2 bits they are too many, and from 6 bits on what rounding makes of
/// scale and bias counts more than the starts.
struct RefineGrid {
    static constexpr int perStep = 256;
    static constexpr int spareBits = 4;        ///< cut off, so that the sum of 128 squares fits
    static constexpr std::size_t sharing = 4;  ///< starts in a row have the same factor

    std::array<GridStart, 24> starts{};
};

/// Starts of six scales. Of each scale four ranges, whose grids lie evenly shifted against each
/// other; by how much all four do changes from scale to scale by the golden section.
/// REQUIRES: 3 <= bits <= 5.
constexpr RefineGrid refineGrid(int bits) {
    constexpr float perScale = 65536;
    constexpr float unit = perScale / (1 << RefineGrid::spareBits);
    constexpr float spread = 0.85F;  // of the shifts, in scales
    const auto top = static_cast<float>((1 << bits) - 1);
    const float least = bits == 3 ? 0.0F : bits == 4 ? -0.2F : -0.6F;  // cut off, in scales
    const float most = 1.2F;
    const auto beyond = [](float scales) { return scales > 0.5F ? 2 * scales - 1 : 0.0F; };
    RefineGrid grid;
    constexpr std::size_t scales = std::tuple_size_v<decltype(grid.starts)> / RefineGrid::sharing;
    float shift = 0;
    for (std::size_t i = 0; i < scales; ++i) {
        const float share = (static_cast<float>(i) + 0.5F) / static_cast<float>(scales);
        const float wanted = RefineGrid::perStep * top / (top - least - (most - least) * share);
        const int factor = static_cast<int>(wanted + 0.5F);
        const auto perFullScale = static_cast<float>(factor * RefineGrid::perStep);
        const float scale = perScale / perFullScale;
        const float cut = top - top * scale;
        shift += 0.618034F;
        shift -= shift >= 1 ? 1 : 0;
        for (std::size_t j = 0; j < RefineGrid::sharing; ++j) {
            const float place = (static_cast<float>(j) + shift) / RefineGrid::sharing;
            const float low = cut / 2 + spread * (place - 0.5F);
            // Half of what is cut off, to round; whole scales do not matter, but make it positive.
            const auto offset = static_cast<std::uint32_t>(
                2 * perScale + 0.5F * (1 << RefineGrid::spareBits) + 0.5F - low * perFullScale);
            grid.starts[i * RefineGrid::sharing + j] = {
                static_cast<std::int16_t>(factor),
                static_cast<std::int16_t>(static_cast<std::uint16_t>(offset)), low, scale,
                unit * unit * (beyond(low / scale) + beyond((cut - low) / scale))};
        }
    }
    return grid;
}

/// How long to search. Few bits gain from least squares, many bits only from another alignment of
/// the grid.
struct RefineEffort {
    bool onGrid = false;
    RefineGrid grid;                       ///< if onGrid
    std::array<RefineStart, 16> starts{};  ///< otherwise
    std::size_t steps = 1;                 ///< otherwise
};

/// The effort for a number of bits. Few bits gain from ranges cut short. The squares are the best
/// of twenty, tried at groups of 32, 64 and 128.
constexpr RefineEffort refineEffort(int bits) {
    RefineEffort effort;
    effort.onGrid = bits >= 3 && bits <= 5;
    if (effort.onGrid) {
        effort.grid = refineGrid(bits);
    } else {
        effort.starts = bits == 2   ? spreadStarts<16>(0.0F, 0.8F)
                        : bits == 6 ? spreadStarts<16>(-0.4F, 0.7F)
                                    : spreadStarts<16>(-0.7F, 0.7F);
    }
    effort.steps = bits == 2 ? 3 : 1;
    return effort;
}

/// Smaller scales are not tried: their squares would vanish.
inline constexpr float refineSmallestScale = 0x1p-60F;

}  // namespace quince
