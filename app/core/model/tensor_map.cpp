#include "core/model/tensor_map.hpp"

#include <algorithm>
#include <utility>

namespace quince {

MappedTensor plainTensor(TensorView view) {
    MappedTensor tensor;
    tensor.dtype = view.dtype;
    tensor.shape = view.shape;
    tensor.view = std::move(view);
    return tensor;
}

std::vector<std::string> pathsEndingIn(const TensorMap& tensors, std::string_view ending) {
    std::vector<std::string> paths;
    for (const auto& [name, tensor] : tensors) {
        if (name.ends_with(ending)) {
            paths.push_back(name.substr(0, name.size() - ending.size()));
        }
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

}  // namespace quince
