#pragma once

#include <quince/architecture.hpp>
#include <quince/checkpoint.hpp>
#include <quince/result.hpp>

#include <cstdint>
#include <span>
#include <string>

namespace quince {

/// The tensors that views speak of: those of the checkpoint's files, then the decoded ones. A view
/// into both, which must outlive it.
struct SourceTensors {
    const Checkpoint& checkpoint;
    std::span<const DecodedTensor> decoded;

    [[nodiscard]] std::size_t size() const { return checkpoint.tensors.size() + decoded.size(); }
    /// The tensor of a file that `index` means, or null.
    [[nodiscard]] const TensorInfo* stored(std::uint32_t index) const {
        return index < checkpoint.tensors.size() ? &checkpoint.tensors[index] : nullptr;
    }
    /// REQUIRES: stored(index) is null; index < size().
    [[nodiscard]] const DecodedTensor& computed(std::uint32_t index) const {
        return decoded[index - checkpoint.tensors.size()];
    }
    [[nodiscard]] const std::string& name(std::uint32_t index) const;
    [[nodiscard]] DType dtype(std::uint32_t index) const;
    [[nodiscard]] std::uint64_t elements(std::uint32_t index) const;
};

/// Checks that what each decoded tensor is made of is there, comes before it, and has the size and
/// dtype that its decoding needs. Errors: mismatch.
[[nodiscard]] Status checkDecodings(const SourceTensors& tensors);

}  // namespace quince
