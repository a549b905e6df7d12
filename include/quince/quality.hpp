#pragma once

#include <quince/error_sums.hpp>
#include <quince/plan.hpp>
#include <quince/progress.hpp>
#include <quince/recipe.hpp>
#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace quince {

/// One way to store a matrix.
struct Candidate {
    QuantMethod method = QuantMethod::mlx;
    QuantSpec spec;

    friend bool operator==(const Candidate&, const Candidate&) = default;
};

/// What to measure, and on how much.
struct QualityQuestion {
    std::shared_ptr<const Inspection> inspection;
    VisionChoice vision = VisionChoice::drop;
    std::optional<DType> dtype;  ///< the cast, as in Recipe
    std::vector<Candidate> candidates;
    /// Weighs the search of candidates of the method refined, and QualitySample::weighed.
    std::shared_ptr<const PlanImportance> importance;
    /// Source bytes to read in all, about: each matrix gets its share, but at least a few rows.
    /// What is packed counts as it is decoded.
    std::uint64_t sampleBytes = std::uint64_t{128} << 20;
    unsigned threads = 0;  ///< 0: as many as the machine has
};

/// Sums over a sample of each matrix that can be quantized, for each candidate.
struct QualitySample {
    std::vector<Candidate> candidates;
    /// By tensor of the blueprint: its weights, of what the source holds packed those that it is
    /// decoded to; 0 where it is no matrix that can be quantized.
    std::vector<std::uint64_t> weights;
    /// sums[candidate][tensor], over the sample; zero weights where the candidate cannot be (rows
    /// that do not divide into its groups) or nothing was measured.
    std::vector<std::vector<ErrorSums>> sums;
    /// The same with the importance of columns: the errors are sums of h (w - w')^2, h the
    /// importance of the weight's column over the mean of its matrix. No weights where the question
    /// had no importance.
    std::vector<std::vector<ErrorSums>> weighed;

    /// Sums of one candidate and tensor, or null. Multiply by way of scaledTo(weights[tensor]).
    [[nodiscard]] const ErrorSums* find(const Candidate& candidate, std::uint32_t tensor) const;
    /// What to judge a matrix by: its weighed sums where there are some, else those of find().
    [[nodiscard]] const ErrorSums* findWeighed(const Candidate& candidate,
                                               std::uint32_t tensor) const;
    [[nodiscard]] bool knows(const Candidate& candidate) const;
    /// Takes over the candidates of `other` that are not known yet. REQUIRES: the same model.
    void add(QualitySample other);
};

/// Quantizes a sample of each matrix with each candidate and measures the error; what the source
/// holds packed is decoded first, as when it is quantized anew. The sample is runs
/// of whole rows spread evenly over the tensor, and depends on shapes and sampleBytes alone; a
/// model below that size is measured whole. Blocking, on all cores; memory is some tiles for each
/// core. `progress` counts source bytes, in the state `preparing`. Errors: mismatch (a plan that
/// cannot be, such as a blueprint with errors), invalidArgument and unsupported (candidates),
/// io, stopped.
[[nodiscard]] Result<QualitySample> measureQuality(const QualityQuestion& question,
                                                   Progress& progress, const StopToken& stop);

/// What a plan will do to one matrix, by a sample.
struct PredictedTensor {
    std::uint32_t tensor = 0;  ///< of the blueprint
    ErrorSums sums;            ///< scaled to the whole tensor; no error where it is kept
};

/// What a plan will do to a model.
struct Prediction {
    /// Over all matrices that can be quantized; those kept have no error. What the source holds
    /// packed is one of them where the recipe quantizes it anew.
    ErrorSums total;
    std::vector<PredictedTensor> tensors;  ///< in the order of the blueprint
};

/// The candidates that a plan uses, each once.
[[nodiscard]] std::vector<Candidate> candidatesOf(const ConversionPlan& plan);

/// Nothing when the sample lacks a candidate that the plan uses. Pure.
[[nodiscard]] std::optional<Prediction> predictQuality(const ConversionPlan& plan,
                                                       const QualitySample& sample);

/// The uniform candidates worth comparing with `recipe`: its method and mode with each number of
/// bits that the mode knows, in the recipe's groups; first the smallest.
[[nodiscard]] std::vector<Recipe> recipesToCompare(const Recipe& recipe);

}  // namespace quince
