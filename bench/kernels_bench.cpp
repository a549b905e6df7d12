#include <quince/kernels.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <string>
#include <vector>

// Bytes per second are those of the float side: the source when quantizing, the result when
// dequantizing. The memcpy line copies the same bytes, for scale. Everything stays in the cache.

namespace quince {
namespace {

constexpr std::size_t elements = 64 * 1024;

std::vector<char> gaussianWeights(DType dtype) {
    std::mt19937 generator(1);
    std::normal_distribution<float> gaussian(0.0f, 0.02f);
    std::vector<float> weights(elements);
    std::generate(weights.begin(), weights.end(), [&] { return gaussian(generator); });
    std::vector<char> bytes(elements * bytesPerElement(dtype));
    castFloats(DType::f32, weights.data(), dtype, bytes.data(), elements);
    return bytes;
}

void countBytes(benchmark::State& state, DType dtype) {
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                            static_cast<std::int64_t>(elements * bytesPerElement(dtype)));
}

void copy(benchmark::State& state, DType dtype) {
    const std::vector<char> source = gaussianWeights(dtype);
    std::vector<char> target(source.size());
    for (auto _ : state) {
        std::memcpy(target.data(), source.data(), source.size());
        benchmark::DoNotOptimize(target.data());
        benchmark::ClobberMemory();
    }
    countBytes(state, dtype);
}

void cast(benchmark::State& state, DType from, DType to) {
    const std::vector<char> source = gaussianWeights(from);
    std::vector<char> target(elements * bytesPerElement(to));
    for (auto _ : state) {
        castFloats(from, source.data(), to, target.data(), elements);
        benchmark::ClobberMemory();
    }
    countBytes(state, from);
}

/// Weights and room for their quantized form.
struct Affine {
    Affine(DType type, int width, int size)
        : dtype(type),
          bits(width),
          groupSize(size),
          groups(elements / static_cast<std::size_t>(size)),
          weights(gaussianWeights(type)),
          packed(groups * affineGroupBytes(size, width)),
          scales(groups * bytesPerElement(type)),
          biases(scales.size()) {}

    void quantize() {
        quantizeAffine(dtype, weights.data(), groups, groupSize, bits, packed.data(), scales.data(),
                       biases.data());
    }
    void refine() {
        refineAffine(dtype, weights.data(), groups, groupSize, bits, {}, packed.data(),
                     scales.data(), biases.data());
    }
    void dequantize() {
        dequantizeAffine(dtype, packed.data(), scales.data(), biases.data(), groups, groupSize,
                         bits, weights.data());
    }

    DType dtype;
    int bits;
    int groupSize;
    std::size_t groups;
    std::vector<char> weights;
    std::vector<std::uint8_t> packed;
    std::vector<char> scales;
    std::vector<char> biases;
};

void quantize(benchmark::State& state, DType dtype, int bits, int groupSize) {
    Affine affine(dtype, bits, groupSize);
    for (auto _ : state) {
        affine.quantize();
        benchmark::ClobberMemory();
    }
    countBytes(state, dtype);
}

void refine(benchmark::State& state, DType dtype, int bits, int groupSize) {
    Affine affine(dtype, bits, groupSize);
    for (auto _ : state) {
        affine.refine();
        benchmark::ClobberMemory();
    }
    countBytes(state, dtype);
}

void dequantize(benchmark::State& state, DType dtype, int bits, int groupSize) {
    Affine affine(dtype, bits, groupSize);
    affine.quantize();
    for (auto _ : state) {
        affine.dequantize();
        benchmark::ClobberMemory();
    }
    countBytes(state, dtype);
}

void registerAll() {
    const std::vector<DType> dtypes = {DType::bf16, DType::f16, DType::f32};
    for (const DType dtype : dtypes) {
        const std::string name(traits(dtype).name);
        benchmark::RegisterBenchmark(("memcpy/" + name).c_str(), copy, dtype);
        for (const DType to : dtypes) {
            if (to != dtype) {
                const std::string both = name + "/" + std::string(traits(to).name);
                benchmark::RegisterBenchmark(("cast/" + both).c_str(), cast, dtype, to);
            }
        }
        for (const int bits : {2, 3, 4, 5, 6, 8}) {
            const std::string scheme = name + "/b" + std::to_string(bits);
            for (const int groupSize : {32, 64, 128}) {
                const std::string full = scheme + "/g" + std::to_string(groupSize);
                benchmark::RegisterBenchmark(("quantize/" + full).c_str(), quantize, dtype, bits,
                                             groupSize);
            }
            benchmark::RegisterBenchmark(("refine/" + scheme + "/g64").c_str(), refine, dtype, bits,
                                         64);
            benchmark::RegisterBenchmark(("dequantize/" + scheme + "/g64").c_str(), dequantize,
                                         dtype, bits, 64);
        }
    }
}

}  // namespace
}  // namespace quince

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    quince::registerAll();
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
