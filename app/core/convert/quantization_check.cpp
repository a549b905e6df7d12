#include "core/convert/quantization_check.hpp"

#include "core/model/quantization_entry.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace quince {
namespace {

constexpr std::string_view scalesSuffix = ".scales";

std::optional<QuantSpec> specOf(const Json& entry) {
    Result<QuantSpec> spec = readQuantizationEntry(entry);
    return spec ? std::optional(*spec) : std::nullopt;
}

class Checker {
public:
    Checker(const Json* quantization, const TensorsByName& tensors, std::vector<Problem>& problems)
        : m_quantization(quantization), m_tensors(tensors), m_problems(problems) {}

    void check() {
        for (const auto& [name, scales] : m_tensors) {
            if (name.ends_with(scalesSuffix)) {
                checkModule(name.substr(0, name.size() - scalesSuffix.size()), scales);
            }
        }
        checkEntries();
    }

private:
    void fail(const std::string& module, const std::string& what) {
        m_problems.push_back({Severity::error, module + ": " + what});
    }

    /// What the config says of a module; nothing when it says that it is not quantized.
    [[nodiscard]] std::optional<QuantSpec> specFor(const std::string& module) const {
        if (m_quantization == nullptr) {
            return std::nullopt;
        }
        const auto own = m_quantization->find(module);
        if (own == m_quantization->end()) {
            return specOf(*m_quantization);
        }
        return own->is_object() ? specOf(*own) : std::nullopt;
    }

    void checkModule(const std::string& module, const TensorInfo& scales) {
        const auto weight = m_tensors.find(module + ".weight");
        if (weight == m_tensors.end()) {
            return fail(module, "has scales but no weight");
        }
        const std::optional<QuantSpec> spec = specFor(module);
        if (!spec) {
            return fail(module, "has scales, but config.json does not say how it is quantized");
        }
        checkShapes(module, weight->second, scales, *spec);
        const auto biases = m_tensors.find(module + ".biases");
        const bool affine = spec->mode == QuantMode::affine;
        if (affine != (biases != m_tensors.end())) {
            return fail(module, affine ? "has no biases" : "has biases, its mode has none");
        }
        if (affine &&
            (biases->second.shape != scales.shape || biases->second.dtype != scales.dtype)) {
            fail(module, "biases " + shapeText(biases->second.shape) + " do not match scales " +
                             shapeText(scales.shape));
        }
    }

    void checkShapes(const std::string& module, const TensorInfo& weight, const TensorInfo& scales,
                     const QuantSpec& spec) {
        const bool leading =
            !weight.shape.empty() && weight.shape.size() == scales.shape.size() &&
            std::equal(weight.shape.begin(), weight.shape.end() - 1, scales.shape.begin());
        const bool right =
            leading && weight.dtype == DType::u32 &&
            scales.shape.back() < (std::int64_t{1} << 40) &&
            weight.shape.back() < (std::int64_t{1} << 40) &&
            weight.shape.back() * 32 == scales.shape.back() * spec.groupSize * spec.bits;
        if (!right) {
            fail(module, "weight " + std::string(traits(weight.dtype).name) + " " +
                             shapeText(weight.shape) + " and scales " + shapeText(scales.shape) +
                             " do not fit " + std::to_string(spec.bits) + " bits in groups of " +
                             std::to_string(spec.groupSize));
        }
    }

    /// Entries of the config that quantize what is not there.
    void checkEntries() {
        if (m_quantization == nullptr) {
            return;
        }
        for (const auto& [module, entry] : m_quantization->items()) {
            if (entry.is_object() && !m_tensors.contains(module + std::string(scalesSuffix))) {
                m_problems.push_back({Severity::warning,
                                      module + ": config.json quantizes it, but it has no scales"});
            }
        }
    }

    const Json* m_quantization;
    const TensorsByName& m_tensors;
    std::vector<Problem>& m_problems;
};

}  // namespace

void checkQuantization(const ModelConfig& config, const TensorsByName& tensors,
                       std::vector<Problem>& problems) {
    const Json* quantization = config.find("quantization");
    if (quantization != nullptr && !quantization->is_object()) {
        problems.push_back({Severity::error, "config.json: quantization is not an object"});
        quantization = nullptr;
    }
    Checker(quantization, tensors, problems).check();
}

}  // namespace quince
