#include "core/convert/tiles.hpp"

#include <quince/kernels.hpp>

#include <algorithm>
#include <tuple>

namespace quince {
namespace {

/// Every group size divides it, and so many codes of any width fill whole words.
constexpr std::uint64_t allGroups = 128;

/// Elements that cannot be parted.
std::uint64_t unitOf(const ModelTensor& tensor, const TensorPlan& plan, const Shape& shape,
                     std::uint64_t wanted) {
    const auto row = shape.empty() ? 1 : static_cast<std::uint64_t>(shape.back());
    switch (tensor.form) {
        case SourceForm::awqCodes:  // eight rows come from one row of the source
        case SourceForm::awqBiases:
            return 8 * row;
        case SourceForm::plain:
        case SourceForm::unitColumns:
            break;
    }
    if (row <= wanted) {
        return row;
    }
    if (plan.packed) {
        return allGroups;
    }
    return plan.quant ? static_cast<std::uint64_t>(plan.quant->groupSize) : 1;
}

void cutTensor(const ConversionPlan& plan, std::uint32_t index, std::vector<Tile>& tiles) {
    const ModelTensor& tensor = modelTensor(plan, index);
    const Shape& shape = weightShape(plan, index);
    const std::uint64_t elements = elementCount(shape);
    if (elements == 0) {
        return;
    }
    const TensorPlan& tensorPlan = plan.tensors[index];
    const std::uint64_t wanted =
        tileBytes / bytesPerElement(tensorPlan.packed ? tensorPlan.dtype : tensor.view.dtype);
    const std::uint64_t unit = unitOf(tensor, tensorPlan, shape, wanted);
    const std::uint64_t step = std::max<std::uint64_t>(wanted / unit, 1) * unit;
    for (std::uint64_t first = 0; first < elements; first += step) {
        tiles.push_back({index, first, std::min(step, elements - first)});
    }
}

}  // namespace

std::uint64_t TileRanges::bytes() const {
    std::uint64_t sum = 0;
    for (const OutputRange& range : all()) {
        sum += range.bytes;
    }
    return sum;
}

const ModelTensor& modelTensor(const ConversionPlan& plan, std::uint32_t tensor) {
    return plan.blueprint().tensors[tensor];
}

const Shape& weightShape(const ConversionPlan& plan, std::uint32_t tensor) {
    const TensorPlan& tensorPlan = plan.tensors[tensor];
    return tensorPlan.packed ? tensorPlan.packed->shape : modelTensor(plan, tensor).shape;
}

SourceTensors sourceTensors(const ConversionPlan& plan) {
    return {plan.inspection->checkpoint, plan.blueprint().decoded};
}

std::vector<Tile> cutTiles(const ConversionPlan& plan, const OutputLayout& layout) {
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < plan.tensors.size(); ++i) {
        if (plan.tensors[i].outputCount > 0) {
            order.push_back(i);
        }
    }
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        const OutputPlace& left = layout.places[plan.tensors[a].firstOutput];
        const OutputPlace& right = layout.places[plan.tensors[b].firstOutput];
        return std::tie(left.shard, left.offset, a) < std::tie(right.shard, right.offset, b);
    });
    std::vector<Tile> tiles;
    for (const std::uint32_t tensor : order) {
        cutTensor(plan, tensor, tiles);
    }
    return tiles;
}

TileRanges rangesOf(const ConversionPlan& plan, const Tile& tile) {
    const TensorPlan& tensor = plan.tensors[tile.tensor];
    TileRanges ranges;
    const auto add = [&](std::uint64_t begin, std::uint64_t bytes) {
        const auto output = tensor.firstOutput + static_cast<std::uint32_t>(ranges.count);
        ranges.items[ranges.count++] = {output, begin, bytes};
    };
    const std::uint64_t elementBytes = bytesPerElement(tensor.dtype);
    if (!tensor.quant) {
        add(tile.first * elementBytes, tile.count * elementBytes);
        return ranges;
    }
    const auto groupSize = static_cast<std::uint64_t>(tensor.quant->groupSize);
    const std::uint64_t codes = affineGroupBytes(tensor.quant->groupSize, tensor.quant->bits);
    const std::uint64_t firstGroup = tile.first / groupSize;
    const std::uint64_t groups = tile.count / groupSize;
    add(firstGroup * codes, groups * codes);
    if (isBlockMode(tensor.quant->mode)) {
        add(firstGroup, groups);
        return ranges;
    }
    add(firstGroup * elementBytes, groups * elementBytes);
    add(firstGroup * elementBytes, groups * elementBytes);
    return ranges;
}

}  // namespace quince
