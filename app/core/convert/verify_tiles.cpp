#include "core/base/parallel_for.hpp"
#include "core/convert/decode_check.hpp"
#include "core/convert/job_run.hpp"
#include "core/convert/output_tiles.hpp"
#include "core/convert/tile_encoder.hpp"

#include <quince/safetensors.hpp>

#include <algorithm>
#include <memory>
#include <mutex>
#include <set>
#include <string>

namespace quince {
namespace {

Status mismatch(const std::string& message, const std::filesystem::path& path) {
    return Error{ErrorCode::mismatch, message, path};
}

/// Reads the shard's header again and compares it with the plan, tensor by tensor.
Status verifyHeader(const JobRun& run, std::uint32_t index) {
    const OutputShard& shard = run.job.layout.shards[index];
    const std::filesystem::path& file = run.output.path(index);
    const Result<SafetensorsHeader> header = readSafetensorsHeader(file, index);
    if (!header) {
        return header.error();
    }
    const auto format = header->metadata.find("format");
    if (header->tensors.size() != shard.outputCount || header->fileBytes != shard.bytes ||
        format == header->metadata.end() || format->second != "mlx") {
        return mismatch(shard.fileName + " is not as planned", file);
    }
    std::set<std::string> written;
    for (const TensorInfo& tensor : header->tensors) {
        written.insert(tensor.name + ' ' + std::to_string(tensor.begin) + ' ' +
                       std::string(traits(tensor.dtype).name) + shapeText(tensor.shape));
    }
    for (std::uint32_t i = shard.firstOutput; i < shard.firstOutput + shard.outputCount; ++i) {
        const OutputTensor& output = run.job.plan.outputs[i];
        if (!written.contains(output.name + ' ' + std::to_string(run.job.layout.places[i].offset) +
                              ' ' + std::string(traits(output.dtype).name) +
                              shapeText(output.shape))) {
            return mismatch(output.name + " is not as planned in " + shard.fileName, file);
        }
    }
    return {};
}

/// First or last of its tensor: what is verified when not everything is, and where blocks are
/// decoded.
bool isSample(const std::vector<Tile>& tiles, std::size_t index) {
    return index == 0 || index + 1 == tiles.size() ||
           tiles[index - 1].tensor != tiles[index].tensor ||
           tiles[index + 1].tensor != tiles[index].tensor;
}

std::vector<std::uint32_t> chosenTiles(const JobRun& run) {
    std::vector<std::uint32_t> chosen;
    for (std::uint32_t i = 0; i < run.tiles.size(); ++i) {
        if (run.job.verifyEverything || isSample(run.tiles, i)) {
            chosen.push_back(i);
        }
    }
    return chosen;
}

Status verifyHash(const JobRun& run, std::uint32_t index, const Journal::Hashes& hashes,
                  std::vector<std::byte>& buffer) {
    const Tile& tile = run.tiles[index];
    const Result<std::uint64_t> hash =
        hashTile(run.job.plan, run.job.layout, tile, run.output, buffer);
    if (!hash) {
        return hash.error();
    }
    if (hashes[index] != *hash) {
        const std::uint32_t output = run.job.plan.tensors[tile.tensor].firstOutput;
        return mismatch(run.job.plan.outputs[output].name + " reads back differently than written",
                        run.output.path(run.job.layout.places[output].shard));
    }
    return {};
}

struct Worker {
    explicit Worker(const JobRun& run) : encoder(run.job.plan, run.source, run.norms) {}

    TileEncoder encoder;
    std::vector<std::byte> buffer;
};

}  // namespace

std::uint64_t bytesToVerify(const JobRun& run) {
    std::uint64_t total = 0;
    for (const std::uint32_t tile : chosenTiles(run)) {
        total += rangesOf(run.job.plan, run.tiles[tile]).bytes();
    }
    return total;
}

Status verifyTiles(const JobRun& run, const Journal::Hashes& hashes,
                   std::vector<std::string>& warnings) {
    const std::vector<std::uint32_t> chosen = chosenTiles(run);
    for (std::uint32_t i = 0; i < run.job.layout.shards.size(); ++i) {
        if (Status status = verifyHeader(run, i); !status) {
            return status;
        }
    }

    std::mutex mutex;                 // guards notFinite
    std::set<std::string> notFinite;  // sentences, one for each tensor
    std::vector<std::unique_ptr<Worker>> workers(run.workers);
    const auto verify = [&](std::size_t index, unsigned worker) -> Status {
        if (!workers[worker]) {
            workers[worker] = std::make_unique<Worker>(run);
        }
        const Tile& tile = run.tiles[chosen[index]];
        Status status = verifyHash(run, chosen[index], hashes, workers[worker]->buffer);
        if (status && isSample(run.tiles, chosen[index])) {
            const Result<DecodeFinding> finding = checkDecoded(run, tile, workers[worker]->encoder);
            if (!finding) {
                return finding.error();
            }
            if (*finding == DecodeFinding::sourceNotFinite) {
                const std::lock_guard lock(mutex);
                notFinite.insert(
                    modelTensor(run.job.plan, tile.tensor).name +
                    (run.job.plan.tensors[tile.tensor].dtype == DType::f16
                         ? " holds values that are not finite in float16"
                         : " holds values that are not finite, in the source already"));
            }
        }
        run.progress.bytesDone += rangesOf(run.job.plan, tile).bytes();
        return status;
    };
    Status status = parallelFor(chosen.size(), run.workers, run.stop, verify);
    for (const std::string& sentence : notFinite) {
        warnings.push_back(sentence);
    }
    return status;
}

}  // namespace quince
