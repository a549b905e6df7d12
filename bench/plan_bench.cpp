// Measures planning from headers alone, on a checkpoint of 92,000 tensors.

#include "sparse_checkpoint.hpp"

#include <quince/footprint.hpp>
#include <quince/plan.hpp>

#include <benchmark/benchmark.h>

namespace {

using namespace quince;

const bench::SparseCheckpoint& checkpoint() {
    static const bench::SparseCheckpoint made = bench::deepSeekSized();
    return made;
}

Recipe fourBits() {
    Recipe recipe;
    recipe.quantize = true;
    return recipe;
}

/// All that choosing a model costs: every header, the architecture, the plan, layout, footprint.
void planFromDisk(benchmark::State& state) {
    const auto library = ArchitectureLibrary::builtIn();
    for (auto _ : state) {
        const auto inspection = inspect(checkpoint().folder(), *library);
        const ConversionPlan plan = makePlan(*inspection, fourBits());
        const OutputLayout layout = layoutOutput(plan);
        benchmark::DoNotOptimize(footprintOf(plan, 8192).total() + layout.fileBytes);
        if (!plan.ok()) {
            state.SkipWithError(plan.problems.front().message.c_str());
        }
    }
    state.counters["tensors"] = static_cast<double>(checkpoint().tensors());
}
BENCHMARK(planFromDisk)->Unit(benchmark::kMillisecond)->UseRealTime();

/// What a changed control costs.
void planAgain(benchmark::State& state) {
    const auto library = ArchitectureLibrary::builtIn();
    const auto inspection = inspect(checkpoint().folder(), *library);
    for (auto _ : state) {
        const ConversionPlan plan = makePlan(*inspection, fourBits());
        benchmark::DoNotOptimize(footprintOf(plan, 8192).total());
    }
    state.counters["outputs"] =
        static_cast<double>(makePlan(*inspection, fourBits()).outputs.size());
}
BENCHMARK(planAgain)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
