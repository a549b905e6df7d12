// Measures the search for bits by layer on a checkpoint of the shapes of Llama-3.3-70B: measuring a
// sample of every way to store every matrix, and choosing among them. The shards are sparse; where
// the sample is taken there is noise, alike in no two layers.

#include "core/convert/tiles.hpp"
#include "core/quality/sample_rows.hpp"
#include "sparse_checkpoint.hpp"

#include <quince/budget.hpp>
#include <quince/kernels.hpp>

#include <benchmark/benchmark.h>

#include <cmath>
#include <fstream>
#include <random>

namespace {

using namespace quince;

Recipe refined() {
    Recipe recipe;
    recipe.quantize = true;
    return recipe;
}

/// Fills rows with numbers of a bell curve, some of them far out.
class Noise {
public:
    std::vector<std::byte> rows(std::uint64_t count, double scale) {
        std::vector<float> values(count);
        for (float& value : values) {
            const double far = m_random() % 1000 == 0 ? 8 : 1;
            value = static_cast<float>(scale * far * m_normal(m_random));
        }
        std::vector<std::byte> bytes(count * 2);
        castFloats(DType::f32, values.data(), DType::bf16, bytes.data(), count);
        return bytes;
    }

private:
    std::mt19937 m_random{1};
    std::normal_distribution<double> m_normal;
};

void fillSampledRows(const Inspection& inspection, const ConversionPlan& plan) {
    Noise noise;
    const QualityQuestion usual;
    const auto runs = sampleRows(plan, quantizableWeights(plan), usual.sampleBytes);
    for (const RowRun& run : runs) {
        const ModelTensor& model = modelTensor(plan, run.tensor);
        const TensorInfo& source = inspection.checkpoint.tensors[model.view.pieces[0].tensor];
        const auto columns = static_cast<std::uint64_t>(model.shape.back());
        const double scale = 0.02 * (1 + 0.3 * std::sin(0.7 * run.tensor));
        const std::vector<std::byte> bytes = noise.rows(run.count * columns, scale);
        std::fstream file(inspection.checkpoint.shards[source.shard].path,
                          std::ios::binary | std::ios::in | std::ios::out);
        file.seekp(static_cast<std::streamoff>(source.begin + run.first * columns * 2));
        file.write(reinterpret_cast<const char*>(bytes.data()),
                   static_cast<std::streamsize>(bytes.size()));
    }
}

const std::shared_ptr<const Inspection>& model() {
    static const bench::SparseCheckpoint checkpoint = bench::llama70();
    static const std::shared_ptr<const Inspection> inspection = [] {
        auto opened = *inspect(checkpoint.folder(), *ArchitectureLibrary::builtIn());
        fillSampledRows(*opened, makePlan(opened, refined()));
        return opened;
    }();
    return inspection;
}

QualitySample measured() {
    const auto question = budgetQuestion(model(), refined(), nullptr);
    Progress progress;
    return *measureQuality(*question, progress, {});
}

const QualitySample& sample() {
    static const QualitySample made = measured();
    return made;
}

/// What is done once for a model.
void measureSample(benchmark::State& state) {
    (void)model();
    for (auto _ : state) {
        benchmark::DoNotOptimize(measured().sums.size());
    }
}
BENCHMARK(measureSample)->Unit(benchmark::kSecond)->UseRealTime()->Iterations(1);

/// What is done for each size that is asked for; the argument is tenths of a bit per weight.
void chooseForSize(benchmark::State& state) {
    Budget budget;
    budget.bitsPerWeight = static_cast<double>(state.range(0)) / 10;
    const QualitySample& known = sample();
    std::size_t layers = 0;
    for (auto _ : state) {
        const Result<Recipe> recipe = fitBudget(model(), refined(), budget, known);
        if (!recipe) {
            state.SkipWithError(recipe.error().message.c_str());
            return;
        }
        layers = recipe->layers.size();
    }
    state.counters["layers"] = static_cast<double>(layers);
}
BENCHMARK(chooseForSize)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Arg(26)
    ->Arg(34)
    ->Arg(46)
    ->Arg(55)
    ->Arg(83);

/// What the window tells beside it: the best recipe without layers of the same size.
void compareWithUniform(benchmark::State& state) {
    Budget budget;
    budget.bitsPerWeight = 4.6;
    const ConversionPlan plan = makePlan(model(), *fitBudget(model(), refined(), budget, sample()));
    double share = 0;
    for (auto _ : state) {
        share = *expectedDamage(plan, sample()) / bestUniformRival(plan, sample())->damage;
    }
    state.counters["damage"] = share;
}
BENCHMARK(compareWithUniform)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
