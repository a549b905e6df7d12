#pragma once

#include "core/base/file.hpp"
#include "core/convert/open_files.hpp"
#include "core/convert/source_tensors.hpp"

#include <quince/result.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace quince {

/// Reads the elements of source tensors, decoding them where they are decoded tensors. Its memory
/// grows to the largest read once. For one thread; make one for each worker.
class SourceReader {
public:
    /// REQUIRES: all outlive the reader; checkDecodings was fine.
    SourceReader(const SourceTensors& tensors, OpenFiles& shards);

    [[nodiscard]] const SourceTensors& tensors() const { return m_tensors; }

    /// Fills `out` from byte `offset` of `tensor`, counted in its (decoded) dtype; both are whole
    /// elements inside the tensor. Errors: io (also when a file has become shorter), malformed (a
    /// decoded number is NaN).
    [[nodiscard]] Status readAt(std::uint32_t tensor, std::uint64_t offset,
                                std::span<std::byte> out);

    /// Bytes asked of the files so far.
    [[nodiscard]] std::uint64_t bytesRead() const { return m_bytesRead; }

private:
    struct Decoder;

    [[nodiscard]] Status readStored(const TensorInfo& tensor, std::uint64_t offset,
                                    std::span<std::byte> out);
    /// Numbers [first, first + count) of a tensor of floats, in F32. Kept until the next call.
    [[nodiscard]] Result<std::span<const float>> scales(std::uint32_t tensor, std::uint64_t first,
                                                        std::uint64_t count);

    /// The same of an adapter's matrix, kept in m_matrices.
    [[nodiscard]] Result<const std::vector<float>*> matrix(std::uint32_t tensor,
                                                           std::uint64_t first,
                                                           std::uint64_t count);

    SourceTensors m_tensors;
    OpenFiles& m_shards;
    std::shared_ptr<File> m_file;  ///< the one read last
    std::uint32_t m_shard = 0;
    std::vector<std::byte> m_codes;
    std::vector<float> m_floats;
    std::vector<std::byte> m_scaleBytes;
    std::vector<float> m_scales;
    std::uint32_t m_scaleTensor = 0;
    std::uint64_t m_firstScale = 0;
    std::map<std::pair<std::uint32_t, std::uint64_t>, std::vector<float>> m_matrices;
    std::uint64_t m_bytesRead = 0;
};

}  // namespace quince
