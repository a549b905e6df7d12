#include <quince/error_sums.hpp>

#include <cmath>
#include <limits>

namespace quince {

ErrorSums& ErrorSums::operator+=(const ErrorSums& other) {
    error += other.error;
    energy += other.energy;
    weights += other.weights;
    notFinite += other.notFinite;
    return *this;
}

double ErrorSums::relative() const {
    return energy > 0 ? std::sqrt(error / energy) : 0;
}

double ErrorSums::decibels() const {
    return error > 0 ? 10 * std::log10(energy / error) : std::numeric_limits<double>::infinity();
}

ErrorSums ErrorSums::scaledTo(std::uint64_t count) const {
    if (weights == 0) {
        return *this;
    }
    const double factor = static_cast<double>(count) / static_cast<double>(weights);
    return {error * factor, energy * factor, count, notFinite};
}

}  // namespace quince
