#include "core/model/model_config.hpp"
#include "core/plan/layer_notes.hpp"
#include "core/plan/packed_modules.hpp"
#include "core/plan/quant_choice.hpp"
#include "core/plan/source_plan.hpp"
#include "core/plan/vision_notes.hpp"

#include <quince/plan.hpp>

#include <algorithm>

namespace quince {
namespace {

/// The dtype that mlx_lm.convert casts to: the person's, else config.json's torch_dtype, else
/// text_config's dtype; and, which it overlooks, the dtype that transformers 4.56 and later write
/// in place of torch_dtype. Anything but the three known names means no cast.
std::optional<DType> castDtype(const Recipe& recipe, const Json& config) {
    if (recipe.dtype) {
        return recipe.dtype;
    }
    Json name = config.value("torch_dtype", Json(nullptr));
    if (name.is_null()) {
        const Json text = config.value("text_config", Json(nullptr));
        name = text.is_object() ? text.value("dtype", Json(nullptr)) : Json(nullptr);
    }
    if (name.is_null()) {
        name = config.value("dtype", Json(nullptr));
    }
    for (const DType dtype : {DType::f16, DType::bf16, DType::f32}) {
        if (name.is_string() && name.get<std::string>() == traits(dtype).longName) {
            return dtype;
        }
    }
    return std::nullopt;
}

/// What becomes of weights that the source holds packed.
enum class PackedWeights { asTheRecipeSays, decoded };

class Planner {
public:
    Planner(ConversionPlan& plan, const Blueprint& blueprint, PackedWeights packedWeights)
        : m_plan(plan),
          m_blueprint(blueprint),
          m_packedWeights(packedWeights),
          m_chooser(blueprint, plan.recipe),
          m_cast(castDtype(plan.recipe, blueprint.config->json())) {
        m_plan.tensors.resize(blueprint.tensors.size());
        m_plan.outputs.reserve(3 * blueprint.tensors.size());
    }

    void run() {
        if (const auto why = m_chooser.whyMixedCannotBe()) {
            m_plan.problems.push_back({Severity::error, *why});
        }
        for (const ModelModule& module : m_blueprint.modules) {
            module.packed ? addPacked(module) : addModule(module);
        }
        tellOfPacked(m_packedCount, m_plan);
        refuseBitNet();
        m_plan.configJson = configText();
        if (m_plan.parameters > 0) {
            m_plan.bitsPerWeight = static_cast<double>(m_plan.outputBytes) * 8.0 /
                                   static_cast<double>(m_plan.parameters);
        }
    }

private:
    void addModule(const ModelModule& module) {
        QuantChoice choice;
        for (std::uint32_t i = module.first; i < module.first + module.count; ++i) {
            TensorPlan& tensorPlan = begin(i, module);
            const bool isWeight = module.quantizable && i == module.first;
            if (isWeight && m_plan.recipe.quantize) {
                choice = m_chooser.choose(module, m_blueprint.tensors[i].shape, tensorPlan.dtype);
                tensorPlan.quant = choice.spec;
                tensorPlan.why = choice.why;
            } else {
                tensorPlan.why = isWeight ? "not quantized" : "kept";
            }
            addOutputs(i, module);
        }
        m_packedCount.fresh += choice.spec ? 1 : 0;
        finish(module, choice);
    }

    /// A module whose weight the source holds as words, scales and biases.
    void addPacked(const ModelModule& module) {
        PackedFate fate = fateOfPacked(m_plan, module, m_chooser, m_cast);
        if (m_packedWeights == PackedWeights::decoded && hasKernel(*module.packed)) {
            fate.decoded = true;
        }
        for (std::uint32_t i = module.first; i < module.first + module.count; ++i) {
            TensorPlan& tensorPlan = begin(i, module);
            const bool isPart = i == fate.weight.scales || i == fate.weight.biases;
            tensorPlan.why = i == module.first ? fate.choice.why
                             : isPart          ? "decoded with its weight"
                                               : "kept";
            if (fate.decoded && i == module.first) {
                tensorPlan.packed = fate.weight;
                tensorPlan.dtype = fate.dtype;
                tensorPlan.quant = fate.choice.spec;
            }
            if (!fate.decoded) {
                tensorPlan.why = fate.choice.why;
            }
            if (!fate.decoded || !isPart) {
                addOutputs(i, module);
            }
        }
        if (!fate.decoded && m_plan.recipe.requantize &&
            *module.packed != baseSpec(m_plan.recipe)) {
            m_entries.emplace_back(module.path, quantEntry(*module.packed));
        }
        std::size_t& counted = !fate.decoded      ? m_packedCount.kept
                               : fate.choice.spec ? m_packedCount.quantized
                                                  : m_packedCount.decoded;
        ++counted;
        finish(module, fate.choice);
    }

    TensorPlan& begin(std::uint32_t index, const ModelModule& module) {
        const ModelTensor& tensor = m_blueprint.tensors[index];
        TensorPlan& tensorPlan = m_plan.tensors[index];
        tensorPlan.part = module.part;
        tensorPlan.dtype = isFloat(tensor.dtype) && !tensor.keepDtype
                               ? m_cast.value_or(tensor.dtype)
                               : tensor.dtype;
        tensorPlan.firstOutput = static_cast<std::uint32_t>(m_plan.outputs.size());
        return tensorPlan;
    }

    void finish(const ModelModule& module, QuantChoice& choice) {
        count(module, choice);
        if (choice.spec && !choice.configEntry.is_null()) {
            m_entries.emplace_back(module.path, std::move(choice.configEntry));
        }
        if (choice.warning) {
            m_plan.problems.push_back({Severity::warning, *choice.warning});
        }
    }

    /// Its ternary layers are no QuantizedLinear of MLX; mlx-lm forgets what they are.
    void refuseBitNet() {
        const Json* own = m_blueprint.config->find("quantization_config");
        if (m_plan.recipe.dequantize && own != nullptr && own->is_object() &&
            own->value("quant_method", Json(nullptr)) == Json("bitnet")) {
            m_plan.problems.push_back(
                {Severity::error, "the ternary weights of BitNet cannot be dequantized yet"});
        }
    }

    void addOutput(std::uint32_t source, std::string name, DType dtype, Shape shape) {
        const std::uint64_t bytes =
            elementCount(shape) * static_cast<std::uint64_t>(traits(dtype).bits) / 8;
        m_plan.outputBytes += bytes;
        m_plan.outputs.push_back({std::move(name), dtype, std::move(shape), source, bytes});
    }

    void addOutputs(std::uint32_t index, const ModelModule& module) {
        const std::string& name = m_blueprint.tensors[index].name;
        TensorPlan& tensorPlan = m_plan.tensors[index];
        const Shape& shape =
            tensorPlan.packed ? tensorPlan.packed->shape : m_blueprint.tensors[index].shape;
        if (!tensorPlan.quant) {
            addOutput(index, name, tensorPlan.dtype, shape);
        } else {
            constexpr int wordBits = 32;
            Shape codes = shape;
            Shape groups = shape;
            codes.back() = shape.back() * tensorPlan.quant->bits / wordBits;
            groups.back() = shape.back() / tensorPlan.quant->groupSize;
            addOutput(index, name, DType::u32, std::move(codes));
            const bool affine = tensorPlan.quant->mode == QuantMode::affine;
            addOutput(index, module.path + ".scales", affine ? tensorPlan.dtype : DType::u8,
                      groups);
            if (affine) {
                addOutput(index, module.path + ".biases", tensorPlan.dtype, std::move(groups));
            }
        }
        tensorPlan.outputCount =
            static_cast<std::uint32_t>(m_plan.outputs.size()) - tensorPlan.firstOutput;
    }

    /// mlx-lm's get_total_parameters: of a quantized module the logical weights and the bias.
    void count(const ModelModule& module, const QuantChoice& choice) {
        if (!module.counted) {
            return;
        }
        const bool quantized = module.packed || choice.spec;
        for (std::uint32_t i = module.first; i < module.first + module.count; ++i) {
            const ModelTensor& tensor = m_blueprint.tensors[i];
            std::uint64_t elements = elementCount(tensor.shape);
            if (module.packed && i == module.first) {
                elements = elements * 32 / static_cast<std::uint64_t>(module.packed->bits);
            } else if (quantized && i != module.first && !tensor.name.ends_with(".bias")) {
                continue;
            }
            m_plan.parameters += elements;
        }
    }

    /// mlx_lm/utils.py, quantize_model and save_config; of mlx_vlm the same two.
    std::string configText() {
        Json config = m_blueprint.config->json();
        if (m_blueprint.withVision && !config.contains("vision_config")) {
            config["vision_config"] = Json::object();  // what LM Studio knows such a model by
        }
        if (m_plan.recipe.quantize) {
            const QuantSpec base = baseSpec(m_plan.recipe);
            Json quantization = config.value("quantization", Json(nullptr));
            if (!quantization.is_object() || m_plan.recipe.requantize) {
                quantization = quantEntry(base);
            }
            if (m_packedCount.quantized > 0) {  // the source may speak of the module already
                for (const auto& [path, entry] : m_entries) {
                    quantization.erase(path);
                }
            }
            // emplace_back, since ordered_json's own insertion looks through all keys each time.
            auto& object = quantization.get_ref<Json::object_t&>();
            for (auto& [path, entry] : m_entries) {
                object.emplace_back(path, std::move(entry));
            }
            config["quantization"] = std::move(quantization);
        }
        if (m_plan.recipe.dequantize) {
            config.erase("quantization");
            config.erase("quantization_config");
        }
        if (config.contains("quantization")) {
            config["quantization_config"] = config["quantization"];
        }
        config.erase("_name_or_path");
        config.erase(m_blueprint.withVision ? "torch_dtype" : "vision_config");
        std::vector<std::pair<std::string, const Json*>> sorted;
        for (const auto& [key, value] : config.items()) {
            sorted.emplace_back(key, &value);
        }
        std::sort(sorted.begin(), sorted.end());
        Json result = Json::object();
        for (const auto& [key, value] : sorted) {
            result[key] = *value;
        }
        return pythonDump(result);
    }

    ConversionPlan& m_plan;
    const Blueprint& m_blueprint;
    PackedWeights m_packedWeights;
    QuantChooser m_chooser;
    std::optional<DType> m_cast;
    std::vector<std::pair<std::string, Json>> m_entries;
    PackedCount m_packedCount;
};

ConversionPlan planned(std::shared_ptr<const Inspection> inspection, const Recipe& recipe,
                       PackedWeights packedWeights) {
    ConversionPlan plan;
    plan.recipe = recipe;
    plan.inspection = inspection;
    plan.vision = recipe.vision.value_or(inspection->usualVision());
    const Blueprint& blueprint = inspection->blueprintFor(plan.vision);
    plan.problems = blueprint.problems;
    refuseMissingVision(plan);
    for (const std::string& warning : inspection->checkpoint.warnings) {
        plan.problems.push_back({Severity::warning, warning});
    }
    if (Status status = validate(recipe); !status) {
        plan.problems.push_back({Severity::error, status.error().message});
    }
    if (plan.ok()) {
        Planner(plan, blueprint, packedWeights).run();
        tellOfStrangeLayers(plan);
    }
    tellOfVision(plan);
    return plan;
}

}  // namespace

bool ConversionPlan::ok() const {
    return std::none_of(problems.begin(), problems.end(),
                        [](const Problem& problem) { return problem.severity == Severity::error; });
}

ConversionPlan makePlan(std::shared_ptr<const Inspection> inspection, const Recipe& recipe) {
    return planned(std::move(inspection), recipe, PackedWeights::asTheRecipeSays);
}

ConversionPlan planOfSource(std::shared_ptr<const Inspection> inspection,
                            std::optional<DType> dtype, VisionChoice vision) {
    Recipe recipe;
    recipe.dtype = dtype;
    recipe.vision = vision;
    return planned(std::move(inspection), recipe, PackedWeights::decoded);
}

}  // namespace quince
