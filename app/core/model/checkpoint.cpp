#include "core/base/file.hpp"
#include "core/base/parallel_for.hpp"
#include "core/format/safetensors_header.hpp"
#include "core/model/folder_listing.hpp"
#include "core/model/merge_shards.hpp"
#include "core/model/model_config.hpp"
#include "core/model/weight_files.hpp"

#include <quince/remote_checkpoint.hpp>
#include <quince/safe_path.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <system_error>
#include <utility>

namespace quince {

namespace fs = std::filesystem;

namespace {

using ReadHeader = std::function<Result<SafetensorsHeader>(std::uint32_t shard)>;

/// Reads each header; every file is closed again before the next one of that thread opens.
Result<std::vector<SafetensorsHeader>> readHeaders(std::size_t shards, const ReadHeader& read) {
    std::vector<SafetensorsHeader> headers(shards);
    Status done = parallelFor(shards, 0, StopToken(), [&](std::size_t index, unsigned) -> Status {
        Result<SafetensorsHeader> header = read(static_cast<std::uint32_t>(index));
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

/// Of a model whose config and choice of files are known.
Result<Checkpoint> assemble(const fs::path& folder, ModelConfig config, const WeightFiles& files,
                            const ReadHeader& read) {
    Checkpoint checkpoint;
    checkpoint.folder = folder;
    Result<std::vector<SafetensorsHeader>> headers = readHeaders(files.names.size(), read);
    if (!headers) {
        return std::move(headers).error();
    }
    for (std::size_t i = 0; i < headers->size(); ++i) {
        checkpoint.shards.push_back(
            {folder / pathFromUtf8(files.names[i]), (*headers)[i].fileBytes});
    }
    checkpoint.warnings = files.warnings;
    checkpoint.isMlx =
        isQuantizedByMlx(config) || std::any_of(headers->begin(), headers->end(), saysMlx);
    Result<std::vector<TensorInfo>> merged =
        mergeShards(files, folder, *headers, checkpoint.warnings);
    if (!merged) {
        return std::move(merged).error();
    }
    checkpoint.tensors = std::move(*merged);
    sumUp(checkpoint);
    checkpoint.modelType = config.text("model_type");
    checkpoint.quantization = quantizationText(config);
    if (checkpoint.quantization.empty() && hasBlockScales(checkpoint.tensors)) {
        checkpoint.quantization = "fp8";
    }
    checkpoint.config = std::make_shared<const ModelConfig>(std::move(config));
    return checkpoint;
}

/// The files right in the model's folder, without hidden ones, as findWeightFiles lists those of
/// one that is here.
FolderListing listingOf(const std::vector<RemoteFile>& files) {
    FolderListing listing;
    for (const RemoteFile& file : files) {
        if (!file.name.starts_with('.') && isSafeRelativePath(file.name) &&
            file.name.find('/') == std::string::npos) {
            listing.files.push_back({file.name, file.bytes, {}, true});
        }
    }
    std::sort(listing.files.begin(), listing.files.end(),
              [](const ListedFile& a, const ListedFile& b) { return a.name < b.name; });
    return listing;
}

}  // namespace

Result<Checkpoint> openCheckpoint(const fs::path& folder) {
    Result<ModelConfig> config = loadModelConfig(folder);
    if (!config) {
        return std::move(config).error();
    }
    const Result<WeightFiles> files = findWeightFiles(folder);
    if (!files) {
        return files.error();
    }
    return assemble(folder, *std::move(config), *files, [&](std::uint32_t shard) {
        return readSafetensorsHeader(folder / pathFromUtf8(files->names[shard]), shard);
    });
}

Result<std::vector<std::string>> remoteWeightFiles(const fs::path& folder,
                                                   const std::vector<RemoteFile>& files) {
    Result<WeightFiles> chosen = findWeightFiles(listingOf(files), folder);
    if (!chosen) {
        return std::move(chosen).error();
    }
    return std::move(chosen->names);
}

fs::path remoteHeaderFile(const fs::path& folder, std::string_view name) {
    return folder / pathFromUtf8(std::string(name) + ".header");
}

Result<Checkpoint> openRemoteCheckpoint(const fs::path& folder,
                                        const std::vector<RemoteFile>& files) {
    Result<ModelConfig> config = loadModelConfig(folder);
    if (!config) {
        return std::move(config).error();
    }
    const FolderListing listing = listingOf(files);
    const Result<WeightFiles> chosen = findWeightFiles(listing, folder);
    if (!chosen) {
        return chosen.error();
    }
    Result<Checkpoint> checkpoint = assemble(
        folder, *std::move(config), *chosen, [&](std::uint32_t shard) -> Result<SafetensorsHeader> {
            const std::string& name = chosen->names[shard];
            const Result<File> header = File::openForReading(remoteHeaderFile(folder, name));
            return header ? readHeaderOf(*header, shard, listing.find(name)->bytes)
                          : header.error();
        });
    if (checkpoint) {
        checkpoint->isRemote = true;
    }
    return checkpoint;
}

}  // namespace quince
