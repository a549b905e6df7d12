#pragma once

#include <quince/architecture.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace quince {

/// A tensor on its way from the checkpoint to the model: the rules rename and rearrange it.
struct MappedTensor {
    SourceForm form = SourceForm::plain;
    TensorView view;
    std::optional<TensorView> second;
    DType dtype = DType::f32;  ///< of the value; differs from the view's for forms and casts
    Shape shape;               ///< of the value
    bool taken = false;        ///< a module has it
};

/// By name. The order of modules decides the order of the result, so this has none.
using TensorMap = std::unordered_map<std::string, MappedTensor>;

/// The tensor that is just `view`.
[[nodiscard]] MappedTensor plainTensor(TensorView view);

/// The names that end in `ending`, without it, sorted: so messages do not depend on hashing.
[[nodiscard]] std::vector<std::string> pathsEndingIn(const TensorMap& tensors,
                                                     std::string_view ending);

/// What the rules threw away.
struct Dropped {
    std::vector<std::string> names;
    std::uint64_t bytes = 0;
    std::vector<std::string> further;  ///< of layers that predict further tokens (MTP)
    std::uint64_t furtherBytes = 0;
};

}  // namespace quince
