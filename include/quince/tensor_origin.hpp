#pragma once

#include <quince/architecture.hpp>
#include <quince/checkpoint.hpp>

#include <string>
#include <vector>

namespace quince {

/// Where a tensor of the model comes from, for a person.
struct TensorOrigin {
    std::vector<std::string> sources;  ///< names in the checkpoint, in the order of their use
    std::string how;  ///< "as it is", or what is done: "8 stacked, a part, 8-bit floats decoded"
};

/// Pure. `tensor` is one of `blueprint`, which was made from `checkpoint`.
[[nodiscard]] TensorOrigin originOf(const Checkpoint& checkpoint, const Blueprint& blueprint,
                                    const ModelTensor& tensor);

}  // namespace quince
