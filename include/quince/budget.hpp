#pragma once

#include <quince/importance.hpp>
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

        friend bool operator==(const Mac&, const Mac&) = default;
    };
    std::optional<std::uint64_t> bytes;   ///< of all tensors of the result
    std::optional<double> bitsPerWeight;  ///< as ConversionPlan::bitsPerWeight
    std::optional<Mac> mac;

    friend bool operator==(const Budget&, const Budget&) = default;
};

/// The ways to store a matrix that fitBudget chooses from: every number of bits of the affine mode
/// in groups of 32, 64 and 128, and mxfp4 and nvfp4. These two win where weights lie far out: of a
/// t distribution of 5 degrees nvfp4 has 0.86 of the error of 4 bits in groups of 64, which take as
/// much room; of a bell curve 1.05. mxfp8 never wins: 2.7 to 5 times the error of 8 bits in groups
/// of 128.
[[nodiscard]] std::vector<Candidate> budgetCandidates(QuantMethod method);

/// What has to be measured (measureQuality) before fitBudget can choose: all candidates, and with
/// `importance` (may be null) errors by it. Errors: mismatch, when the model does not fit its
/// architecture, the importance is another model's or not the recipe's.
[[nodiscard]] Result<QualityQuestion> budgetQuestion(
    const std::shared_ptr<const Inspection>& inspection, const Recipe& recipe,
    const std::shared_ptr<const ImportanceData>& importance);

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
/// place (damage_weight.hpp). Where the sample has errors by importance, those count. For these
/// numbers it is the least, except that of thousands of matrices that hardly differ it may be only
/// as good as the best for a size smaller by one step of one matrix, such as from 4 to 5 bits.
///
/// A matrix that the source holds packed may stay so, without further damage, or, where the recipe
/// quantizes such anew, is stored in another way. What the person decided stays: overrides,
/// embeddingBits; and what the model's definition asks for. Takes dtype, method, vision,
/// requantize and those from `recipe`, and gives a recipe whose `layers` say the rest. Pure;
/// milliseconds to seconds. Errors: invalidArgument, with the smallest size that can be; mismatch,
/// when the sample lacks a candidate, the plan has errors or does not keep to the budget.
[[nodiscard]] Result<Recipe> fitBudget(const std::shared_ptr<const Inspection>& inspection,
                                       const Recipe& recipe, const Budget& budget,
                                       const QualitySample& sample);

/// The sum that fitBudget makes small, of any plan. Nothing when the sample lacks a candidate that
/// the plan uses. Pure.
[[nodiscard]] std::optional<double> expectedDamage(const ConversionPlan& plan,
                                                   const QualitySample& sample);

/// The same bits and groups in all layers, to compare a fitted result with.
struct UniformRival {
    Recipe recipe;
    std::uint64_t bytes = 0;  ///< of all tensors
    double damage = 0;        ///< expectedDamage
};

/// Of the affine recipes that give all layers the same bits and group, otherwise as `fitted`'s, and
/// whose result is no larger, the one of the least expected damage; nothing when there is none.
/// Pure; plans the model some 18 times.
[[nodiscard]] std::optional<UniformRival> bestUniformRival(const ConversionPlan& fitted,
                                                           const QualitySample& sample);

}  // namespace quince
