#pragma once

#include <quince/result.hpp>
#include <quince/safetensors.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace quince {

/// config.json, parsed; its definition stays inside the core.
class ModelConfig;

struct ShardFile {
    std::filesystem::path path;
    std::uint64_t bytes = 0;
};

/// One inspected model: config.json and every tensor of every shard, headers checked, no
/// weight read. Immutable after opening; share it freely between threads.
struct Checkpoint {
    std::filesystem::path folder;
    std::string modelType;  ///< config.json "model_type" (may be empty)
    std::shared_ptr<const ModelConfig> config;
    std::vector<ShardFile> shards;
    std::vector<TensorInfo> tensors;  ///< sorted by name, names unique
    std::uint64_t tensorBytes = 0;    ///< sum over tensors
    std::uint64_t elements = 0;       ///< logical elements of float tensors, packed ones as stored
    DType dtype = DType::f32;         ///< the dtype of most float bytes
    bool isMlx = false;        ///< some shard says {"format": "mlx"} or config quantizes as MLX
    std::string quantization;  ///< how the source is quantized ("fp8", "awq 4-bit"), or empty
    std::vector<std::string> warnings;  ///< e.g. a file that the index does not mention
};

/// Opens a model folder: config.json plus `model.safetensors`, or the shards an index names, or
/// a full numbered set without an index, each possibly reached through a symlink. A tensor that
/// stands in two shards, or an index that names a missing shard or tensor, is an error.
/// Errors: notFound, io, malformed, unsupported (only .bin/.gguf weights).
Result<Checkpoint> openCheckpoint(const std::filesystem::path& folder);

}  // namespace quince
