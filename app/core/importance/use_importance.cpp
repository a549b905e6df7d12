#include "core/base/file.hpp"
#include "core/budget/damage_weight.hpp"
#include "core/convert/source_tensors.hpp"
#include "core/convert/tiles.hpp"
#include "core/importance/gguf_names.hpp"
#include "core/importance/imatrix.hpp"

#include <quince/importance.hpp>
#include <quince/plan.hpp>

#include <xxhash.h>

#include <algorithm>
#include <optional>
#include <set>

namespace quince {
namespace {

/// Looks for the model's matrices in one file's entries: for all that any plan may quantize, so
/// that what is found does not depend on the bits of this one.
class Matcher {
public:
    Matcher(const ConversionPlan& plan, const ImportanceData& data)
        : m_plan(plan),
          m_data(data),
          m_hasTiedHead(hasTiedHead(plan.blueprint())),
          m_importance(std::make_shared<PlanImportance>()) {
        m_importance->tensors.resize(plan.tensors.size());
    }

    void run() {
        for (const ModelModule& module : m_plan.blueprint().modules) {
            if (module.count > 0 && (module.quantizable || module.packed)) {
                match(module);
            }
        }
        hash();
    }

    [[nodiscard]] const std::shared_ptr<PlanImportance>& importance() const { return m_importance; }
    [[nodiscard]] bool any() const { return m_any; }
    /// Of those that this plan quantizes.
    [[nodiscard]] std::size_t found() const { return m_found; }
    [[nodiscard]] std::size_t without() const { return m_without; }
    [[nodiscard]] const std::string& firstWithout() const { return m_firstWithout; }
    [[nodiscard]] const std::optional<std::string>& misfit() const { return m_misfit; }

private:
    struct Stack {
        std::uint64_t columns = 0;
        std::uint64_t matrices = 1;
    };

    /// Of its weights, though they be packed in the source and stay so in this plan.
    [[nodiscard]] Shape shapeOf(const ModelModule& module) const {
        constexpr std::int64_t wordBits = 32;
        Shape shape = modelTensor(m_plan, module.first).shape;
        if (module.packed) {
            shape.back() = shape.back() * wordBits / module.packed->bits;
        }
        return shape;
    }

    void match(const ModelModule& module) {
        const Shape shape = shapeOf(module);
        if (elementCount(shape) == 0) {
            return;
        }
        const bool counts = m_plan.tensors[module.first].quant.has_value();
        Stack stack{static_cast<std::uint64_t>(shape.back()), 1};
        for (std::size_t axis = 0; axis + 2 < shape.size(); ++axis) {
            stack.matrices *= static_cast<std::uint64_t>(shape[axis]);
        }
        const std::optional<MeanSquares> squares = squaresFor(module, stack);
        if (!squares) {
            if (counts && m_without++ == 0) {
                m_firstWithout = module.path;
            }
            return;
        }
        m_any = true;
        m_found += counts ? 1 : 0;
        m_importance->tensors[module.first] = {*squares, stack.columns,
                                               elementCount(shape) / stack.matrices};
    }

    std::optional<MeanSquares> squaresFor(const ModelModule& module, const Stack& stack) {
        std::vector<std::string> names{module.path};
        const std::vector<std::string> sources = sourceNames(module);
        if (sources.size() == 1) {
            names.push_back(sources.front());
        }
        const std::vector<std::string> gguf = ggufNames(module, m_hasTiedHead);
        const std::size_t own = names.size() + 1;  // the others may be matrices of other inputs
        names.insert(names.end(), gguf.begin(), gguf.end());
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (auto squares = fitted(names[i], stack, i < own)) {
                return squares;
            }
        }
        if (stack.matrices > 1 && sources.size() == stack.matrices) {
            if (const auto joined = join(sources, stack, true)) {
                return joined;
            }
        }
        for (const std::string& name : gguf) {
            std::vector<std::string> experts;
            for (std::uint64_t i = 0; i < stack.matrices && stack.matrices > 1; ++i) {
                experts.push_back(ggufExpertName(name, i));
            }
            if (const auto joined = join(experts, stack, &name == &gguf.front())) {
                return joined;
            }
        }
        return std::nullopt;
    }

    /// The checkpoint's names of what a weight is made of, without ".weight".
    [[nodiscard]] std::vector<std::string> sourceNames(const ModelModule& module) const {
        const SourceTensors sources = sourceTensors(m_plan);
        std::vector<std::string> names;
        for (const ViewPiece& piece : modelTensor(m_plan, module.first).view.pieces) {
            names.push_back(withoutWeight(sources.name(piece.tensor)));
        }
        return names;
    }

    /// Nothing where there is no entry of that name or none of such rows; under a name that is the
    /// matrix's `own` the latter is a misfit.
    std::optional<MeanSquares> fitted(const std::string& name, const Stack& stack, bool own) {
        const auto entry = m_data.entries.find(name);
        if (entry == m_data.entries.end()) {
            return std::nullopt;
        }
        const MeanSquares& squares = entry->second;
        const std::size_t values = squares.values->size();
        if (values == stack.columns) {
            return MeanSquares{1, raised(squares, 1).values};
        }
        if (values == stack.columns * stack.matrices) {
            return MeanSquares{stack.matrices, raised(squares, stack.matrices).values};
        }
        if (own && !m_misfit) {
            m_misfit = name + " has " + std::to_string(values / squares.matrices) +
                       " values where a row has " + std::to_string(stack.columns) + " weights";
        }
        return std::nullopt;
    }

    /// Of experts with an entry each; those without take part as if all columns were alike.
    std::optional<MeanSquares> join(const std::vector<std::string>& names, const Stack& stack,
                                    bool own) {
        std::vector<float> values;
        bool any = false;
        for (const std::string& name : names) {
            if (const auto squares = fitted(name, {stack.columns, 1}, own)) {
                any = true;
                values.insert(values.end(), squares->values->begin(), squares->values->end());
            } else {
                values.resize(values.size() + stack.columns, 1.0F);
            }
        }
        if (!any) {
            return std::nullopt;
        }
        return MeanSquares{stack.matrices,
                           std::make_shared<const std::vector<float>>(std::move(values))};
    }

    void hash() {
        std::vector<std::uint64_t> parts;
        for (const TensorImportance& tensor : m_importance->tensors) {
            parts.push_back(tensor.squares.matrices);
            parts.push_back(tensor.squares.values
                                ? XXH3_64bits(tensor.squares.values->data(),
                                              tensor.squares.values->size() * sizeof(float))
                                : 0);
        }
        const XXH128_hash_t all = XXH3_128bits(parts.data(), parts.size() * sizeof(parts[0]));
        m_importance->hash = {all.low64, all.high64};
    }

    const ConversionPlan& m_plan;
    const ImportanceData& m_data;
    const bool m_hasTiedHead;
    std::shared_ptr<PlanImportance> m_importance;
    bool m_any = false;
    std::size_t m_found = 0;
    std::size_t m_without = 0;
    std::string m_firstWithout;
    std::optional<std::string> m_misfit;
};

}  // namespace

void useImportance(ConversionPlan& plan, const std::shared_ptr<const ImportanceData>& data) {
    plan.importance.reset();
    if (!plan.ok() || !plan.recipe.quantize) {
        return;
    }
    const std::string name = nameText(data->path);
    if (plan.recipe.method == QuantMethod::mlx) {
        plan.problems.push_back(
            {Severity::warning, "The method mlx takes no notice of the importance in " + name +
                                    "; choose the method refined to use it."});
        return;
    }
    if (!plan.recipe.importanceHash.empty() && plan.recipe.importanceHash != data->hash) {
        plan.problems.push_back(
            {Severity::error, name +
                                  " is not the importance that the recipe was made with: its data "
                                  "differ; find the right one, or choose it anew to use it."});
        return;
    }
    Matcher matcher(plan, *data);
    matcher.run();
    const std::size_t all = matcher.found() + matcher.without();
    if (matcher.misfit() || !matcher.any()) {
        plan.problems.push_back(
            {Severity::error,
             name + " belongs to another model: " +
                 matcher.misfit().value_or("none of its " + std::to_string(data->entries.size()) +
                                           " names is one of this model") +
                 "."});
        return;
    }
    plan.importance = matcher.importance();
    plan.recipe.importanceHash = data->hash;
    std::string note = name + " weighs the inputs of " + std::to_string(matcher.found()) + " of " +
                       std::to_string(all) + " quantized matrices";
    if (matcher.without() > 0) {
        note += "; the others, such as " + matcher.firstWithout() +
                ", are quantized with all inputs alike";
    }
    plan.problems.push_back({Severity::note, note + "."});
}

}  // namespace quince
