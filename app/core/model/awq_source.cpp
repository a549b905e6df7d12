#include "core/model/awq_source.hpp"

#include "core/model/tensor_view.hpp"

#include <array>
#include <optional>
#include <string>
#include <utility>

namespace quince {
namespace {

/// Codes of one AWQ word.
constexpr std::int64_t packFactor = 8;

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
    MappedTensor weight = plainTensor(std::move(*codes));
    weight.form = SourceForm::awqCodes;
    weight.dtype = DType::u32;
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
    MappedTensor newScales = plainTensor(std::move(*scaleView));
    newScales.dtype = dtype;
    tensors.erase(zeros);
    tensors.erase(prefix + ".qweight");
    tensors.insert_or_assign(prefix + ".scales", std::move(newScales));
    tensors.insert_or_assign(prefix + ".weight", std::move(weight));
    tensors.insert_or_assign(prefix + ".biases", std::move(biases));
    return dtype;
}

}  // namespace

Status convertAwq(TensorMap& tensors) {
    for (const auto& [name, tensor] : tensors) {
        if (name.ends_with(".g_idx")) {
            return Error{ErrorCode::unsupported,
                         name + ": columns in activation order (g_idx) cannot be kept in MLX",
                         {}};
        }
    }
    std::optional<DType> dtype;
    for (const std::string& prefix : pathsEndingIn(tensors, ".qweight")) {
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

}  // namespace quince
