#include "core/convert/source_tensors.hpp"

namespace quince {
namespace {

Status misfit(const std::string& what) {
    return Error{ErrorCode::mismatch, what, {}};
}

std::uint64_t columnsOf(const Shape& shape) {
    return shape.empty() ? 1 : static_cast<std::uint64_t>(shape.back());
}

/// What each decoding needs of its source.
struct Needs {
    const SourceTensors& tensors;
    const DecodedTensor& tensor;
    std::size_t index;  ///< of the tensor itself

    [[nodiscard]] std::uint64_t elements() const { return elementCount(tensor.shape); }
    [[nodiscard]] std::uint64_t rows() const {
        return elements() == 0 ? 0 : elements() / columnsOf(tensor.shape);
    }

    [[nodiscard]] Status sameFloats() const {
        const bool fits = tensors.elements(tensor.source) == elements() &&
                          tensors.dtype(tensor.source) == tensor.dtype && isFloat(tensor.dtype);
        return fits ? Status{} : misfit("its source has other elements");
    }

    Status operator()(const decoding::Bytes&) const {
        const DType from = tensors.dtype(tensor.source);
        const bool whole = traits(from).bits % 8 == 0 && traits(tensor.dtype).bits % 8 == 0;
        return whole && tensors.elements(tensor.source) * bytesPerElement(from) ==
                            elements() * bytesPerElement(tensor.dtype)
                   ? Status{}
                   : misfit("its source has another number of bytes");
    }

    Status operator()(const decoding::Float8& how) const {
        const DType from = tensors.dtype(tensor.source);
        if (tensors.stored(tensor.source) == nullptr ||
            (from != DType::f8e4m3 && from != DType::f8e5m2) || tensor.dtype != DType::bf16 ||
            tensors.elements(tensor.source) != elements()) {
            return misfit("its source is not a tensor of as many 8-bit floats");
        }
        const std::uint64_t columns = columnsOf(tensor.shape);
        if (how.blockRows == 0 || how.blockColumns == 0 || how.matrixRows == 0 ||
            rows() % how.matrixRows != 0 || how.scales >= index ||
            !isFloat(tensors.dtype(how.scales))) {
            return misfit("its blocks of scales make no sense");
        }
        const auto blocks = [](std::uint64_t size, std::uint64_t block) {
            return size / block + (size % block != 0 ? 1 : 0);
        };
        const std::uint64_t scales = tensors.elements(how.scales);
        if (how.scaleRows < blocks(how.matrixRows, how.blockRows) ||
            how.scaleColumns < blocks(columns, how.blockColumns) ||
            scales / how.scaleRows / how.scaleColumns < rows() / how.matrixRows) {
            return misfit("it has too few scales (" + std::to_string(scales) + ")");
        }
        return {};
    }

    Status operator()(const decoding::Plus&) const { return sameFloats(); }
    Status operator()(const decoding::UnitRows&) const {
        return tensors.stored(tensor.source) != nullptr ? sameFloats()
                                                        : misfit("its source is decoded itself");
    }

    Status operator()(const decoding::PlusProduct& how) const {
        if (how.left >= index || how.right >= index || !isFloat(tensors.dtype(how.left)) ||
            !isFloat(tensors.dtype(how.right)) || how.rank == 0 ||
            tensors.elements(how.left) / how.rank != rows() ||
            tensors.elements(how.right) / how.rank != columnsOf(tensor.shape) ||
            tensors.elements(how.left) % how.rank != 0 ||
            tensors.elements(how.right) % how.rank != 0) {
            return misfit("the matrices of its adapter do not fit");
        }
        return sameFloats();
    }

    Status operator()(const decoding::Times& how) const {
        std::uint64_t covered = 0;
        for (const decoding::Times::Rows& run : how.rows) {
            covered += run.count;
        }
        return covered == rows() ? sameFloats() : misfit("its factors are for other rows");
    }
};

}  // namespace

const std::string& SourceTensors::name(std::uint32_t index) const {
    const TensorInfo* info = stored(index);
    return info != nullptr ? info->name : computed(index).name;
}

DType SourceTensors::dtype(std::uint32_t index) const {
    const TensorInfo* info = stored(index);
    return info != nullptr ? info->dtype : computed(index).dtype;
}

std::uint64_t SourceTensors::elements(std::uint32_t index) const {
    const TensorInfo* info = stored(index);
    return elementCount(info != nullptr ? info->shape : computed(index).shape);
}

Status checkDecodings(const SourceTensors& tensors) {
    for (std::size_t i = 0; i < tensors.decoded.size(); ++i) {
        const DecodedTensor& tensor = tensors.decoded[i];
        const std::size_t index = tensors.checkpoint.tensors.size() + i;
        Status status = tensor.source < index
                            ? std::visit(Needs{tensors, tensor, index}, tensor.how)
                            : misfit("its source comes after it");
        if (!status) {
            return std::move(status).error().within(tensor.name);
        }
    }
    return {};
}

}  // namespace quince
