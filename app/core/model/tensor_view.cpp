#include "core/model/tensor_view.hpp"

#include <algorithm>
#include <string>

namespace quince {
namespace {

Error cannot(const std::string& what, const TensorView& view) {
    return Error{
        ErrorCode::mismatch, "a tensor of shape " + shapeText(view.shape) + " " + what, {}};
}

std::vector<std::int64_t> rowMajorStrides(const Shape& shape) {
    std::vector<std::int64_t> strides(shape.size(), 1);
    for (std::size_t i = shape.size(); i-- > 1;) {
        strides[i - 1] = strides[i] * shape[i];
    }
    return strides;
}

/// How many indices of axis 0 one piece holds.
std::int64_t rowsPerPiece(const TensorView& view) {
    return view.shape.empty() ? 1 : view.shape[0] / static_cast<std::int64_t>(view.pieces.size());
}

/// Whether the axes from `first` on lie row-major without gaps.
bool isContiguousFrom(const TensorView& view, std::size_t first) {
    std::int64_t expected = 1;
    for (std::size_t i = view.shape.size(); i-- > first;) {
        if (view.shape[i] != 1 && view.strides[i] != expected) {
            return false;
        }
        expected *= view.shape[i];
    }
    return true;
}

/// The same view with one piece for each index of axis 0.
TensorView cutRows(const TensorView& view) {
    TensorView result = view;
    result.pieces.clear();
    const std::int64_t rows = rowsPerPiece(view);
    for (const ViewPiece& piece : view.pieces) {
        for (std::int64_t r = 0; r < rows; ++r) {
            result.pieces.push_back(
                {piece.tensor, piece.offset + static_cast<std::uint64_t>(r * view.strides[0])});
        }
    }
    return result;
}

}  // namespace

TensorView viewOf(DType dtype, const Shape& shape, std::uint32_t index) {
    return {dtype, shape, rowMajorStrides(shape), {{index, 0}}};
}

bool isContiguous(const TensorView& view) {
    return isContiguousFrom(view, 0);
}

Result<TensorView> stackViews(std::span<const TensorView* const> views) {
    const TensorView& first = *views.front();
    TensorView result{first.dtype, first.shape, first.strides, {}};
    result.shape.insert(result.shape.begin(), static_cast<std::int64_t>(views.size()));
    result.strides.insert(result.strides.begin(),
                          static_cast<std::int64_t>(elementCount(first.shape)));
    result.pieces.reserve(views.size());
    for (const TensorView* view : views) {
        if (view->dtype != first.dtype || view->shape != first.shape ||
            view->strides != first.strides || view->pieces.size() != 1) {
            return cannot("(" + std::string(traits(view->dtype).name) +
                              ") cannot be stacked with one of shape " + shapeText(first.shape) +
                              " (" + std::string(traits(first.dtype).name) + ")",
                          *view);
        }
        result.pieces.push_back(view->pieces.front());
    }
    return result;
}

Result<TensorView> sliceView(const TensorView& view, std::size_t axis, std::int64_t begin,
                             std::int64_t count, std::int64_t step) {
    if (axis >= view.shape.size() || begin < 0 || count < 1 || step < 1 ||
        begin + (count - 1) * step >= view.shape[axis]) {
        return cannot("has no slice of " + std::to_string(count) + " from " +
                          std::to_string(begin) + " on axis " + std::to_string(axis),
                      view);
    }
    if (axis == 0 && view.pieces.size() > 1) {
        TensorView rows = cutRows(view);
        TensorView result{view.dtype, view.shape, view.strides, {}};
        result.shape[0] = count;
        for (std::int64_t i = 0; i < count; ++i) {
            result.pieces.push_back(rows.pieces[static_cast<std::size_t>(begin + i * step)]);
        }
        return result;
    }
    TensorView result = view;
    for (ViewPiece& piece : result.pieces) {
        piece.offset += static_cast<std::uint64_t>(begin * view.strides[axis]);
    }
    result.shape[axis] = count;
    result.strides[axis] *= step;
    return result;
}

Result<TensorView> transposeView(const TensorView& view, std::span<const std::size_t> perm) {
    std::vector<std::size_t> sorted(perm.begin(), perm.end());
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        if (sorted[i] != i || sorted.size() != view.shape.size()) {
            return cannot("cannot be permuted by " + std::to_string(perm.size()) + " axes", view);
        }
    }
    if (view.pieces.size() > 1 && perm[0] != 0) {
        return cannot("is stacked and its first axis cannot move", view);
    }
    TensorView result = view;
    for (std::size_t i = 0; i < perm.size(); ++i) {
        result.shape[i] = view.shape[perm[i]];
        result.strides[i] = view.strides[perm[i]];
    }
    return result;
}

Result<TensorView> reshapeView(const TensorView& view, const Shape& shape) {
    const bool valid = std::all_of(shape.begin(), shape.end(), [](auto d) { return d >= 0; });
    if (!valid || elementCount(shape) != elementCount(view.shape)) {
        return cannot("cannot become " + shapeText(shape), view);
    }
    TensorView result = view;
    if (!isContiguous(view) && !view.shape.empty()) {
        result = cutRows(view);
        if (!isContiguousFrom(view, 1)) {
            return cannot("is strided and cannot become " + shapeText(shape), view);
        }
    }
    const std::size_t pieces = result.pieces.size();
    if (pieces > 1 && (shape.empty() || shape[0] % static_cast<std::int64_t>(pieces) != 0)) {
        return cannot(
            "is in " + std::to_string(pieces) + " pieces and cannot become " + shapeText(shape),
            view);
    }
    result.shape = shape;
    result.strides = rowMajorStrides(shape);
    return result;
}

}  // namespace quince
