#include "core/quality/measure_tile.hpp"

#include "core/quality/sample_rows.hpp"

#include <algorithm>
#include <array>

namespace quince {
namespace {

/// Kept weights in groups of the smallest size; the last one filled up with zeros.
GroupFindings measureKept(DType dtype, std::span<const std::byte> source) {
    const QuantSpec units{QuantMode::affine, 8, 16};
    constexpr std::size_t unit = 16;
    const std::size_t elementBytes = bytesPerElement(dtype);
    const std::size_t groups = source.size() / elementBytes / unit;
    StoredGroups kept{dtype, source.data(), 0, groups, units, nullptr, nullptr, nullptr};
    GroupFindings findings = measureGroups(kept);
    const std::span<const std::byte> rest = source.subspan(groups * unit * elementBytes);
    if (!rest.empty()) {
        std::array<std::byte, unit * sizeof(float)> filled{};
        std::copy(rest.begin(), rest.end(), filled.begin());
        kept.source = filled.data();
        kept.groups = 1;
        GroupFindings last = measureGroups(kept);
        last.sums.weights = last.sums.weights > 0 ? rest.size() / elementBytes : 0;
        findings.add(last);
    }
    return findings;
}

}  // namespace

std::vector<bool> measuredTensors(const ConversionPlan& plan) {
    std::vector<bool> measured(plan.tensors.size(), false);
    bool any = false;
    for (std::size_t i = 0; i < measured.size(); ++i) {
        measured[i] = plan.tensors[i].quant.has_value();
        any = any || measured[i];
    }
    if (any) {
        const std::vector<std::uint64_t> weights = quantizableWeights(plan);
        for (std::size_t i = 0; i < measured.size(); ++i) {
            measured[i] = measured[i] || weights[i] > 0;
        }
    }
    return measured;
}

GroupFindings measureTile(const ConversionPlan& plan, const Tile& tile,
                          const TileEncoder& encoder) {
    const TensorPlan& tensor = plan.tensors[tile.tensor];
    if (!tensor.quant) {
        return measureKept(tensor.dtype, encoder.elements());
    }
    const auto size = static_cast<std::uint64_t>(tensor.quant->groupSize);
    const bool affine = tensor.quant->mode == QuantMode::affine;
    return measureGroups({tensor.dtype, encoder.elements().data(), tile.first / size,
                          tile.count / size, *tensor.quant,
                          reinterpret_cast<const std::uint8_t*>(encoder.made(0).data()),
                          encoder.made(1).data(), affine ? encoder.made(2).data() : nullptr});
}

}  // namespace quince
