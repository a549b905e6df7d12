#pragma once

#include <quince/architecture.hpp>
#include <quince/dtype.hpp>
#include <quince/error_sums.hpp>
#include <quince/recipe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace quince {

/// A group of weights that lies far from its source: weights [column, column + groupSize) of a
/// row, rows counted through all matrices of a stack.
struct PoorGroup {
    std::uint64_t row = 0;
    std::uint64_t column = 0;
    ErrorSums sums;
};

/// How well one matrix is stored.
struct MatrixQuality {
    std::string name;  ///< of its weight
    int layer = -1;    ///< -1 outside of layers
    Part part = Part::other;
    std::optional<QuantSpec> quant;  ///< absent: kept
    std::string why;                 ///< the reason for this encoding
    ErrorSums sums;                  ///< no error when kept
    double peak = 0;                 ///< the largest |w|, in root mean squares of the matrix
    /// Weights beyond outlierRms times the root mean square of the about a million weights around.
    std::uint64_t outliers = 0;
    std::vector<PoorGroup> worst;  ///< those with the most error, the worst first; few
};

/// A weight this many times the root mean square of its surroundings is an outlier: in a normal
/// distribution one in 5 * 10^8.
inline constexpr double outlierRms = 6;

/// Tensors that are stored as floats, and the one reason for it.
struct KeptTensors {
    std::string why;
    std::uint64_t tensors = 0;
    std::uint64_t weights = 0;
    std::string example;  ///< the name of the first
};

/// How well a whole model is stored: every weight was measured.
struct QualityReport {
    ErrorSums total;                      ///< over `matrices`
    std::vector<MatrixQuality> matrices;  ///< all that can be quantized, in the model's order
    std::vector<KeptTensors> kept;        ///< in the order of their first
};

/// The places in `report.matrices` of those with the largest relative error, the worst first.
[[nodiscard]] std::vector<std::size_t> worstMatrices(const QualityReport& report,
                                                     std::size_t count);

/// The file that stands beside a model.
inline constexpr const char* qualityFileName = "quince-quality.json";

/// What the file says besides the report.
struct QualityFileFacts {
    std::string quinceVersion;
    std::string recipe;  ///< in words
    std::string method;  ///< "mlx", "refined"
    double bitsPerWeight = 0;
};

/// The text of quince-quality.json (format 1). Errors are relative, sqrt(sum (w - w')^2 / sum w^2),
/// numbers have six digits:
///
///     format, quince, recipe, method, bits_per_weight
///     relative_error, snr_db, weights   of all matrices that can be quantized; kept ones count
///                                       with no error. snr_db is null without error
///     not_finite_weights                those left out: groups with NaN or infinities
///     worst_groups [{name, row, column, size, relative_error, share}]
///                                       the groups with the most error; share of all error
///     kept [{why, tensors, weights, example}]  stored as floats
///     tensors [{name, mode, bits, group_size, weights, relative_error, snr_db, peak, outliers}]
///                                       mode null: kept; peak = max |w| / rms; outliers = share of
///                                       weights beyond 6 rms of the about a million around
[[nodiscard]] std::string qualityJson(const QualityReport& report, const QualityFileFacts& facts);

}  // namespace quince
