#include "core/convert/decode_check.hpp"

#include "core/convert/encode_groups.hpp"
#include "core/kernels/block_formats.hpp"

#include <quince/kernels.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string>

namespace quince {
namespace {

constexpr std::uint64_t sampledGroups = 4;

/// The relative and the absolute part of rounding to nearest.
struct Rounding {
    float unit;
    float smallest;  ///< half of the smallest denormal
};

Rounding roundingOf(DType dtype) {
    switch (dtype) {
        case DType::f16:
            return {0x1p-11F, 0x1p-25F};
        case DType::bf16:
            return {0x1p-8F, 0x1p-134F};
        default:
            return {0x1p-24F, 0x1p-149F};
    }
}

std::vector<float> widened(DType dtype, std::span<const std::byte> values) {
    std::vector<float> floats(values.size() / bytesPerElement(dtype));
    castFloats(dtype, values.data(), DType::f32, floats.data(), floats.size());
    return floats;
}

Result<std::vector<std::byte>> readRange(const JobRun& run, const OutputRange& range) {
    const OutputPlace& place = run.job.layout.places[range.output];
    const Result<std::shared_ptr<File>> file = run.output.at(place.shard);
    if (!file) {
        return file.error();
    }
    std::vector<std::byte> bytes(range.bytes);
    if (Status status = (*file)->readAt(place.offset + range.offset, bytes); !status) {
        return std::move(status).error();
    }
    return bytes;
}

/// One decoded sample: the stored parts of some groups beside their source.
struct Sample {
    QuantMethod method;
    DType dtype;
    QuantSpec quant;
    std::vector<float> scales;
    std::vector<float> biases;  ///< of mode affine
    std::vector<float> decoded;
    std::vector<float> source;
};

float boundOf(const Sample& sample, std::size_t group) {
    return isBlockMode(sample.quant.mode)
               ? blockDecodeBound(sample.quant.mode, sample.scales[group])
               : decodeBound(sample.dtype, sample.quant.bits, sample.scales[group],
                             sample.biases[group]);
}

/// Empty when the group is fine, otherwise what is wrong with it.
std::string problemOf(const Sample& sample, std::size_t group) {
    if (!std::isfinite(sample.scales[group]) ||
        (!sample.biases.empty() && !std::isfinite(sample.biases[group]))) {
        return "has a scale that is not finite";
    }
    const auto size = static_cast<std::size_t>(sample.quant.groupSize);
    const float bound =
        sample.method == QuantMethod::mlx
            ? boundOf(sample, group)
            : refinedDecodeBound(std::span(sample.source).subspan(group * size, size));
    for (std::size_t i = group * size; i < (group + 1) * size; ++i) {
        if (!(std::abs(sample.decoded[i] - sample.source[i]) <= bound)) {
            return "decodes to " + std::to_string(sample.decoded[i]) + " where the source has " +
                   std::to_string(sample.source[i]);
        }
    }
    return {};
}

Result<DecodeFinding> judge(const JobRun& run, const Tile& tile, const Sample& sample) {
    const auto size = static_cast<std::size_t>(sample.quant.groupSize);
    DecodeFinding finding = DecodeFinding::fine;
    for (std::size_t group = 0; group < sample.scales.size(); ++group) {
        const auto first = sample.source.begin() + static_cast<std::ptrdiff_t>(group * size);
        if (!std::all_of(first, first + static_cast<std::ptrdiff_t>(size),
                         [](float value) { return std::isfinite(value); })) {
            finding = DecodeFinding::sourceNotFinite;
            continue;
        }
        if (const std::string problem = problemOf(sample, group); !problem.empty()) {
            const std::uint32_t output = run.job.plan.tensors[tile.tensor].firstOutput;
            return Error{ErrorCode::mismatch, run.job.plan.outputs[output].name + " " + problem,
                         run.output.path(run.job.layout.places[output].shard)};
        }
    }
    return finding;
}

}  // namespace

float decodeBound(DType dtype, int bits, float scale, float bias) {
    const Rounding rounding = roundingOf(dtype);
    const auto n = static_cast<float>((1 << bits) - 1);
    const auto roundedBy = [&](float value) {
        return 2 * std::max(std::abs(value) * rounding.unit, rounding.smallest);
    };
    return std::abs(scale) * (4.0F / 3.0F) + n * roundedBy(scale) + roundedBy(bias);
}

float blockDecodeBound(QuantMode mode, float scale) {
    const float size = std::abs(scale);
    switch (mode) {
        case QuantMode::mxfp4:
            return 2 * (6 * 0.4143F) * size;
        case QuantMode::mxfp8:
            return 2 * (448 * 0.4143F) * size;
        default:
            return size >= 448 ? std::numeric_limits<float>::infinity() : 2 * (size + 6 * 0x1p-10F);
    }
}

float refinedDecodeBound(std::span<const float> group) {
    float largest = 0;
    for (const float weight : group) {
        largest = std::max(largest, std::abs(weight));
    }
    return 2 * largest + 1e-7F;
}

Result<DecodeFinding> checkDecoded(const JobRun& run, const Tile& tile, TileEncoder& encoder) {
    const TensorPlan& tensor = run.job.plan.tensors[tile.tensor];
    if (!tensor.quant) {
        return DecodeFinding::fine;
    }
    const auto groupSize = static_cast<std::uint64_t>(tensor.quant->groupSize);
    const std::uint64_t count = std::min(tile.count, sampledGroups * groupSize);
    std::array<std::vector<std::byte>, 3> stored;
    const TileRanges ranges = rangesOf(run.job.plan, {tile.tensor, tile.first, count});
    for (std::size_t i = 0; i < ranges.count; ++i) {
        Result<std::vector<std::byte>> bytes = readRange(run, ranges.items[i]);
        if (!bytes) {
            return std::move(bytes).error();
        }
        stored[i] = std::move(bytes).value();
    }
    // Some packed sources come apart only where tiles do.
    const Result<std::span<const std::byte>> source =
        encoder.source({tile.tensor, tile.first, tensor.packed ? tile.count : count});
    if (!source) {
        return source.error();
    }
    Sample sample{run.job.plan.recipe.method,
                  tensor.dtype,
                  *tensor.quant,
                  {},
                  {},
                  std::vector<float>(count),
                  {}};
    decodeGroups(sample.quant, tensor.dtype,
                 reinterpret_cast<const std::uint8_t*>(stored[0].data()), stored[1].data(),
                 stored[2].data(), count / groupSize, sample.decoded.data());
    sample.source = widened(tensor.dtype, source->first(count * bytesPerElement(tensor.dtype)));
    if (isBlockMode(sample.quant.mode)) {
        for (const std::byte scale : stored[1]) {
            const auto code = std::to_integer<std::uint8_t>(scale);
            sample.scales.push_back(sample.quant.mode == QuantMode::nvfp4 ? fromE4m3(code)
                                                                          : fromE8m0(code));
        }
    } else {
        sample.scales = widened(tensor.dtype, stored[1]);
        sample.biases = widened(tensor.dtype, stored[2]);
    }
    return judge(run, tile, sample);
}

}  // namespace quince
