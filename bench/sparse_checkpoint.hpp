#pragma once

#include <quince/safetensors.hpp>

#include <filesystem>
#include <span>
#include <string>

namespace bench {

/// A checkpoint of DeepSeek-V3's size in a folder of its own, gone afterwards: 92,000 tensors in
/// 163 shards, 256 experts a layer. The shards are sparse: real headers, no weights on the disk.
///
/// The family is qwen3_moe, whose experts are stacked as DeepSeek's are, with as many layers as
/// give that number of tensors.
class SparseCheckpoint {
public:
    SparseCheckpoint();
    ~SparseCheckpoint();
    SparseCheckpoint(const SparseCheckpoint&) = delete;
    SparseCheckpoint& operator=(const SparseCheckpoint&) = delete;

    [[nodiscard]] const std::filesystem::path& folder() const { return m_folder; }
    [[nodiscard]] std::size_t tensors() const { return m_tensors; }

private:
    void writeShard(std::size_t index, std::span<const quince::TensorSpec> specs, std::string& map);

    std::filesystem::path m_folder;
    std::size_t m_tensors = 0;
};

}  // namespace bench
