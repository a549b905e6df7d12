#include "core/model/float8_source.hpp"

#include "core/model/tensor_view.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace quince {
namespace {

struct BlockSize {
    std::uint64_t rows = 128;
    std::uint64_t columns = 128;
};

/// "weight_block_size": [128, 128], or compressed-tensors' "block_structure" of the first group.
BlockSize blockSizeOf(const Json& config) {
    Json size = config.is_object() ? config.value("weight_block_size", Json(nullptr)) : Json();
    const Json groups = config.is_object() ? config.value("config_groups", Json()) : Json();
    if (groups.is_object() && !groups.empty() && groups.begin().value().is_object()) {
        const Json weights = groups.begin().value().value("weights", Json());
        size = weights.is_object() ? weights.value("block_structure", size) : size;
    }
    if (!size.is_array() || size.size() != 2 || !size[0].is_number_unsigned() ||
        !size[1].is_number_unsigned() || size[0] == 0 || size[1] == 0) {
        return {};
    }
    return {size[0].get<std::uint64_t>(), size[1].get<std::uint64_t>()};
}

std::uint64_t blocks(std::uint64_t size, std::uint64_t block) {
    return size / block + (size % block != 0 ? 1 : 0);
}

/// How scales of shape `scales` lie over a weight; nothing when they cannot.
std::optional<decoding::Float8> gridOf(const Shape& weight, const Shape& scales,
                                       const BlockSize& block) {
    if (weight.size() < 2 || elementCount(weight) == 0 || elementCount(scales) == 0) {
        return std::nullopt;
    }
    const auto columns = static_cast<std::uint64_t>(weight.back());
    const auto rows = static_cast<std::uint64_t>(weight[weight.size() - 2]);
    const std::uint64_t matrices = elementCount(weight) / rows / columns;
    const std::uint64_t count = elementCount(scales);
    decoding::Float8 grid;
    grid.matrixRows = rows;
    grid.blockRows = rows;
    grid.blockColumns = columns;
    if (count == 1) {
        grid.matrixRows = rows * matrices;
        grid.blockRows = grid.matrixRows;
        return grid;
    }
    if (count == matrices * rows && (scales.back() == 1 || scales.size() < weight.size())) {
        grid.blockRows = 1;
        grid.scaleRows = rows;
        return grid;
    }
    if (count == matrices) {
        return grid;
    }
    if (scales.size() != weight.size() ||
        !std::equal(weight.begin(), weight.end() - 2, scales.begin())) {
        return std::nullopt;
    }
    grid.blockRows = block.rows;
    grid.blockColumns = block.columns;
    grid.scaleRows = static_cast<std::uint64_t>(scales[scales.size() - 2]);
    grid.scaleColumns = static_cast<std::uint64_t>(scales.back());
    const bool covers = grid.scaleRows >= blocks(rows, block.rows) &&
                        grid.scaleColumns >= blocks(columns, block.columns);
    return covers ? std::optional(grid) : std::nullopt;
}

/// The name of the scales of the weight `name`, if the map has them.
std::optional<std::string> scalesOf(const std::string& name, const TensorMap& tensors) {
    std::vector<std::string> candidates{name + "_scale_inv", name + "_scale"};
    static const std::string ending = ".weight";
    if (name.ends_with(ending)) {
        const std::string path = name.substr(0, name.size() - ending.size());
        candidates.push_back(path + ".scale");
        candidates.push_back(path + ".qscale_weight");
    }
    for (std::string& candidate : candidates) {
        if (tensors.contains(candidate)) {
            return std::move(candidate);
        }
    }
    return std::nullopt;
}

Status decodeWeight(const std::string& name, const BlockSize& block, TensorMap& tensors,
                    DecodedTensors& decoded) {
    MappedTensor& weight = tensors.at(name);
    const std::optional<std::string> scaleName = scalesOf(name, tensors);
    if (!scaleName) {
        return Error{ErrorCode::mismatch, name + " is stored as 8-bit floats without a scale", {}};
    }
    const MappedTensor& scales = tensors.at(*scaleName);
    std::optional<decoding::Float8> grid = gridOf(weight.shape, scales.shape, block);
    const Result<std::uint32_t> codes = decoded.wholeSource(weight.view);
    const Result<std::uint32_t> scaleSource = decoded.wholeSource(scales.view);
    if (!grid || !codes || !scaleSource || !isFloat(scales.dtype)) {
        return Error{ErrorCode::mismatch,
                     *scaleName + " (" + std::string(traits(scales.dtype).name) + " " +
                         shapeText(scales.shape) + ") does not fit " + name + " of shape " +
                         shapeText(weight.shape),
                     {}};
    }
    grid->scales = *scaleSource;
    weight.view = decoded.add({name, DType::bf16, weight.shape, *codes, *grid});
    weight.dtype = DType::bf16;
    tensors.erase(*scaleName);
    return {};
}

bool isOfActivations(const std::string& name) {
    static constexpr std::array<std::string_view, 10> endings{
        ".input_scale",      ".activation_scale", ".input_activation_scale",
        ".input_scale_ub",   ".qscale_act",       ".k_scale",
        ".v_scale",          ".q_scale",          ".kv_scale",
        "_proj.output_scale"};
    return std::any_of(endings.begin(), endings.end(),
                       [&](std::string_view ending) { return name.ends_with(ending); });
}

}  // namespace

Status decodeFloat8Weights(const Json& config, TensorMap& tensors, DecodedTensors& decoded) {
    std::vector<std::string> weights;
    for (const auto& [name, tensor] : tensors) {
        if (tensor.dtype == DType::f8e4m3 || tensor.dtype == DType::f8e5m2) {
            weights.push_back(name);
        }
    }
    if (weights.empty()) {
        return {};
    }
    std::sort(weights.begin(), weights.end());  // so that messages do not depend on hashing
    const BlockSize block = blockSizeOf(config);
    for (const std::string& name : weights) {
        if (Status status = decodeWeight(name, block, tensors, decoded); !status) {
            return status;
        }
    }
    std::erase_if(tensors, [](const auto& entry) { return isOfActivations(entry.first); });
    return {};
}

}  // namespace quince
