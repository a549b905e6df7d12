#include "core/kernels/affine_choice.hpp"
#include "core/kernels/float_formats.hpp"
#include "core/kernels/references.hpp"
#include "core/kernels/refine_affine.hpp"
#include "core/kernels/refine_group_reference.hpp"
#include "core/kernels/refine_starts_reference.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace quince {
namespace {

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
        : m_group(dtype, weights, importance, size, bits) {}

    /// Whether something better than quantizeAffine's result was found.
    bool run(const RefineEffort& effort) {
        const AffineChoice plain = chooseScaleAndBias(m_group.low, m_group.high, m_group.top);
        m_scale = roundedTo(m_group.dtype, plain.scale);
        m_bias = roundedTo(m_group.dtype, plain.bias);
        m_cost = costOf(plainFit(plain), m_scale);
        if (effort.onGrid) {
            for (const ScaleAndBias& start : bestOfGrid(m_group, effort.grid)) {
                stepFrom(start);
            }
        } else {
            goOnFrom(bestStart(m_group, effort, {m_scale, m_bias}), effort.steps);
        }
        return m_found;
    }

    [[nodiscard]] float scale() const { return m_scale; }
    [[nodiscard]] float bias() const { return m_bias; }
    [[nodiscard]] std::uint8_t code(std::size_t i) const {
        return static_cast<std::uint8_t>(
            m_group.codeOf(ReferenceGroup::placeOf(m_group.weights[i], 1 / m_scale, m_bias)));
    }

private:
    /// Of quantizeAffine's own codes, which it chooses by a scale and bias that are not rounded
    /// yet.
    [[nodiscard]] Fit plainFit(const AffineChoice& plain) const {
        const float inverse = 1 / m_scale;
        Fit fit;
        for (std::size_t i = 0; i < m_group.size; ++i) {
            const float code = plainCode(m_group.weights[i], plain, m_group.top);
            addError(i, ReferenceGroup::placeOf(m_group.weights[i], inverse, m_bias), code, fit);
        }
        return fit;
    }

    void addError(std::size_t i, float position, float code, Fit& fit) const {
        const float rest = position - code;
        const float weighed = m_group.importanceOf(i) * rest;
        fit.error = std::fma(weighed, rest, fit.error);
        fit.along = std::fma(weighed, m_group.weights[i], fit.along);
    }

    [[nodiscard]] Fit fitOf(float scale, float bias) const {
        const float inverse = 1 / scale;
        Fit fit;
        for (std::size_t i = 0; i < m_group.size; ++i) {
            const float position = ReferenceGroup::placeOf(m_group.weights[i], inverse, bias);
            const float code = m_group.codeOf(position);
            const float weighedCode = m_group.importanceOf(i) * code;
            addError(i, position, code, fit);
            fit.codes += weighedCode;
            fit.squares = std::fma(weighedCode, code, fit.squares);
            fit.product = std::fma(weighedCode, m_group.weights[i], fit.product);
        }
        return fit;
    }

    [[nodiscard]] float costOf(const Fit& fit, float scale) const {
        return (fit.error + m_group.gain * (fit.along * fit.along)) * (scale * scale);
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
        if (cost < m_cost && ScaleAndBias{scale, 0}.isUsable()) {
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
        const float gainProduct = m_group.gain * fit.product;
        const float gainSum = m_group.gain * m_group.sum;
        const float a = fit.squares + gainProduct * fit.product;
        const float b = fit.codes + gainProduct * m_group.sum;
        const float c = m_group.importances + gainSum * m_group.sum;
        const float first = (1 + m_group.gainWeight) * fit.product;
        const float second = (1 + m_group.gainWeight) * m_group.sum;
        const float scale = (c * first - b * second) / (a * c - b * b);
        const float slope = b / c;
        const float bias = second / c - slope * scale;
        const float nearest = roundedTo(m_group.dtype, scale);
        ScaleAndBias best{nearest, roundedTo(m_group.dtype, bias)};
        float least = std::numeric_limits<float>::infinity();
        for (const int units : {-1, 0, 1}) {
            const float nearScale = neighbour(m_group.dtype, nearest, units);
            const float scaleError = nearScale - scale;
            const float nearBias = roundedTo(m_group.dtype, bias - slope * scaleError);
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

    ReferenceGroup m_group;
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
        std::array<float, 128> values{};
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
