#pragma once

#include "core/model/tensor_map.hpp"

#include <quince/architecture.hpp>
#include <quince/checkpoint.hpp>
#include <quince/result.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace quince {

/// Collects the decoded tensors that a checkpoint's quantization and the rules ask for.
class DecodedTensors {
public:
    /// The checkpoint must outlive it.
    explicit DecodedTensors(const Checkpoint& checkpoint) : m_checkpoint(checkpoint) {}

    /// `tensor` as a source tensor of its own: a view of it, whole.
    TensorView add(DecodedTensor tensor);

    /// The view plus `term`, and times `factor`. Work on any view, since the change is made on the
    /// source tensors below it.
    TensorView addToElements(const TensorView& view, float term);
    TensorView scaleElements(const TensorView& view, float factor);

    /// The bytes of the last axis as another dtype. Errors: mismatch, when it is not one source
    /// tensor, whole, or does not divide.
    Result<TensorView> reinterpret(const TensorView& view, DType dtype);

    /// The view with its rows changed. Errors: mismatch, when it is not one source tensor, whole.
    Result<TensorView> changeRows(const TensorView& view, const decoding::Any& how);

    /// The source tensor that `view` shows whole. Errors: mismatch.
    [[nodiscard]] Result<std::uint32_t> wholeSource(const TensorView& view) const;

    [[nodiscard]] std::vector<DecodedTensor> take() { return std::move(m_tensors); }

private:
    template <typename MakeDecoding>
    TensorView changeElements(const TensorView& view, MakeDecoding make);
    [[nodiscard]] const std::string& name(std::uint32_t index) const;
    [[nodiscard]] const Shape& shape(std::uint32_t index) const;

    const Checkpoint& m_checkpoint;
    std::vector<DecodedTensor> m_tensors;
};

}  // namespace quince
