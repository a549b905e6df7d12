#pragma once

#include <quince/safetensors.hpp>

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace bench {

/// A checkpoint in a folder of its own, gone afterwards. Its shards are sparse: real headers, no
/// weights on the disk.
class SparseCheckpoint {
public:
    SparseCheckpoint(const std::string& config, const std::vector<quince::TensorSpec>& tensors,
                     std::size_t shards);
    ~SparseCheckpoint();
    SparseCheckpoint(const SparseCheckpoint&) = delete;
    SparseCheckpoint& operator=(const SparseCheckpoint&) = delete;

    [[nodiscard]] const std::filesystem::path& folder() const { return m_folder; }
    [[nodiscard]] std::size_t tensors() const { return m_tensors; }

private:
    void writeShard(std::size_t index, std::size_t shards,
                    std::span<const quince::TensorSpec> specs, std::string& map);

    std::filesystem::path m_folder;
    std::size_t m_tensors = 0;
};

/// Of DeepSeek-V3's size: 92,000 tensors in 163 shards, 256 experts a layer. The family is
/// qwen3_moe, whose experts are stacked as DeepSeek's are, with as many layers as give that number
/// of tensors.
[[nodiscard]] SparseCheckpoint deepSeekSized();

/// Of Llama-3.3-70B's shapes: 80 layers, 141 GB in 30 shards.
[[nodiscard]] SparseCheckpoint llama70();

}  // namespace bench
