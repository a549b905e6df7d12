#include "core/model/source_quantization.hpp"

#include "core/model/tensor_view.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace quince {
namespace {

/// Codes of one AWQ word.
constexpr std::int64_t packFactor = 8;

Result<QuantSpec> readSpec(const Json& object, const QuantSpec& fallback) {
    QuantSpec spec = fallback;
    const Json mode = object.value("mode", Json(nullptr));
    const Json bits = object.value("bits", Json(nullptr));
    const Json group = object.value("group_size", Json(nullptr));
    const std::optional<QuantMode> known =
        mode.is_string() ? quantModeFromName(mode.get<std::string>()) : QuantMode::affine;
    const bool numbers = (bits.is_null() || bits.is_number_integer()) &&
                         (group.is_null() || group.is_number_integer());
    if (!known || !numbers) {
        return Error{
            ErrorCode::malformed,
            "config.json has a quantization that is not MLX's: " + object.dump().substr(0, 100),
            {}};
    }
    spec.mode = *known;
    spec.bits = bits.is_null() ? fallback.bits : bits.get<int>();
    spec.groupSize = group.is_null() ? fallback.groupSize : group.get<int>();
    static constexpr std::array<int, 6> widths{2, 3, 4, 5, 6, 8};
    if (std::find(widths.begin(), widths.end(), spec.bits) == widths.end() || spec.groupSize < 16 ||
        spec.groupSize > 1024) {
        return Error{ErrorCode::malformed,
                     "config.json says " + std::to_string(spec.bits) + " bits in groups of " +
                         std::to_string(spec.groupSize),
                     {}};
    }
    return spec;
}

MappedTensor plainTensor(TensorView view, DType dtype) {
    MappedTensor tensor;
    tensor.dtype = dtype;
    tensor.shape = view.shape;
    tensor.view = std::move(view);
    return tensor;
}

/// Replaces one AWQ layer (mlx_lm/utils.py, _transform_awq_weights): qweight I32 [in, out/8],
/// scales [groups, out], qzeros I32 [groups, out/8]. Returns the dtype of its scales.
Result<DType> convertAwqLayer(TensorMap& tensors, const std::string& prefix) {
    const std::array<std::size_t, 2> swap{1, 0};
    const auto scales = tensors.find(prefix + ".scales");
    const MappedTensor& words = tensors.at(prefix + ".qweight");
    if (scales == tensors.end() || words.dtype != DType::i32 || words.shape.size() != 2 ||
        scales->second.shape.size() != 2 ||
        scales->second.shape[1] != words.shape[1] * packFactor ||
        words.shape[0] % packFactor != 0) {
        return Error{ErrorCode::mismatch,
                     prefix + ".qweight and its scales are not in AWQ's GEMM layout",
                     {}};
    }
    const DType dtype = scales->second.dtype;
    Result<TensorView> codes = transposeView(words.view, swap);
    Result<TensorView> scaleView = transposeView(scales->second.view, swap);
    if (!codes || !scaleView) {
        return codes ? std::move(scaleView).error() : std::move(codes).error();
    }
    MappedTensor weight = plainTensor(std::move(*codes), DType::u32);
    weight.form = SourceForm::awqCodes;
    weight.shape = {weight.view.shape[0] * packFactor, weight.view.shape[1] / packFactor};

    MappedTensor biases;
    biases.form = SourceForm::awqBiases;
    biases.dtype = dtype;
    biases.shape = scaleView->shape;
    biases.second = *scaleView;
    const auto zeros = tensors.find(prefix + ".qzeros");
    Result<TensorView> view = zeros == tensors.end()
                                  ? Error{ErrorCode::mismatch, prefix + ".qzeros is missing", {}}
                                  : transposeView(zeros->second.view, swap);
    if (!view) {
        return std::move(view).error();
    }
    if (view->dtype != DType::i32 || view->shape.size() != 2 ||
        view->shape[0] * packFactor != biases.shape[0] || view->shape[1] != biases.shape[1]) {
        return Error{ErrorCode::mismatch, prefix + ".qzeros is not in AWQ's GEMM layout", {}};
    }
    biases.view = std::move(*view);
    tensors.erase(zeros);
    tensors.erase(prefix + ".qweight");
    tensors.insert_or_assign(prefix + ".scales", plainTensor(std::move(*scaleView), dtype));
    tensors.insert_or_assign(prefix + ".weight", std::move(weight));
    tensors.insert_or_assign(prefix + ".biases", std::move(biases));
    return dtype;
}

}  // namespace

Result<SourceQuantization> SourceQuantization::read(const Json& config) {
    SourceQuantization source;
    if (const Json& mlx = config.value("quantization", Json(nullptr)); mlx.is_object()) {
        Result<QuantSpec> spec = readSpec(mlx, {});
        if (!spec) {
            return std::move(spec).error();
        }
        source.m_kind = Kind::mlx;
        source.m_spec = *spec;
        source.m_config = mlx;
        return source;
    }
    source.m_config = config.value("quantization_config", Json(nullptr));
    if (!source.m_config.is_object()) {
        return source;
    }
    const Json method = source.m_config.value("quant_method", Json(nullptr));
    const std::string name = method.is_string() ? method.get<std::string>() : "an unnamed method";
    if (name == "bitnet") {
        source.m_kind = Kind::bitnet;
        return source;
    }
    if (name != "awq") {
        return Error{ErrorCode::unsupported,
                     "the checkpoint is quantized already (" + name +
                         "), which Quince cannot decode yet; use the original in bfloat16 or "
                         "float16",
                     {}};
    }
    Result<QuantSpec> spec = readSpec(source.m_config, {QuantMode::affine, 4, 128});
    if (!spec || spec->bits != 4) {
        return spec ? Error{ErrorCode::unsupported,
                            "the checkpoint is AWQ with " + std::to_string(spec->bits) +
                                " bits; only 4 are supported",
                            {}}
                    : std::move(spec).error();
    }
    source.m_kind = Kind::awq;
    source.m_spec = *spec;
    return source;
}

Status SourceQuantization::convert(TensorMap& tensors) const {
    if (m_kind != Kind::awq) {
        return {};
    }
    static const std::string ending = ".qweight";
    std::vector<std::string> prefixes;
    for (const auto& [name, tensor] : tensors) {
        if (name.ends_with(".g_idx")) {
            return Error{ErrorCode::unsupported,
                         name + ": columns in activation order (g_idx) cannot be kept in MLX",
                         {}};
        }
        if (name.ends_with(ending)) {
            prefixes.push_back(name.substr(0, name.size() - ending.size()));
        }
    }
    std::sort(prefixes.begin(), prefixes.end());
    std::optional<DType> dtype;
    for (const std::string& prefix : prefixes) {
        Result<DType> scaleDtype = convertAwqLayer(tensors, prefix);
        if (!scaleDtype) {
            return std::move(scaleDtype).error();
        }
        dtype = *scaleDtype;
    }
    // mlx-lm then casts every floating tensor to the dtype of the scales.
    for (auto& [name, tensor] : tensors) {
        if (dtype && isFloat(tensor.dtype)) {
            tensor.dtype = *dtype;
        }
    }
    return {};
}

Json SourceQuantization::configEntry() const {
    if (m_kind == Kind::mlx) {
        return m_config;
    }
    if (m_kind == Kind::awq) {
        return Json{{"group_size", m_spec.groupSize}, {"bits", m_spec.bits}};
    }
    return nullptr;
}

QuantSpec SourceQuantization::packedSpec(const std::string& path) const {
    if (m_kind == Kind::mlx) {
        if (const Json own = m_config.value(path, Json(nullptr)); own.is_object()) {
            // A module's own entry stands alone: what it leaves out is MLX's default, not ours.
            Result<QuantSpec> spec = readSpec(own, {QuantMode::affine, 4, 64});
            return spec ? *spec : m_spec;
        }
    }
    return m_spec;
}

bool SourceQuantization::isBitLinear(const std::string& path) const {
    if (m_kind != Kind::bitnet) {
        return false;
    }
    const Json kept = m_config.value("modules_to_not_convert", Json(nullptr));
    return std::find(kept.begin(), kept.end(), Json(path)) == kept.end();
}

}  // namespace quince
