#include <quince/footprint.hpp>

#include <algorithm>
#include <array>

#ifdef __APPLE__
#include <sys/sysctl.h>
#endif

namespace quince {
namespace {

constexpr std::uint64_t gibi = 1ULL << 30;
constexpr std::uint64_t mebi = 1ULL << 20;

/// Every RAM size of huggingface.js packages/tasks/src/hardware.ts, Apple Silicon, in GiB.
constexpr std::array<std::uint64_t, 13> ramSizes{8,  16, 18,  24,  32,  36, 48,
                                                 64, 96, 128, 192, 256, 512};

/// mlx grows its caches in steps of this many tokens (mlx_lm/models/cache.py, KVCache.step).
constexpr std::uint64_t cacheStep = 256;

/// What mlx-lm processes of a prompt at once (mlx_lm/generate.py, prefill_step_size).
constexpr std::uint64_t prefillTokens = 2048;

std::uint64_t roundedUp(std::uint64_t value, std::uint64_t step) {
    return (value + step - 1) / step * step;
}

/// The rows of the largest matrix, as a stand-in for the widest activation.
std::uint64_t widestRow(const ConversionPlan& plan) {
    std::uint64_t widest = 0;
    const Blueprint& blueprint = plan.blueprint();
    for (const ModelModule& module : blueprint.modules) {
        if (module.quantizable && module.count > 0 && module.part != Part::embedding &&
            module.part != Part::head) {
            const Shape& shape = blueprint.tensors[module.first].shape;
            for (std::size_t i = shape.size() - std::min<std::size_t>(2, shape.size());
                 i < shape.size(); ++i) {
                widest = std::max(widest, static_cast<std::uint64_t>(shape[i]));
            }
        }
    }
    return widest;
}

}  // namespace

std::uint64_t cacheBytes(const std::vector<CacheGroup>& groups, std::uint64_t contextLength) {
    constexpr std::uint64_t bytesPerElement = 2;
    std::uint64_t elements = 0;
    for (const CacheGroup& group : groups) {
        const std::uint64_t tokens =
            group.maxTokens == 0 ? contextLength : std::min(contextLength, group.maxTokens);
        elements += group.layers *
                    (group.fixedElements + group.elementsPerToken * roundedUp(tokens, cacheStep));
    }
    return elements * bytesPerElement;
}

Footprint footprintOf(const ConversionPlan& plan, std::uint64_t contextLength) {
    Footprint footprint;
    footprint.contextLength = contextLength;
    if (!plan.inspection) {
        return footprint;
    }
    for (const TensorPlan& tensor : plan.tensors) {
        for (std::uint32_t i = 0; i < tensor.outputCount; ++i) {
            const std::uint64_t bytes = plan.outputs[tensor.firstOutput + i].bytes;
            std::uint64_t& kind = !tensor.quant ? footprint.weights.kept
                                  : i == 0      ? footprint.weights.quantized
                                                : footprint.weights.scales;
            kind += bytes;
            footprint.weights.byPart[static_cast<std::size_t>(tensor.part)] += bytes;
        }
    }
    const Blueprint& blueprint = plan.blueprint();
    for (const ModelModule& module : blueprint.modules) {
        // Packed in the source and not decoded: its tensors are copied, but they are codes and
        // scales.
        const bool copied =
            module.packed && !plan.tensors.empty() && !plan.tensors[module.first].packed;
        if (copied) {
            for (std::uint32_t i = module.first; i < module.first + module.count; ++i) {
                const std::string& name = blueprint.tensors[i].name;
                const std::uint64_t bytes = plan.outputs[plan.tensors[i].firstOutput].bytes;
                if (!name.ends_with(".bias")) {
                    footprint.weights.kept -= bytes;
                    (i == module.first ? footprint.weights.quantized : footprint.weights.scales) +=
                        bytes;
                }
            }
        }
    }
    footprint.cache = cacheBytes(blueprint.cache, contextLength);
    // An estimate: the runtime itself, and a prompt step's activations, a few 16-bit tensors of
    // [prefill, widest row]. Not measured on a Mac.
    constexpr std::uint64_t runtime = 400 * mebi;
    constexpr std::uint64_t liveActivations = 6;
    footprint.working =
        runtime + std::min(contextLength, prefillTokens) * widestRow(plan) * 2 * liveActivations;
    return footprint;
}

/// recommendedMaxWorkingSetSize, from reported values: 16 GB 74 %, 64 GB 80 %, 128 GB 84 %
/// (AlexsJones/llmfit#754, lmstudio-bug-tracker#2017, antirez/ds4#893); 2/3 below 16 GB.
std::uint64_t defaultGpuLimit(std::uint64_t ramBytes) {
    const std::uint64_t percent = ramBytes < 16 * gibi    ? 66
                                  : ramBytes < 36 * gibi  ? 74
                                  : ramBytes < 128 * gibi ? 80
                                                          : 84;
    return ramBytes / 100 * percent;
}

std::vector<MacMemory> appleSiliconMacs() {
    std::vector<MacMemory> macs;
    for (const std::uint64_t size : ramSizes) {
        macs.push_back({size * gibi, defaultGpuLimit(size * gibi)});
    }
    return macs;
}

std::optional<MacMemory> thisMac() {
#if defined(__APPLE__) && defined(__aarch64__)
    std::uint64_t ram = 0;
    std::size_t length = sizeof ram;
    if (sysctlbyname("hw.memsize", &ram, &length, nullptr, 0) != 0) {
        return std::nullopt;
    }
    // A person may have raised the limit: sudo sysctl iogpu.wired_limit_mb=N; 0 is the default.
    std::uint64_t megabytes = 0;
    length = sizeof megabytes;
    if (sysctlbyname("iogpu.wired_limit_mb", &megabytes, &length, nullptr, 0) == 0 &&
        megabytes > 0) {
        return MacMemory{ram, megabytes * mebi};
    }
    return MacMemory{ram, defaultGpuLimit(ram)};
#else
    return std::nullopt;
#endif
}

Fit fitOf(const Footprint& footprint, const MacMemory& mac) {
    const std::uint64_t total = footprint.total();
    if (total > mac.gpuLimitBytes) {
        return Fit::no;
    }
    return total > mac.gpuLimitBytes / 10 * 9 ? Fit::tight : Fit::comfortable;
}

std::optional<MacMemory> smallestMac(const Footprint& footprint) {
    for (const MacMemory& mac : appleSiliconMacs()) {
        if (fitOf(footprint, mac) != Fit::no) {
            return mac;
        }
    }
    return std::nullopt;
}

}  // namespace quince
