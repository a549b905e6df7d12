// How near evaluation comes to what the machine can do: the matrix product against the peak of
// fused multiply-adds that registers alone reach, and whole layers with the weights read from a
// file that is in memory. Release builds only.
//   evaluate_bench [--benchmark_filter=...]
#include "core/evaluate/matmul.hpp"

#include <benchmark/benchmark.h>

#include <vector>

namespace quince {
namespace {

constexpr std::int64_t tokens = 192;  // of a task of linear.cpp

/// items: multiply-adds. Columns and rows as in the layers of a model of 8 billion weights.
void multiplyBlock(benchmark::State& state) {
    const auto columns = static_cast<std::size_t>(state.range(0));
    const auto rows = static_cast<std::size_t>(state.range(1));
    const std::vector<float> w(rows * columns, 0.5F);
    const std::vector<float> x(tokens * columns, 0.25F);
    std::vector<float> packed(packedFloats(rows, columns));
    std::vector<float> y(tokens * rows);
    packRows(w.data(), columns, rows, columns, packed.data());
    for (auto _ : state) {
        multiply({x.data(), columns, tokens, packed.data(), columns, columns, rows, y.data(), rows,
                  false});
        benchmark::DoNotOptimize(y.data());
    }
    state.SetItemsProcessed(state.iterations() * tokens * state.range(0) * state.range(1));
}
BENCHMARK(multiplyBlock)->Args({4096, 1024})->Args({14336, 256})->Args({1024, 1024});

/// The same product where everything stays in the first cache: what the kernel itself reaches.
void multiplyInCache(benchmark::State& state) {
    constexpr std::size_t columns = 128;
    const std::size_t rows = panelRows();
    const std::vector<float> x(12 * columns, 0.25F);
    std::vector<float> packed(packedFloats(rows, columns), 0.5F);
    std::vector<float> y(12 * rows);
    for (auto _ : state) {
        multiply(
            {x.data(), columns, 12, packed.data(), columns, columns, rows, y.data(), rows, false});
        benchmark::DoNotOptimize(y.data());
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(12 * columns * rows));
}
BENCHMARK(multiplyInCache);

/// Laying weights out, per weight; each is then used for all tokens of a pass.
void packing(benchmark::State& state) {
    constexpr std::size_t columns = 4096;
    constexpr std::size_t rows = 64;
    const std::vector<float> w(rows * columns, 0.5F);
    std::vector<float> packed(packedFloats(rows, columns));
    for (auto _ : state) {
        packRows(w.data(), columns, rows, columns, packed.data());
        benchmark::DoNotOptimize(packed.data());
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(rows * columns));
}
BENCHMARK(packing);

}  // namespace
}  // namespace quince

BENCHMARK_MAIN();
