#pragma once

#include <quince/safetensors.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace quince {

/// What the JSON of a safetensors header says, in its order; only its form is checked.
struct HeaderJson {
    /// begin and end count from the end of the header, as in the JSON.
    std::vector<TensorInfo> tensors;
    std::map<std::string, std::string> metadata;
};

/// Parses the JSON of a header without building a document. Refuses whatever is not an object of
/// tensors with exactly dtype, shape and data_offsets, and __metadata__ with anything but
/// strings. The error has no path and does not name the file. Errors: malformed.
Result<HeaderJson> parseHeaderJson(std::string_view text);

}  // namespace quince
