// Measures what the window's own thread does with a plan of 92,000 tensors: words and figures for
// the model page, and the job that is handed to the queue.

#include "desktop/model_words.hpp"
#include "sparse_checkpoint.hpp"

#include <quince/convert.hpp>

#include <benchmark/benchmark.h>

namespace {

std::shared_ptr<const quince::Inspection> inspected() {
    static const bench::SparseCheckpoint checkpoint = bench::deepSeekSized();
    static const auto inspection =
        *quince::inspect(checkpoint.folder(), *quince::ArchitectureLibrary::builtIn());
    return inspection;
}

const app::Planned& planned() {
    static const app::Planned made = [] {
        quince::Recipe recipe;
        recipe.quantize = true;
        app::Planned result;
        result.plan = quince::makePlan(inspected(), recipe);
        result.layout = quince::layoutOutput(result.plan);
        result.footprint = quince::footprintOf(result.plan, 8192);
        return result;
    }();
    return made;
}

/// Once for a chosen model.
void wordsForAModel(benchmark::State& state) {
    app::LibraryEntry entry;
    entry.model.repoId = "org/name";
    inspected();  // reads the disk once, which is not what is measured
    for (auto _ : state) {
        benchmark::DoNotOptimize(app::modelView(entry, *inspected()));
        benchmark::DoNotOptimize(app::recipeOptions(*inspected()));
        benchmark::DoNotOptimize(app::notices(inspected()->blueprint.problems));
    }
    state.counters["tensors"] = static_cast<double>(inspected()->checkpoint.tensors.size());
}
BENCHMARK(wordsForAModel)->Unit(benchmark::kMillisecond);

/// At each changed control.
void viewOfAPlan(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(app::footprintView(planned()));
        benchmark::DoNotOptimize(app::notices(planned().plan.problems));
    }
    state.counters["outputs"] = static_cast<double>(planned().plan.outputs.size());
}
BENCHMARK(viewOfAPlan)->Unit(benchmark::kMillisecond);

/// When Convert is pressed, and where a work folder was left.
void jobOfAPlan(benchmark::State& state) {
    for (auto _ : state) {
        auto job = std::make_shared<quince::ConversionJob>();
        job->plan = planned().plan;
        job->layout = planned().layout;
        benchmark::DoNotOptimize(job);
    }
}
BENCHMARK(jobOfAPlan)->Unit(benchmark::kMillisecond);

}  // namespace
