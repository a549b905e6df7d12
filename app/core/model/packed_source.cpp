#include "core/model/packed_source.hpp"

#include "core/model/tensor_view.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace quince {
namespace {

void setView(TensorMap& tensors, const std::string& name, TensorView view) {
    MappedTensor tensor;
    tensor.dtype = view.dtype;
    tensor.shape = view.shape;
    tensor.view = std::move(view);
    tensors.insert_or_assign(name, std::move(tensor));
}

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
    setView(tensors, path + ".weight", std::move(*codes));
    setView(tensors, path + ".scales", scaleView);
    setView(tensors, path + ".biases", decoded.scaleElements(scaleView, -offset));
    return {};
}

}  // namespace

Status unpackCompressedTensors(const QuantSpec& spec, TensorMap& tensors, DecodedTensors& decoded) {
    static const std::string ending = ".weight_packed";
    std::vector<std::string> paths;
    for (const auto& [name, tensor] : tensors) {
        if (name.ends_with(ending)) {
            paths.push_back(name.substr(0, name.size() - ending.size()));
        }
    }
    std::sort(paths.begin(), paths.end());  // so that messages do not depend on hashing
    for (const std::string& path : paths) {
        if (Status status = unpackLayer(spec, path, tensors, decoded); !status) {
            return status;
        }
    }
    return {};
}

}  // namespace quince
