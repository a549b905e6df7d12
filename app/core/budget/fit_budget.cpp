#include "core/budget/choose_within.hpp"
#include "core/budget/damage_weight.hpp"
#include "core/plan/quant_choice.hpp"
#include "core/plan/source_plan.hpp"

#include <quince/budget.hpp>
#include <quince/footprint.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <utility>

namespace quince {
namespace {

std::string sizeText(std::uint64_t bytes) {
    const bool large = bytes >= 1'000'000'000;
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), large ? "%.2f GB" : "%.2f MB",
                  static_cast<double>(bytes) / (large ? 1e9 : 1e6));
    return text.data();
}

/// Bytes of a matrix that is stored as `spec` says.
std::uint64_t encodedBytes(std::uint64_t weights, const QuantSpec& spec, DType dtype) {
    const std::uint64_t groups = weights / static_cast<std::uint64_t>(spec.groupSize);
    const std::uint64_t scale = spec.mode == QuantMode::affine ? 2 * bytesPerElement(dtype) : 1;
    return weights * static_cast<std::uint64_t>(spec.bits) / 8 + groups * scale;
}

/// With all that a budget decides undecided.
Recipe openRecipe(const Recipe& recipe) {
    Recipe open = recipe;
    open.quantize = true;
    open.mode = QuantMode::affine;
    open.mixed = MixedRecipe::none;
    open.bits.reset();
    open.groupSize.reset();
    open.layers.clear();
    return open;
}

/// One matrix whose storage is open.
struct Item {
    const ModelModule* module;
    std::uint64_t weights;
    std::vector<std::optional<QuantSpec>> specs;  ///< parallel to options; none: kept as it is
    std::vector<StorageOption> options;
};

class Fitter {
public:
    Fitter(const ConversionPlan& plan, const QualitySample& sample)
        : m_plan(plan),
          m_blueprint(plan.blueprint()),
          m_sample(sample),
          m_source(planOfSource(plan.inspection, plan.recipe.dtype, plan.vision)),
          m_chooser(m_blueprint, plan.recipe),
          m_fixed(plan.outputBytes) {}

    Status collect() {
        const bool tied = hasTiedHead(m_blueprint);
        for (const ModelModule& module : m_blueprint.modules) {
            if (isOpen(module)) {
                Item item{&module, m_sample.weights[module.first], {}, {}};
                if (Status status = addOptions(item, tied); !status) {
                    return status;
                }
                m_fixed -= plannedBytes(module);
                m_items.push_back(std::move(item));
            } else if (module.quantizable && module.count > 0) {
                m_allOpen = false;
            }
        }
        return {};
    }

    Result<Recipe> choose(std::uint64_t limit) const {
        std::vector<std::vector<StorageOption>> options;
        std::uint64_t least = m_fixed;
        for (const Item& item : m_items) {
            options.push_back(item.options);
            least += std::min_element(item.options.begin(), item.options.end(),
                                      [](const StorageOption& a, const StorageOption& b) {
                                          return a.bytes < b.bytes;
                                      })
                         ->bytes;
        }
        const auto choice = limit < m_fixed ? std::nullopt : chooseWithin(options, limit - m_fixed);
        if (!choice) {
            return Error{ErrorCode::invalidArgument,
                         sizeText(limit) +
                             " is too small: the smallest result of this model takes " +
                             sizeText(least) + whyNoSmaller(),
                         {}};
        }
        return recipeOf(*choice);
    }

private:
    /// Neither the person nor the model's definition has decided.
    [[nodiscard]] bool isOpen(const ModelModule& module) const {
        const Recipe& recipe = m_plan.recipe;
        const bool outside = module.part == Part::embedding || module.part == Part::head;
        return module.quantizable && module.count > 0 && !module.rule &&
               m_sample.weights[module.first] > 0 && m_plan.tensors[module.first].outputCount > 0 &&
               (!module.packed || recipe.requantize) && !(outside && recipe.embeddingBits) &&
               m_chooser.overrideFor(module) == nullptr;
    }

    [[nodiscard]] std::string whyNoSmaller() const {
        const bool copied =
            !m_plan.recipe.requantize &&
            std::any_of(m_blueprint.modules.begin(), m_blueprint.modules.end(),
                        [](const auto& module) { return module.packed.has_value(); });
        return copied ? ", unless what the source holds quantized is quantized anew" : "";
    }

    [[nodiscard]] std::uint64_t outputBytesOf(std::uint32_t tensor) const {
        const TensorPlan& planned = m_plan.tensors[tensor];
        std::uint64_t bytes = 0;
        for (std::uint32_t i = 0; i < planned.outputCount; ++i) {
            bytes += m_plan.outputs[planned.firstOutput + i].bytes;
        }
        return bytes;
    }

    /// Of a matrix, with the scales and biases that the plan copies beside a packed one.
    [[nodiscard]] std::uint64_t plannedBytes(const ModelModule& module) const {
        std::uint64_t bytes = outputBytesOf(module.first);
        if (const auto& packed = m_source.tensors[module.first].packed) {
            bytes += outputBytesOf(packed->scales);
            bytes += packed->biases ? outputBytesOf(*packed->biases) : 0;
        }
        return bytes;
    }

    Status addOptions(Item& item, bool tied) const {
        const std::uint32_t tensor = item.module->first;
        const DType dtype = m_source.tensors[tensor].dtype;
        const double weight = damageWeight(*item.module, m_blueprint.layers, tied);
        item.specs.emplace_back(std::nullopt);
        item.options.push_back({item.module->packed
                                    ? encodedBytes(item.weights, *item.module->packed, dtype)
                                    : item.weights * bytesPerElement(dtype),
                                0});
        for (const Candidate& candidate : budgetCandidates(m_plan.recipe.method)) {
            if (!m_sample.knows(candidate)) {
                return Error{ErrorCode::mismatch, "the sample lacks a candidate", {}};
            }
            const ErrorSums* const sums = m_sample.findWeighed(candidate, tensor);
            if (sums != nullptr && sums->weights > 0) {
                // Zeros are stored without an error in any way.
                const double damage = sums->energy > 0 ? weight * sums->error / sums->energy : 0;
                item.specs.emplace_back(candidate.spec);
                item.options.push_back({encodedBytes(item.weights, candidate.spec, dtype), damage});
            }
        }
        return {};
    }

    /// The affine spec of most weights. Matrices that are not open may depend on the recipe's
    /// groups (their size, or whether their rows divide), which were counted as the usual ones.
    [[nodiscard]] std::optional<QuantSpec> commonSpec(
        const std::vector<std::uint32_t>& choice) const {
        const int usualGroup = defaultSpec(QuantMode::affine).groupSize;
        std::map<std::pair<int, int>, std::uint64_t> weights;
        for (std::size_t i = 0; i < m_items.size(); ++i) {
            const auto& spec = m_items[i].specs[choice[i]];
            if (spec && spec->mode == QuantMode::affine &&
                (m_allOpen || spec->groupSize == usualGroup)) {
                weights[{spec->bits, spec->groupSize}] += m_items[i].weights;
            }
        }
        const auto most =
            std::max_element(weights.begin(), weights.end(),
                             [](const auto& a, const auto& b) { return a.second < b.second; });
        if (most == weights.end()) {
            return std::nullopt;
        }
        return QuantSpec{QuantMode::affine, most->first.first, most->first.second};
    }

    /// The spec of most weights becomes the recipe's own, the others are named.
    [[nodiscard]] Recipe recipeOf(const std::vector<std::uint32_t>& choice) const {
        Recipe recipe = m_plan.recipe;
        if (const std::optional<QuantSpec> common = commonSpec(choice)) {
            recipe.bits = common->bits;
            recipe.groupSize = common->groupSize;
        }
        const QuantSpec base = baseSpec(recipe);
        for (std::size_t i = 0; i < m_items.size(); ++i) {
            const std::optional<QuantSpec>& spec = m_items[i].specs[choice[i]];
            if (spec != base) {
                recipe.layers.push_back({m_items[i].module->path, spec});
            }
        }
        std::sort(recipe.layers.begin(), recipe.layers.end(),
                  [](const LayerChoice& a, const LayerChoice& b) { return a.path < b.path; });
        return recipe;
    }

    const ConversionPlan& m_plan;
    const Blueprint& m_blueprint;
    const QualitySample& m_sample;
    ConversionPlan m_source;  ///< knows dtypes of packed weights, decoded
    QuantChooser m_chooser;
    std::uint64_t m_fixed;  ///< bytes of what is not open
    bool m_allOpen = true;  ///< of the matrices that can be quantized
    std::vector<Item> m_items;
};

/// What was counted has to be what is planned.
Result<Recipe> checked(const std::shared_ptr<const Inspection>& inspection, Recipe recipe,
                       std::uint64_t limit) {
    const ConversionPlan plan = makePlan(inspection, recipe);
    if (!plan.ok() || plan.outputBytes > limit) {
        return Error{ErrorCode::mismatch,
                     "the bits that were chosen for " + sizeText(limit) + " would take " +
                         sizeText(plan.outputBytes),
                     inspection->checkpoint.folder};
    }
    return recipe;
}

}  // namespace

std::vector<Candidate> budgetCandidates(QuantMethod method) {
    std::vector<Candidate> candidates;
    for (const int bits : {2, 3, 4, 5, 6, 8}) {
        for (const int groupSize : {32, 64, 128}) {
            candidates.push_back({method, {QuantMode::affine, bits, groupSize}});
        }
    }
    for (const QuantMode mode : {QuantMode::mxfp4, QuantMode::nvfp4}) {
        candidates.push_back({method, defaultSpec(mode)});
    }
    return candidates;
}

Result<std::uint64_t> bytesOf(const Budget& budget, const ConversionPlan& plan) {
    if (budget.bytes) {
        return *budget.bytes;
    }
    if (budget.bitsPerWeight) {
        if (!(*budget.bitsPerWeight > 0 && *budget.bitsPerWeight <= 64)) {
            return Error{ErrorCode::invalidArgument, "bits per weight lie between 2 and 16", {}};
        }
        return static_cast<std::uint64_t>(*budget.bitsPerWeight *
                                          static_cast<double>(plan.parameters) / 8);
    }
    if (!budget.mac) {
        return Error{ErrorCode::invalidArgument, "no size is asked for", {}};
    }
    const Footprint footprint = footprintOf(plan, budget.mac->contextLength);
    const std::uint64_t room = defaultGpuLimit(budget.mac->ramBytes) / 10 * 9;
    const std::uint64_t others = footprint.cache + footprint.working;
    if (room <= others) {
        return Error{ErrorCode::invalidArgument,
                     "a context of " + std::to_string(budget.mac->contextLength) +
                         " tokens alone takes " + sizeText(others) + " of the " + sizeText(room) +
                         " that such a Mac has for models",
                     {}};
    }
    return room - others;
}

Result<QualityQuestion> budgetQuestion(const std::shared_ptr<const Inspection>& inspection,
                                       const Recipe& recipe,
                                       const std::shared_ptr<const ImportanceData>& importance) {
    ConversionPlan plan = makePlan(inspection, openRecipe(recipe));
    if (importance) {
        useImportance(plan, importance);
    }
    for (const Problem& problem : plan.problems) {
        if (problem.severity == Severity::error) {
            return Error{ErrorCode::mismatch, problem.message, inspection->checkpoint.folder};
        }
    }
    QualityQuestion question;
    question.inspection = inspection;
    question.vision = plan.vision;
    question.dtype = recipe.dtype;
    question.candidates = budgetCandidates(recipe.method);
    question.importance = plan.importance;
    return question;
}

Result<Recipe> fitBudget(const std::shared_ptr<const Inspection>& inspection, const Recipe& recipe,
                         const Budget& budget, const QualitySample& sample) {
    const ConversionPlan plan = makePlan(inspection, openRecipe(recipe));
    if (!plan.ok() || sample.weights.size() != plan.tensors.size()) {
        return Error{ErrorCode::mismatch, "the model does not fit its architecture or the sample",
                     inspection->checkpoint.folder};
    }
    const Result<std::uint64_t> limit = bytesOf(budget, plan);
    if (!limit) {
        return limit.error();
    }
    Fitter fitter(plan, sample);
    if (Status status = fitter.collect(); !status) {
        return std::move(status).error();
    }
    Result<Recipe> chosen = fitter.choose(*limit);
    return chosen ? checked(inspection, *std::move(chosen), *limit) : chosen;
}

}  // namespace quince
