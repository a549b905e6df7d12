#pragma once

#include <cstdint>

namespace quince {

// How far quantized weights lie from their source, as numbers. The error is that of what is stored:
// code * scale + bias with the scale and bias as they stand in the file, computed in F32, against
// the source weight after the cast of the recipe. Sums are added in a fixed order, so that they do
// not depend on the number of threads or the CPU.

/// Sums over some weights w that are stored as w'.
struct ErrorSums {
    double error = 0;             ///< sum of (w - w')^2
    double energy = 0;            ///< sum of w^2
    std::uint64_t weights = 0;    ///< how many; without those left out
    std::uint64_t notFinite = 0;  ///< weights of groups left out, whose sums are not finite

    ErrorSums& operator+=(const ErrorSums& other);
    /// sqrt(error / energy); 0 without energy.
    [[nodiscard]] double relative() const;
    /// Signal to noise, 10 log10(energy / error), in dB; infinite without error.
    [[nodiscard]] double decibels() const;
    /// As if there were `count` weights of the same kind. Nothing stays nothing.
    [[nodiscard]] ErrorSums scaledTo(std::uint64_t count) const;

    friend bool operator==(const ErrorSums&, const ErrorSums&) = default;
};

}  // namespace quince
