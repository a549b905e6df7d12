#pragma once

#include <quince/plan.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace quince {

/// Bytes of the result by kind; the sums of both lists equal the plan's outputBytes.
struct WeightBytes {
    std::uint64_t quantized = 0;            ///< packed codes
    std::uint64_t scales = 0;               ///< scales and biases
    std::uint64_t kept = 0;                 ///< not quantized
    std::array<std::uint64_t, 9> byPart{};  ///< indexed by Part

    [[nodiscard]] std::uint64_t total() const { return quantized + scales + kept; }
};

/// What running the result takes. Bytes.
struct Footprint {
    WeightBytes weights;
    std::uint64_t cache = 0;    ///< KV cache and states at contextLength, 16-bit
    std::uint64_t working = 0;  ///< activations and runtime; an estimate, see footprint.cpp
    std::uint64_t contextLength = 0;

    [[nodiscard]] std::uint64_t total() const { return weights.total() + cache + working; }
};

[[nodiscard]] Footprint footprintOf(const ConversionPlan& plan, std::uint64_t contextLength);

/// KV cache and state bytes at `contextLength` tokens, batch 1, 16-bit elements.
[[nodiscard]] std::uint64_t cacheBytes(const std::vector<CacheGroup>& groups,
                                       std::uint64_t contextLength);

enum class Fit { comfortable, tight, no };

/// One Mac that could run it.
struct MacMemory {
    std::uint64_t ramBytes = 0;
    std::uint64_t gpuLimitBytes = 0;  ///< what Metal lets the GPU keep resident
};

/// Every RAM size that Apple Silicon came in: 8 ... 512 GB (GiB in bytes), with the GPU limit
/// that macOS sets by default.
[[nodiscard]] std::vector<MacMemory> appleSiliconMacs();
/// This machine, when it is an Apple Silicon Mac.
[[nodiscard]] std::optional<MacMemory> thisMac();
[[nodiscard]] std::uint64_t defaultGpuLimit(std::uint64_t ramBytes);

/// tight: fits the GPU limit with less than a tenth to spare.
[[nodiscard]] Fit fitOf(const Footprint& footprint, const MacMemory& mac);
/// The smallest RAM of appleSiliconMacs() that fits, if any.
[[nodiscard]] std::optional<MacMemory> smallestMac(const Footprint& footprint);

}  // namespace quince
