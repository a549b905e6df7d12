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
    std::uint64_t elements = 0;       ///< sum over tensors, packed ones as they are stored
    DType dtype = DType::f32;         ///< the dtype of most float bytes
    bool isMlx = false;        ///< some shard says {"format": "mlx"} or config quantizes as MLX
    std::string quantization;  ///< how the source is quantized ("fp8", "awq 4-bit"), or empty
    std::vector<std::string> warnings;  ///< e.g. a file that the index does not mention
    bool isRemote = false;              ///< only the headers are here: it can be planned, not read
};

/// Opens a model folder: config.json (with what mlx-lm takes from generation_config.json) and
/// the shards that model.safetensors.index.json names, else `model.safetensors`, else a full
/// numbered set, else what can be meant; each possibly reached through a link. Of a tensor that
/// stands in two shards the one that the index names counts, without its word it is an error. An
/// index that names a missing shard or tensor is an error. No file stays open.
/// Errors: notFound, io, malformed, unsupported (only .bin/.gguf weights, adapters).
Result<Checkpoint> openCheckpoint(const std::filesystem::path& folder);

}  // namespace quince
