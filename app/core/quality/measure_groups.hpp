#pragma once

#include <quince/dtype.hpp>
#include <quince/error_sums.hpp>
#include <quince/quality_report.hpp>
#include <quince/recipe.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace quince {

/// A group that lies far from its source.
struct WorstGroup {
    std::uint64_t group = 0;  ///< its number in the tensor
    float error = 0;          ///< sum of (w - w')^2; 0: there is none
    float energy = 0;

    friend bool operator==(const WorstGroup&, const WorstGroup&) = default;
};

/// What is kept of a tile's groups: sums, and what stands out.
struct GroupFindings {
    static constexpr std::size_t worstKept = 3;

    ErrorSums sums;
    float largest = 0;           ///< largest |w|
    std::uint64_t outliers = 0;  ///< weights beyond outlierRms times the rms of this tile
    std::array<WorstGroup, worstKept> worst{};  ///< by error, largest first; of equals the first

    /// Joins what follows. The order of calls counts, since sums are rounded.
    void add(const GroupFindings& next);

    friend bool operator==(const GroupFindings&, const GroupFindings&) = default;
};

/// Consecutive groups of one tensor beside what is stored for them.
struct StoredGroups {
    DType dtype = DType::f32;      ///< of `source`, scales and biases
    const void* source = nullptr;  ///< weights after the cast
    std::uint64_t firstGroup = 0;  ///< number in the tensor
    std::size_t groups = 0;
    QuantSpec spec;
    const std::uint8_t* codes = nullptr;  ///< null: the weights are stored as they are
    const void* scales = nullptr;
    const void* biases = nullptr;
};

/// Pure. REQUIRES: a float dtype.
[[nodiscard]] GroupFindings measureGroups(const StoredGroups& stored);

}  // namespace quince
