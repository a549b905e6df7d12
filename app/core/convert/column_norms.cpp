#include "core/convert/column_norms.hpp"

#include "core/convert/gather.hpp"
#include "core/convert/tiles.hpp"

#include <quince/kernels.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace quince {

ColumnNorms::ColumnNorms(const ConversionPlan& plan, OpenFiles& shards, const StopToken& stop)
    : m_plan(plan), m_shards(shards), m_stop(stop) {}

Result<std::shared_ptr<const std::vector<float>>> ColumnNorms::of(std::uint32_t tensor) {
    const std::lock_guard lock(m_mutex);
    if (const auto known = m_known.find(tensor); known != m_known.end()) {
        return known->second;
    }
    const TensorView& view = modelTensor(m_plan, tensor).view;
    const auto rows = static_cast<std::uint64_t>(view.shape[0]);
    const auto columns = static_cast<std::uint64_t>(view.shape[1]);
    const std::uint64_t atOnce =
        std::max<std::uint64_t>(1, tileBytes / (columns * bytesPerElement(view.dtype)));
    std::vector<std::byte> raw(atOnce * columns * bytesPerElement(view.dtype));
    std::vector<std::byte> scratch(gatherScratchBytes);
    std::vector<float> values(atOnce * columns);
    std::vector<float> sums(columns, 0.0F);
    SourceReader reader(sourceTensors(m_plan), m_shards);
    // Row after row into one sum for each column: the order in which MLX's CPU kernel adds
    // (mlx/backend/cpu/reduce.cpp, strided_reduce), so that the last bit agrees.
    for (std::uint64_t row = 0; row < rows; row += atOnce) {
        if (m_stop.stopRequested()) {
            return Error{ErrorCode::stopped, "stopped", {}};
        }
        const std::uint64_t count = std::min(atOnce, rows - row) * columns;
        const std::span<std::byte> bytes =
            std::span(raw).first(count * bytesPerElement(view.dtype));
        if (Status status = gatherElements(view, reader, row * columns, count, bytes, scratch);
            !status) {
            return std::move(status).error();
        }
        castFloats(view.dtype, bytes.data(), DType::f32, values.data(), count);
        for (std::uint64_t i = 0; i < count; i += columns) {
            for (std::uint64_t c = 0; c < columns; ++c) {
                sums[c] += values[i + c] * values[i + c];
            }
        }
    }
    for (float& sum : sums) {
        sum = std::sqrt(sum) + 1e-7F;
    }
    auto norms = std::make_shared<const std::vector<float>>(std::move(sums));
    m_known.emplace(tensor, norms);
    return norms;
}

}  // namespace quince
