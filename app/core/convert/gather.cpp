#include "core/convert/gather.hpp"

#include "core/convert/strided_read.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>

namespace quince {
namespace {

constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();

/// Axis 0 of a piece is that of the view divided by the number of pieces.
std::uint64_t pieceAxis(const TensorView& view, std::size_t axis) {
    const auto size = static_cast<std::uint64_t>(view.shape[axis]);
    return axis == 0 ? size / view.pieces.size() : size;
}

/// Drops axes of size 1 and joins neighbours that run on without a gap.
StridedBlock blockOf(const TensorView& view) {
    StridedBlock block;
    for (std::size_t axis = 0; axis < view.shape.size(); ++axis) {
        const std::uint64_t size = pieceAxis(view, axis);
        const auto stride = static_cast<std::uint64_t>(view.strides[axis]);
        if (size == 1) {
            continue;
        }
        if (block.rank > 0 && block.axes[block.rank - 1].stride == size * stride) {
            StridedAxis& last = block.axes[block.rank - 1];
            last = {last.size * size, stride};
        } else {
            block.axes[block.rank++] = {size, stride};
        }
    }
    if (block.rank == 0) {
        block.axes[block.rank++] = {1, 1};
    }
    return block;
}

/// Elements from the first to one past the last of a piece; nothing when that overflows.
std::optional<std::uint64_t> reachOf(const TensorView& view) {
    std::uint64_t reach = 1;
    for (std::size_t axis = 0; axis < view.shape.size(); ++axis) {
        const std::uint64_t steps = pieceAxis(view, axis) - 1;
        const auto stride = static_cast<std::uint64_t>(view.strides[axis]);
        if (stride != 0 && steps > (most - reach) / stride) {
            return std::nullopt;
        }
        reach += steps * stride;
    }
    return reach;
}

Status misfit(const TensorView& view, const std::string& what) {
    return Error{ErrorCode::mismatch, "a view of shape " + shapeText(view.shape) + " " + what, {}};
}

Status checkForm(const TensorView& view) {
    if (view.strides.size() != view.shape.size() || view.shape.size() > maxStridedAxes) {
        return misfit(view, "has " + std::to_string(view.strides.size()) + " strides");
    }
    if (std::any_of(view.strides.begin(), view.strides.end(), [](auto s) { return s < 0; })) {
        return misfit(view, "has a negative stride");
    }
    if (traits(view.dtype).bits % 8 != 0 || bytesPerElement(view.dtype) > 8) {
        return misfit(view, "has elements that are not whole bytes");
    }
    const std::size_t pieces = view.pieces.size();
    const bool even = pieces == 1 || (pieces > 1 && !view.shape.empty() &&
                                      static_cast<std::uint64_t>(view.shape[0]) % pieces == 0);
    return even ? Status{}
                : misfit(view, "cannot be cut into " + std::to_string(pieces) + " pieces");
}

}  // namespace

Status checkView(const TensorView& view, const SourceTensors& tensors) {
    if (std::any_of(view.shape.begin(), view.shape.end(), [](auto size) { return size <= 0; })) {
        return elementCount(view.shape) == 0 ? Status{} : misfit(view, "has a negative dimension");
    }
    if (Status form = checkForm(view); !form) {
        return form;
    }
    const std::optional<std::uint64_t> reach = reachOf(view);
    for (const ViewPiece& piece : view.pieces) {
        if (piece.tensor >= tensors.size()) {
            return misfit(view, "names a tensor that is not there");
        }
        const TensorInfo* stored = tensors.stored(piece.tensor);
        if (tensors.dtype(piece.tensor) != view.dtype ||
            (stored != nullptr && stored->shard >= tensors.checkpoint.shards.size())) {
            return misfit(view, "does not fit " + tensors.name(piece.tensor));
        }
        const std::uint64_t elements = tensors.elements(piece.tensor);
        if (!reach || piece.offset > elements || *reach > elements - piece.offset) {
            return misfit(view, "reaches past the " + std::to_string(elements) + " elements of " +
                                    tensors.name(piece.tensor));
        }
    }
    return {};
}

Status gatherElements(const TensorView& view, SourceReader& source, std::uint64_t first,
                      std::uint64_t count, std::span<std::byte> out, std::span<std::byte> scratch) {
    const StridedBlock block = blockOf(view);
    const std::size_t elementBytes = bytesPerElement(view.dtype);
    const std::uint64_t perPiece = elementCount(view.shape) / view.pieces.size();
    std::byte* to = out.data();
    for (const std::uint64_t end = first + count; first < end;) {
        const ViewPiece& piece = view.pieces[first / perPiece];
        const std::uint64_t begin = first % perPiece;
        const std::uint64_t stop = std::min(perPiece, begin + (end - first));
        const StridedReader reader{source, piece.tensor, elementBytes, scratch};
        if (Status status = reader.read(block.all(), piece.offset * elementBytes, begin, stop, to);
            !status) {
            return status;
        }
        to += (stop - begin) * elementBytes;
        first += stop - begin;
    }
    return {};
}

}  // namespace quince
