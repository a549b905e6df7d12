#include "core/convert/decode_check.hpp"

#include <quince/kernels.hpp>

#include <algorithm>
#include <cmath>
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

/// Code number `index` of a stream of `bits`-bit codes.
unsigned codeAt(std::span<const std::byte> stream, std::size_t index, unsigned bits) {
    const std::size_t bit = index * bits;
    auto window = static_cast<unsigned>(stream[bit / 8]);
    if (bit / 8 + 1 < stream.size()) {
        window |= static_cast<unsigned>(stream[bit / 8 + 1]) << 8;
    }
    return (window >> (bit % 8)) & ((1U << bits) - 1);
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
    DType dtype;
    QuantSpec quant;
    std::vector<std::byte> codes;
    std::vector<float> scales;
    std::vector<float> biases;
    std::vector<float> source;
};

/// Empty when the group is fine, otherwise what is wrong with it.
std::string problemOf(const Sample& sample, std::size_t group) {
    const float scale = sample.scales[group];
    const float bias = sample.biases[group];
    if (!std::isfinite(scale) || !std::isfinite(bias)) {
        return "has a scale that is not finite";
    }
    const auto size = static_cast<std::size_t>(sample.quant.groupSize);
    const float bound = decodeBound(sample.dtype, sample.quant.bits, scale, bias);
    for (std::size_t i = group * size; i < (group + 1) * size; ++i) {
        const unsigned code = codeAt(sample.codes, i, static_cast<unsigned>(sample.quant.bits));
        const float decoded = static_cast<float>(code) * scale + bias;
        if (!(std::abs(decoded - sample.source[i]) <= bound)) {
            return "decodes to " + std::to_string(decoded) + " where the source has " +
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

Result<DecodeFinding> checkDecoded(const JobRun& run, const Tile& tile, TileEncoder& encoder) {
    const TensorPlan& tensor = run.job.plan.tensors[tile.tensor];
    if (!tensor.quant || run.job.plan.recipe.method != QuantMethod::mlx) {
        return DecodeFinding::fine;
    }
    const std::uint64_t count =
        std::min(tile.count, sampledGroups * static_cast<std::uint64_t>(tensor.quant->groupSize));
    const Tile part{tile.tensor, tile.first, count};
    std::array<std::vector<std::byte>, 3> stored;
    const TileRanges ranges = rangesOf(run.job.plan, part);
    for (std::size_t i = 0; i < ranges.count; ++i) {
        Result<std::vector<std::byte>> bytes = readRange(run, ranges.items[i]);
        if (!bytes) {
            return std::move(bytes).error();
        }
        stored[i] = std::move(bytes).value();
    }
    const Result<std::span<const std::byte>> source = encoder.source(part);
    if (!source) {
        return source.error();
    }
    return judge(
        run, tile,
        {tensor.dtype, *tensor.quant, std::move(stored[0]), widened(tensor.dtype, stored[1]),
         widened(tensor.dtype, stored[2]), widened(tensor.dtype, *source)});
}

}  // namespace quince
