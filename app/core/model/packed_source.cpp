#include "core/model/packed_source.hpp"

#include <string>
#include <utility>

namespace quince {
namespace {

Status unpackLayer(const QuantSpec& spec, const std::string& path, TensorMap& tensors,
                   DecodedTensors& decoded) {
    const MappedTensor words = tensors.at(path + ".weight_packed");
    const auto scales = tensors.find(path + ".weight_scale");
    const bool fits = scales != tensors.end() && words.dtype == DType::i32 &&
                      words.shape.size() == 2 && scales->second.shape.size() == 2 &&
                      isFloat(scales->second.dtype) && scales->second.shape[0] == words.shape[0] &&
                      scales->second.shape[1] * spec.groupSize * spec.bits == words.shape[1] * 32;
    if (!fits) {
        return Error{ErrorCode::mismatch,
                     path + ".weight_packed and its scales do not fit " +
                         std::to_string(spec.bits) + " bits in groups of " +
                         std::to_string(spec.groupSize),
                     {}};
    }
    Result<TensorView> codes = decoded.reinterpret(words.view, DType::u32);
    if (!codes) {
        return std::move(codes).error();
    }
    const TensorView scaleView = scales->second.view;
    const auto offset = static_cast<float>(1 << (spec.bits - 1));
    tensors.erase(path + ".weight_packed");
    tensors.erase(path + ".weight_scale");
    tensors.erase(path + ".weight_shape");
    tensors.insert_or_assign(path + ".weight", plainTensor(std::move(*codes)));
    tensors.insert_or_assign(path + ".scales", plainTensor(scaleView));
    tensors.insert_or_assign(path + ".biases",
                             plainTensor(decoded.scaleElements(scaleView, -offset)));
    return {};
}

}  // namespace

Status unpackCompressedTensors(const QuantSpec& spec, TensorMap& tensors, DecodedTensors& decoded) {
    for (const std::string& path : pathsEndingIn(tensors, ".weight_packed")) {
        if (Status status = unpackLayer(spec, path, tensors, decoded); !status) {
            return status;
        }
    }
    return {};
}

}  // namespace quince
