#pragma once

#include <quince/plan.hpp>
#include <quince/quality.hpp>
#include <quince/recipe.hpp>
#include <quince/result.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace quince {

/// What a result may take at most: one of the three.
struct Budget {
    /// A Mac and the tokens that it is to hold in its cache.
    struct Mac {
        std::uint64_t ramBytes = 0;
        std::uint64_t contextLength = 8192;
    };
    std::optional<std::uint64_t> bytes;   ///< of all tensors of the result
    std::optional<double> bitsPerWeight;  ///< as ConversionPlan::bitsPerWeight
    std::optional<Mac> mac;
};

/// The ways to store a matrix that fitBudget chooses from: every number of bits of the affine mode
/// in groups of 32, 64 and 128. Measure these (measureQuality) before.
[[nodiscard]] std::vector<Candidate> budgetCandidates(QuantMethod method);

/// The bytes of tensors that a budget leaves to a result of `plan`: for a Mac what its GPU may keep
/// (defaultGpuLimit) less a tenth, the cache and the working memory. Errors: invalidArgument when
/// the budget says nothing or nothing is left.
[[nodiscard]] Result<std::uint64_t> bytesOf(const Budget& budget, const ConversionPlan& plan);

/// Chooses bits and group, or float, for each matrix so that the expected damage is the least that
/// the budget allows: over matrices, the sum of
///
///     damageWeight * error / energy                 of the sample, for the stored weights
///
/// that is, of the noise that each matrix adds to its own output, weighted by what is known of its
/// place (damage_weight.hpp). Exact for these numbers. What the person decided stays: overrides,
/// embeddingBits; and what the model's definition asks for. Takes dtype, method, vision and those
/// from `recipe`, and gives a recipe whose `layers` say the rest. Pure; milliseconds to seconds.
/// Errors: invalidArgument, with the smallest size that can be; mismatch, when the sample lacks a
/// candidate or the plan has errors.
[[nodiscard]] Result<Recipe> fitBudget(const std::shared_ptr<const Inspection>& inspection,
                                       const Recipe& recipe, const Budget& budget,
                                       const QualitySample& sample);

}  // namespace quince
