#pragma once

#include <array>
#include <cstddef>

// What the search of refineAffine and its scalar twin share. The steps, for each group:
//
//   1. what quantizeAffine stores, and its cost
//   2. ranges that begin and end a little inside or outside of the weights' own (RefineEffort),
//      the bias at one end and at the other by turns; the one with the least sum of h r^2
//   3. some steps: the scale and bias that are best for the codes of the last ones (a
//      linear least squares problem), rounded together to the weights' format, and codes anew
//
// Errors are added up in units of the scale.
//
// More starts find less error: of quantizeAffine's squared error, at group 64 on the weights of a
// trained model, 8 and 32 starts leave 0.755 and 0.747 at 3 bits, 0.805 and 0.795 at 4, 0.828 and
// 0.809 at 5, 0.836 and 0.803 at 6; 2,400 starts leave 0.742, 0.786, 0.801 and 0.788. Least
// squares alone, without starts, leave 0.86, 0.90, 0.92 and 0.94.

namespace quince {

/// The weight of the error along the weights (see refineAffine).
inline constexpr float refineGainWeight = 4.0F;

/// By how much a range is narrower at its low and at its high end, in scales of the full range.
struct RefineStart {
    float low = 0;
    float high = 0;
};

/// How long to search. Few bits gain from least squares, many bits only from another alignment of
/// the grid, and 4 bits, which most people choose, are to be quick.
struct RefineEffort {
    std::array<RefineStart, 16> starts{};
    std::size_t startCount = 16;  ///< a multiple of 4
    std::size_t steps = 1;
};

/// The effort for a number of bits. Starts are points spread evenly over a square: multiples of 1/g
/// and 1/g^2 modulo 1, g^3 = g + 1 (Roberts' R2 sequence). Few bits gain from ranges cut short. The
/// squares are the best of twenty, tried at groups of 32, 64 and 128.
constexpr RefineEffort refineEffort(int bits) {
    const float from = bits == 2   ? 0.0F
                       : bits == 3 ? -0.1F
                       : bits == 4 ? -0.2F
                       : bits <= 6 ? -0.4F
                                   : -0.7F;
    const float to = bits == 2 ? 0.8F : bits == 3 ? 0.85F : bits == 4 ? 0.9F : 0.7F;
    RefineEffort effort;
    effort.startCount = bits == 4 ? 12 : 16;
    effort.steps = bits <= 3 ? 3 : 1;
    double low = 0.5;
    double high = 0.5;
    for (RefineStart& start : effort.starts) {
        low += 0.7548776662466927;
        low -= low >= 1 ? 1 : 0;
        high += 0.5698402909980532;
        high -= high >= 1 ? 1 : 0;
        start = {from + (to - from) * static_cast<float>(low),
                 from + (to - from) * static_cast<float>(high)};
    }
    return effort;
}

/// Smaller scales are not tried: their squares would vanish.
inline constexpr float refineSmallestScale = 0x1p-60F;

}  // namespace quince
