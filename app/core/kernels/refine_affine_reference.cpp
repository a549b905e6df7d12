#include "core/kernels/affine_choice.hpp"
#include "core/kernels/float_formats.hpp"
#include "core/kernels/references.hpp"
#include "core/kernels/refine_affine.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace quince {
namespace {

constexpr std::size_t largestGroup = 128;
constexpr float infinity = std::numeric_limits<float>::infinity();

/// `value`, of `dtype`, a number of units in the last place further from zero.
float neighbour(DType dtype, float value, int units) {
    const int place = dtype == DType::bf16 ? 16 : dtype == DType::f16 ? 13 : 0;
    const std::uint32_t step = static_cast<std::uint32_t>(units) << place;
    return roundedTo(dtype, std::bit_cast<float>(std::bit_cast<std::uint32_t>(value) + step));
}

/// What a scale and a bias make of a group.
struct Fit {
    float error = 0;    ///< sum of h (r / scale)^2
    float along = 0;    ///< sum of h (r / scale) w
    float codes = 0;    ///< sum of h q
    float squares = 0;  ///< sum of h q^2
    float product = 0;  ///< sum of h q w
};

class Search {
public:
    Search(DType dtype, const float* weights, const float* importance, std::size_t size, int bits)
        : m_dtype(dtype),
          m_weights(weights),
          m_importance(importance),
          m_size(size),
          m_top(static_cast<float>((1 << bits) - 1)),
          m_gainWeight(refineGainWeight(bits)) {
        m_low = infinity;
        m_high = -m_low;
        for (std::size_t i = 0; i < size; ++i) {
            const float weight = weights[i];
            const float weighed = importanceOf(i) * weight;
            m_low = weight < m_low ? weight : m_low;
            m_high = weight > m_high ? weight : m_high;
            m_importances += importanceOf(i);
            m_sum += weighed;
            m_energy += weighed * weight;
        }
        m_gain = m_gainWeight / m_energy;
    }

    /// Whether something better than quantizeAffine's result was found.
    bool run(const RefineEffort& effort) {
        const AffineChoice plain = chooseScaleAndBias(m_low, m_high, m_top);
        m_scale = roundedTo(m_dtype, plain.scale);
        m_bias = roundedTo(m_dtype, plain.bias);
        m_cost = costOf(plainFit(plain), m_scale);
        if (effort.onGrid) {
            for (const ScaleAndBias& start : bestOfGrid(effort.grid)) {
                stepFrom(start);
            }
        } else {
            goOnFrom(bestStart(effort), effort.steps);
        }
        return m_found;
    }

    [[nodiscard]] float scale() const { return m_scale; }
    [[nodiscard]] float bias() const { return m_bias; }
    [[nodiscard]] std::uint8_t code(std::size_t i) const {
        return static_cast<std::uint8_t>(codeOf(placeOf(m_weights[i], 1 / m_scale, m_bias)));
    }

private:
    struct ScaleAndBias {
        float scale;
        float bias;
    };

    /// The best of the starts as they would be stored; the plain pair where none is any good.
    [[nodiscard]] ScaleAndBias bestStart(const RefineEffort& effort) const {
        bool fromLow = std::abs(m_low) > std::abs(m_high);
        const float share = 1 / m_top;
        const float step = (m_high - m_low) * share;
        ScaleAndBias best{m_scale, m_bias};
        float least = infinity;
        for (const RefineStart& start : effort.starts) {
            const float low = m_low + step * start.low;
            const float high = m_high - step * start.high;
            const float scale = (high - low) * share;
            const ScaleAndBias pair{roundedTo(m_dtype, fromLow ? scale : -scale),
                                    roundedTo(m_dtype, fromLow ? low : high)};
            const float error = errorOf(pair);
            if (error < least && isUsable(pair.scale)) {
                least = error;
                best = pair;
            }
            fromLow = !fromLow;
        }
        return best;
    }

    /// The two best starts. What is compared has the number of the start in its lowest bits.
    [[nodiscard]] std::array<ScaleAndBias, 2> bestOfGrid(const RefineGrid& grid) const {
        std::array<std::uint32_t, largestGroup> places{};
        const float last = m_top * RefineGrid::perStep;
        const float factor = last / (m_high - m_low);
        for (std::size_t i = 0; i < m_size; ++i) {
            places[i] = static_cast<std::uint32_t>(clamped((m_weights[i] - m_low) * factor, last));
        }
        std::uint32_t first = std::bit_cast<std::uint32_t>(infinity);
        std::uint32_t second = first;
        for (std::uint32_t i = 0; i < grid.starts.size(); ++i) {
            const float error = errorOnGrid(places.data(), grid.starts[i]);
            const std::uint32_t key = (std::bit_cast<std::uint32_t>(error) & ~0x1FU) | i;
            second = std::min(second, std::max(first, key));
            first = std::min(first, key);
        }
        return {onGrid(grid.starts[first & 0x1F]), onGrid(grid.starts[second & 0x1F])};
    }

    [[nodiscard]] float errorOnGrid(const std::uint32_t* places, const GridStart& start) const {
        std::int32_t whole = 0;
        float weighed = 0;
        for (std::size_t i = 0; i < m_size; ++i) {
            const auto product = static_cast<std::uint32_t>(start.factor) * places[i];
            const auto low =
                static_cast<std::uint16_t>(product + static_cast<std::uint32_t>(start.offset));
            const int rest = static_cast<std::int16_t>(low) >> RefineGrid::spareBits;
            const auto number = static_cast<float>(rest);
            whole += rest * rest;
            weighed = std::fma(importanceOf(i) * number, number, weighed);
        }
        const float sum = m_importance != nullptr ? weighed : static_cast<float>(whole);
        const float share = m_importances * (1 / static_cast<float>(m_size));
        return (sum + start.outside * share) * (start.scale * start.scale);
    }

    [[nodiscard]] ScaleAndBias onGrid(const GridStart& start) const {
        const float step = (m_high - m_low) * (1 / m_top);
        return {roundedTo(m_dtype, step * start.scale),
                roundedTo(m_dtype, m_low + step * start.low)};
    }

    [[nodiscard]] float importanceOf(std::size_t i) const {
        return m_importance != nullptr ? m_importance[i] : 1.0F;
    }

    /// Where a weight lies on the grid, in scales from the bias.
    static float placeOf(float weight, float inverse, float bias) {
        return std::fma(weight, inverse, -(bias * inverse));
    }

    [[nodiscard]] float codeOf(float position) const { return clamped(position, m_top); }

    /// To an integer from 0 to `last`.
    static float clamped(float value, float last) {
        value = value > 0 ? value : 0;  // NaN too
        value = value < last ? value : last;
        return (value + 0x1p23F) - 0x1p23F;
    }

    /// Of quantizeAffine's own codes, which it chooses by a scale and bias that are not rounded
    /// yet.
    [[nodiscard]] Fit plainFit(const AffineChoice& plain) const {
        const float inverse = 1 / m_scale;
        Fit fit;
        for (std::size_t i = 0; i < m_size; ++i) {
            const float code = plainCode(m_weights[i], plain, m_top);
            addError(i, placeOf(m_weights[i], inverse, m_bias), code, fit);
        }
        return fit;
    }

    void addError(std::size_t i, float position, float code, Fit& fit) const {
        const float rest = position - code;
        const float weighed = importanceOf(i) * rest;
        fit.error = std::fma(weighed, rest, fit.error);
        fit.along = std::fma(weighed, m_weights[i], fit.along);
    }

    [[nodiscard]] Fit fitOf(float scale, float bias) const {
        const float inverse = 1 / scale;
        Fit fit;
        for (std::size_t i = 0; i < m_size; ++i) {
            const float position = placeOf(m_weights[i], inverse, bias);
            const float code = codeOf(position);
            const float weighedCode = importanceOf(i) * code;
            addError(i, position, code, fit);
            fit.codes += weighedCode;
            fit.squares = std::fma(weighedCode, code, fit.squares);
            fit.product = std::fma(weighedCode, m_weights[i], fit.product);
        }
        return fit;
    }

    [[nodiscard]] float costOf(const Fit& fit, float scale) const {
        return (fit.error + m_gain * (fit.along * fit.along)) * (scale * scale);
    }

    static bool isUsable(float scale) { return std::abs(scale) >= refineSmallestScale; }

    /// The first term of the cost alone.
    [[nodiscard]] float errorOf(const ScaleAndBias& pair) const {
        const float inverse = 1 / pair.scale;
        float error = 0;
        for (std::size_t i = 0; i < m_size; ++i) {
            const float position = placeOf(m_weights[i], inverse, pair.bias);
            const float rest = position - codeOf(position);
            error = std::fma(importanceOf(i) * rest, rest, error);
        }
        return error * (pair.scale * pair.scale);
    }

    void goOnFrom(const ScaleAndBias& start, std::size_t steps) {
        Fit fit = attempt(start.scale, start.bias);
        for (std::size_t i = 0; i < steps; ++i) {
            const auto [scale, bias] = bestFor(fit);
            fit = attempt(scale, bias);
        }
    }

    /// From a start of the grid, which is hardly ever the best pair itself.
    void stepFrom(const ScaleAndBias& start) {
        const auto [scale, bias] = bestFor(fitOf(start.scale, start.bias));
        attempt(scale, bias);
    }

    Fit attempt(float scale, float bias) {
        const Fit fit = fitOf(scale, bias);
        const float cost = costOf(fit, scale);
        if (cost < m_cost && isUsable(scale)) {
            m_cost = cost;
            m_scale = scale;
            m_bias = bias;
            m_found = true;
        }
        return fit;
    }

    /// The cost is a quadratic form of scale and bias once the codes are fixed. Its minimum, and
    /// of the representable pairs around that the best.
    [[nodiscard]] ScaleAndBias bestFor(const Fit& fit) const {
        const float gainProduct = m_gain * fit.product;
        const float gainSum = m_gain * m_sum;
        const float a = fit.squares + gainProduct * fit.product;
        const float b = fit.codes + gainProduct * m_sum;
        const float c = m_importances + gainSum * m_sum;
        const float first = (1 + m_gainWeight) * fit.product;
        const float second = (1 + m_gainWeight) * m_sum;
        const float scale = (c * first - b * second) / (a * c - b * b);
        const float slope = b / c;
        const float bias = second / c - slope * scale;
        const float nearest = roundedTo(m_dtype, scale);
        ScaleAndBias best{nearest, roundedTo(m_dtype, bias)};
        float least = infinity;
        for (const int units : {-1, 0, 1}) {
            const float nearScale = neighbour(m_dtype, nearest, units);
            const float scaleError = nearScale - scale;
            const float nearBias = roundedTo(m_dtype, bias - slope * scaleError);
            const float biasError = nearBias - bias;
            const float cross = b * scaleError;
            const float loss = (a * scaleError) * scaleError +
                               ((cross + cross) * biasError + (c * biasError) * biasError);
            if (loss < least) {
                least = loss;
                best = {nearScale, nearBias};
            }
        }
        return best;
    }

    DType m_dtype;
    const float* m_weights;
    const float* m_importance;
    std::size_t m_size;
    float m_top;
    float m_gainWeight;
    float m_low = 0;
    float m_high = 0;
    float m_importances = 0;  ///< sum of h
    float m_sum = 0;          ///< sum of h w
    float m_energy = 0;       ///< sum of h w^2
    float m_gain = 0;
    float m_scale = 0;
    float m_bias = 0;
    float m_cost = 0;
    bool m_found = false;
};

}  // namespace

void refineAffineReference(DType dtype, const void* weights, std::size_t groups, int groupSize,
                           int bits, const ColumnImportance& importance, std::uint8_t* packed,
                           void* scales, void* biases) {
    quantizeAffineReference(dtype, weights, groups, groupSize, bits, packed, scales, biases);
    const auto size = static_cast<std::size_t>(groupSize);
    const RefineEffort effort = refineEffort(bits);
    for (std::size_t group = 0; group < groups; ++group) {
        std::array<float, largestGroup> values{};
        for (std::size_t i = 0; i < size; ++i) {
            values[i] = loadFloat(dtype, weights, group * size + i);
        }
        const float* columns = importance.values;
        if (columns != nullptr) {
            columns += (importance.firstGroup + group) % importance.rowGroups * size;
        }
        Search search(dtype, values.data(), columns, size, bits);
        if (!search.run(effort)) {
            continue;
        }
        storeFloat(dtype, scales, group, search.scale());
        storeFloat(dtype, biases, group, search.bias());
        BitWriter codes(packed + group * affineGroupBytes(groupSize, bits), bits);
        for (std::size_t i = 0; i < size; ++i) {
            codes.write(search.code(i));
        }
    }
}

}  // namespace quince
