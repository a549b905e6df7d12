#include "core/base/file.hpp"
#include "core/base/parallel_for.hpp"
#include "core/model/merge_shards.hpp"
#include "core/model/model_config.hpp"
#include "core/model/weight_files.hpp"

#include <quince/checkpoint.hpp>

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

namespace quince {

namespace fs = std::filesystem;

namespace {

/// Reads each header; every file is closed again before the next one of that thread opens.
Result<std::vector<SafetensorsHeader>> readHeaders(const std::vector<ShardFile>& shards) {
    std::vector<SafetensorsHeader> headers(shards.size());
    Status done =
        parallelFor(shards.size(), 0, StopToken(), [&](std::size_t index, unsigned) -> Status {
            Result<SafetensorsHeader> header =
                readSafetensorsHeader(shards[index].path, static_cast<std::uint32_t>(index));
            if (!header) {
                return std::move(header).error();
            }
            headers[index] = std::move(*header);
            return {};
        });
    if (!done) {
        return std::move(done).error();
    }
    return headers;
}

void sumUp(Checkpoint& checkpoint) {
    std::array<std::uint64_t, dtypeTable.size()> bytesByType{};
    for (const TensorInfo& tensor : checkpoint.tensors) {
        checkpoint.tensorBytes += tensor.bytes();
        checkpoint.elements += elementCount(tensor.shape);
        bytesByType[static_cast<std::size_t>(tensor.dtype)] += tensor.bytes();
    }
    std::uint64_t most = 0;
    for (const DTypeTraits& row : dtypeTable) {
        const std::uint64_t bytes = bytesByType[static_cast<std::size_t>(row.dtype)];
        if (row.isFloat && bytes > most) {
            checkpoint.dtype = row.dtype;
            most = bytes;
        }
    }
}

bool saysMlx(const SafetensorsHeader& header) {
    const auto format = header.metadata.find("format");
    return format != header.metadata.end() && format->second == "mlx";
}

/// DeepSeek's way to store F8 weights, for folders whose config keeps silent about it.
bool hasBlockScales(const std::vector<TensorInfo>& tensors) {
    constexpr std::string_view scale = ".weight_scale_inv";
    return std::any_of(tensors.begin(), tensors.end(), [&](const TensorInfo& tensor) {
        return tensor.name.size() > scale.size() &&
               std::string_view(tensor.name).substr(tensor.name.size() - scale.size()) == scale;
    });
}

}  // namespace

Result<Checkpoint> openCheckpoint(const fs::path& folder) {
    Result<ModelConfig> config = loadModelConfig(folder);
    if (!config) {
        return std::move(config).error();
    }
    Result<WeightFiles> files = findWeightFiles(folder);
    if (!files) {
        return std::move(files).error();
    }
    Checkpoint checkpoint;
    checkpoint.folder = folder;
    for (const std::string& name : files->names) {
        checkpoint.shards.push_back({folder / pathFromUtf8(name), 0});
    }
    Result<std::vector<SafetensorsHeader>> headers = readHeaders(checkpoint.shards);
    if (!headers) {
        return std::move(headers).error();
    }
    for (std::size_t i = 0; i < headers->size(); ++i) {
        checkpoint.shards[i].bytes = (*headers)[i].fileBytes;
    }
    checkpoint.warnings = files->warnings;
    Result<std::vector<TensorInfo>> merged =
        mergeShards(*files, folder, *headers, checkpoint.warnings);
    if (!merged) {
        return std::move(merged).error();
    }
    checkpoint.tensors = std::move(*merged);
    sumUp(checkpoint);
    checkpoint.modelType = config->text("model_type");
    checkpoint.isMlx =
        isQuantizedByMlx(*config) || std::any_of(headers->begin(), headers->end(), saysMlx);
    checkpoint.quantization = quantizationText(*config);
    if (checkpoint.quantization.empty() && hasBlockScales(checkpoint.tensors)) {
        checkpoint.quantization = "fp8";
    }
    checkpoint.config = std::make_shared<const ModelConfig>(std::move(*config));
    return checkpoint;
}

}  // namespace quince
