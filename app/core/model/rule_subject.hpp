#pragma once

#include "core/model/decoded_tensors.hpp"
#include "core/model/tensor_map.hpp"

namespace quince {

/// What rules work on.
struct RuleSubject {
    TensorMap& tensors;
    DecodedTensors& decoded;
    Dropped& dropped;
};

}  // namespace quince
