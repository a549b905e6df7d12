#include "core/model/decoded_tensors.hpp"

#include "core/model/tensor_view.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace quince {

TensorView DecodedTensors::add(DecodedTensor tensor) {
    const auto index = static_cast<std::uint32_t>(m_checkpoint.tensors.size() + m_tensors.size());
    TensorView view = viewOf(tensor.dtype, tensor.shape, index);
    m_tensors.push_back(std::move(tensor));
    return view;
}

template <typename MakeDecoding>
TensorView DecodedTensors::changeElements(const TensorView& view, MakeDecoding make) {
    TensorView result = view;
    std::map<std::uint32_t, std::uint32_t> changed;
    for (ViewPiece& piece : result.pieces) {
        auto known = changed.find(piece.tensor);
        if (known == changed.end()) {
            const Shape whole = shape(piece.tensor);
            const TensorView made =
                add({name(piece.tensor), view.dtype, whole, piece.tensor, make(whole)});
            known = changed.emplace(piece.tensor, made.pieces.front().tensor).first;
        }
        piece.tensor = known->second;
    }
    return result;
}

TensorView DecodedTensors::addToElements(const TensorView& view, float term) {
    return changeElements(view, [&](const Shape&) { return decoding::Plus{term}; });
}

TensorView DecodedTensors::scaleElements(const TensorView& view, float factor) {
    return changeElements(view, [&](const Shape& shape) {
        const std::uint64_t columns =
            shape.empty() ? 1
                          : std::max<std::uint64_t>(1, static_cast<std::uint64_t>(shape.back()));
        return decoding::Times{{{elementCount(shape) / columns, factor}}};
    });
}

Result<TensorView> DecodedTensors::reinterpret(const TensorView& view, DType dtype) {
    const Result<std::uint32_t> source = wholeSource(view);
    if (!source) {
        return source.error();
    }
    Shape shape = view.shape;
    const std::int64_t bits =
        shape.empty() ? 0 : shape.back() * std::int64_t{traits(view.dtype).bits};
    if (shape.empty() || bits % traits(dtype).bits != 0) {
        return Error{ErrorCode::mismatch,
                     "shape " + shapeText(view.shape) + " has no rows of whole " +
                         std::string(traits(dtype).longName) + " numbers",
                     {}};
    }
    shape.back() = bits / traits(dtype).bits;
    return add({name(*source), dtype, std::move(shape), *source, decoding::Bytes{}});
}

Result<TensorView> DecodedTensors::changeRows(const TensorView& view, const decoding::Any& how) {
    const Result<std::uint32_t> source = wholeSource(view);
    if (!source) {
        return source.error();
    }
    return add({name(*source), view.dtype, view.shape, *source, how});
}

Result<std::uint32_t> DecodedTensors::wholeSource(const TensorView& view) const {
    const ViewPiece& piece = view.pieces.front();
    if (view.pieces.size() != 1 || piece.offset != 0 || !isContiguous(view) ||
        elementCount(view.shape) != elementCount(shape(piece.tensor))) {
        return Error{ErrorCode::mismatch, "only a part of " + name(piece.tensor) + " is left", {}};
    }
    return piece.tensor;
}

const std::string& DecodedTensors::name(std::uint32_t index) const {
    const std::size_t stored = m_checkpoint.tensors.size();
    return index < stored ? m_checkpoint.tensors[index].name : m_tensors[index - stored].name;
}

const Shape& DecodedTensors::shape(std::uint32_t index) const {
    const std::size_t stored = m_checkpoint.tensors.size();
    return index < stored ? m_checkpoint.tensors[index].shape : m_tensors[index - stored].shape;
}

}  // namespace quince
