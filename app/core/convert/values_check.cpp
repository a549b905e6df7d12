#include "core/convert/values_check.hpp"

#include "core/base/parallel_for.hpp"
#include "core/convert/job_run.hpp"

#include <quince/kernels.hpp>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <set>
#include <string>

namespace quince {
namespace {

constexpr std::uint64_t portionBytes = std::uint64_t{1} << 20;
constexpr std::uint64_t sampleBytes = std::uint64_t{1} << 16;

/// A part of one tensor to be read.
struct Portion {
    const TensorInfo* tensor;
    std::uint64_t begin;
    std::uint64_t bytes;
};

std::vector<Portion> portionsOf(const TensorsByName& tensors, HowMuch howMuch) {
    std::vector<Portion> portions;
    for (const auto& [name, tensor] : tensors) {
        if (howMuch == HowMuch::samples && isFloat(tensor.dtype)) {
            portions.push_back({&tensor, tensor.begin, std::min(tensor.bytes(), sampleBytes)});
        }
        for (std::uint64_t at = tensor.begin; howMuch == HowMuch::everything && at < tensor.end;
             at += portionBytes) {
            portions.push_back({&tensor, at, std::min(portionBytes, tensor.end - at)});
        }
    }
    return portions;
}

struct Buffers {
    std::vector<std::byte> bytes;
    std::vector<float> floats;
};

Result<bool> isFinite(const Portion& portion, OpenFiles& shards, Buffers& buffers) {
    const Result<std::shared_ptr<File>> file = shards.at(portion.tensor->shard);
    if (!file) {
        return file.error();
    }
    buffers.bytes.resize(portion.bytes);
    if (Status read = (*file)->readAt(portion.begin, buffers.bytes); !read) {
        return std::move(read).error().within(portion.tensor->name);
    }
    if (!isFloat(portion.tensor->dtype)) {
        return true;
    }
    buffers.floats.resize(portion.bytes / bytesPerElement(portion.tensor->dtype));
    castFloats(portion.tensor->dtype, buffers.bytes.data(), DType::f32, buffers.floats.data(),
               buffers.floats.size());
    return std::all_of(buffers.floats.begin(), buffers.floats.end(),
                       [](float value) { return std::isfinite(value); });
}

bool isOfPacked(const std::string& name, const TensorsByName& tensors) {
    const std::string module = name.substr(0, name.rfind('.'));
    return (name.ends_with(".scales") || name.ends_with(".biases")) &&
           tensors.contains(module + ".scales");
}

}  // namespace

Status checkValues(const TensorsByName& tensors, OpenFiles& shards, HowMuch howMuch,
                   Progress& progress, const StopToken& stop, std::vector<Problem>& problems) {
    const std::vector<Portion> portions = portionsOf(tensors, howMuch);
    std::uint64_t total = 0;
    for (const Portion& portion : portions) {
        total += portion.bytes;
    }
    beginPhase(progress, ConversionState::verifying, total);

    const unsigned workers = std::min(defaultThreads(), mostWorkers);
    std::vector<Buffers> buffers(workers);
    std::mutex mutex;  // guards notFinite
    std::set<std::string> notFinite;
    Status status = parallelFor(
        portions.size(), workers, stop, [&](std::size_t index, unsigned worker) -> Status {
            const Result<bool> finite = isFinite(portions[index], shards, buffers[worker]);
            if (!finite) {
                return finite.error();
            }
            if (!*finite) {
                const std::lock_guard lock(mutex);
                notFinite.insert(portions[index].tensor->name);
            }
            progress.bytesDone += portions[index].bytes;
            return {};
        });
    for (const std::string& name : notFinite) {
        problems.push_back({isOfPacked(name, tensors) ? Severity::error : Severity::warning,
                            name + " holds values that are not finite"});
    }
    return status;
}

}  // namespace quince
