#include "core/kernels/refine_starts_reference.hpp"

#include "core/kernels/float_formats.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace quince {
namespace {

constexpr std::size_t largestGroup = 128;
constexpr float infinity = std::numeric_limits<float>::infinity();

/// The first term of the cost alone.
float errorOf(const ReferenceGroup& group, const ScaleAndBias& pair) {
    const float inverse = 1 / pair.scale;
    float error = 0;
    for (std::size_t i = 0; i < group.size; ++i) {
        const float position = ReferenceGroup::placeOf(group.weights[i], inverse, pair.bias);
        const float rest = position - group.codeOf(position);
        error = std::fma(group.importanceOf(i) * rest, rest, error);
    }
    return error * (pair.scale * pair.scale);
}

float errorOnGrid(const ReferenceGroup& group, const std::uint32_t* places,
                  const GridStart& start) {
    std::int32_t whole = 0;
    float weighed = 0;
    for (std::size_t i = 0; i < group.size; ++i) {
        const auto product = static_cast<std::uint32_t>(start.factor) * places[i];
        const auto low =
            static_cast<std::uint16_t>(product + static_cast<std::uint32_t>(start.offset));
        const int rest = static_cast<std::int16_t>(low) >> RefineGrid::spareBits;
        const auto number = static_cast<float>(rest);
        whole += rest * rest;
        weighed = std::fma(group.importanceOf(i) * number, number, weighed);
    }
    const float sum = group.importance != nullptr ? weighed : static_cast<float>(whole);
    const float share = group.importances * (1 / static_cast<float>(group.size));
    return (sum + start.outside * share) * (start.scale * start.scale);
}

ScaleAndBias onGrid(const ReferenceGroup& group, const GridStart& start) {
    const float step = (group.high - group.low) * (1 / group.top);
    return {roundedTo(group.dtype, step * start.scale),
            roundedTo(group.dtype, group.low + step * start.low)};
}

}  // namespace

ScaleAndBias bestStart(const ReferenceGroup& group, const RefineEffort& effort,
                       const ScaleAndBias& otherwise) {
    bool fromLow = std::abs(group.low) > std::abs(group.high);
    const float share = 1 / group.top;
    const float step = (group.high - group.low) * share;
    ScaleAndBias best = otherwise;
    float least = infinity;
    for (const RefineStart& start : effort.starts) {
        const float low = group.low + step * start.low;
        const float high = group.high - step * start.high;
        const float scale = (high - low) * share;
        const ScaleAndBias pair{roundedTo(group.dtype, fromLow ? scale : -scale),
                                roundedTo(group.dtype, fromLow ? low : high)};
        const float error = errorOf(group, pair);
        if (error < least && pair.isUsable()) {
            least = error;
            best = pair;
        }
        fromLow = !fromLow;
    }
    return best;
}

std::array<ScaleAndBias, 2> bestOfGrid(const ReferenceGroup& group, const RefineGrid& grid) {
    std::array<std::uint32_t, largestGroup> places{};
    const float last = group.top * RefineGrid::perStep;
    const float factor = last / (group.high - group.low);
    for (std::size_t i = 0; i < group.size; ++i) {
        places[i] = static_cast<std::uint32_t>(
            ReferenceGroup::clamped((group.weights[i] - group.low) * factor, last));
    }
    // What is compared has the number of the start in its lowest bits.
    std::uint32_t first = std::bit_cast<std::uint32_t>(infinity);
    std::uint32_t second = first;
    for (std::uint32_t i = 0; i < grid.starts.size(); ++i) {
        const float error = errorOnGrid(group, places.data(), grid.starts[i]);
        const std::uint32_t key = (std::bit_cast<std::uint32_t>(error) & ~0x1FU) | i;
        second = std::min(second, std::max(first, key));
        first = std::min(first, key);
    }
    return {onGrid(group, grid.starts[first & 0x1F]), onGrid(group, grid.starts[second & 0x1F])};
}

}  // namespace quince
