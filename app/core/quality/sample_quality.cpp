#include "core/base/parallel_for.hpp"
#include "core/convert/check_plan.hpp"
#include "core/convert/column_norms.hpp"
#include "core/convert/encode_groups.hpp"
#include "core/convert/open_files.hpp"
#include "core/convert/tile_encoder.hpp"
#include "core/plan/source_plan.hpp"
#include "core/quality/measure_groups.hpp"
#include "core/quality/sample_rows.hpp"
#include "core/quality/weighed_sums.hpp"

#include <quince/kernels.hpp>
#include <quince/quality.hpp>

#include <algorithm>
#include <memory>

namespace quince {
namespace {

constexpr unsigned mostWorkers = 32;  // as in a conversion: each costs memory

Status checkCandidates(const std::vector<Candidate>& candidates) {
    for (const Candidate& candidate : candidates) {
        Recipe recipe;
        recipe.quantize = true;
        recipe.method = candidate.method;
        recipe.mode = candidate.spec.mode;
        recipe.bits = candidate.spec.bits;
        recipe.groupSize = candidate.spec.groupSize;
        if (Status valid = validate(recipe); !valid) {
            return valid;
        }
    }
    return {};
}

std::vector<std::filesystem::path> pathsOf(const Checkpoint& checkpoint) {
    std::vector<std::filesystem::path> paths;
    for (const ShardFile& shard : checkpoint.shards) {
        paths.push_back(shard.path);
    }
    return paths;
}

/// What one candidate does to some rows.
struct Measured {
    ErrorSums sums;
    ErrorSums weighed;
};

/// One worker's memory.
struct Worker {
    Worker(const ConversionPlan& plan, OpenFiles& files, ColumnNorms& norms)
        : encoder(plan, files, norms) {}

    TileEncoder encoder;
    std::vector<std::uint8_t> codes;
    std::vector<std::byte> scales;
    std::vector<std::byte> biases;
};

class Sampler {
public:
    Sampler(const QualityQuestion& question, const ConversionPlan& plan, const StopToken& stop)
        : m_question(question),
          m_plan(plan),
          m_stop(stop),
          m_files(pathsOf(question.inspection->checkpoint), OpenFiles::Access::read),
          m_norms(plan, m_files, stop),
          m_weights(quantizableWeights(plan)),
          m_runs(question.candidates.empty() ? std::vector<RowRun>()
                                             : sampleRows(plan, m_weights, question.sampleBytes)) {}

    Result<QualitySample> run(Progress& progress) {
        progress.bytesDone = 0;
        progress.bytesTotal = 0;
        for (const RowRun& run : m_runs) {
            progress.bytesTotal += bytesOf(run);
        }
        progress.state = ConversionState::preparing;
        std::vector<std::vector<Measured>> found(m_runs.size());
        const unsigned threads = std::clamp(
            m_question.threads == 0 ? defaultThreads() : m_question.threads, 1U, mostWorkers);
        std::vector<std::unique_ptr<Worker>> workers(threads);
        const auto measure = [&](std::size_t index, unsigned worker) -> Status {
            if (!workers[worker]) {
                workers[worker] = std::make_unique<Worker>(m_plan, m_files, m_norms);
            }
            found[index].resize(m_question.candidates.size());
            Status status = measureRun(m_runs[index], *workers[worker], found[index]);
            progress.bytesDone += bytesOf(m_runs[index]);
            return status;
        };
        if (Status status = parallelFor(m_runs.size(), threads, m_stop, measure); !status) {
            return std::move(status).error();
        }
        return collected(found);
    }

private:
    [[nodiscard]] std::uint64_t columnsOf(std::uint32_t tensor) const {
        return static_cast<std::uint64_t>(weightShape(m_plan, tensor).back());
    }
    [[nodiscard]] std::uint64_t bytesOf(const RowRun& run) const {
        return run.count * sampledRowBytes(m_plan, run.tensor);
    }

    Status measureRun(const RowRun& run, Worker& worker, std::vector<Measured>& found) {
        const std::uint64_t columns = columnsOf(run.tensor);
        const Result<std::span<const std::byte>> source =
            worker.encoder.source({run.tensor, run.first * columns, run.count * columns});
        if (!source) {
            return source.error();
        }
        for (std::size_t i = 0; i < found.size(); ++i) {
            if (m_stop.stopRequested()) {
                return Error{ErrorCode::stopped, "stopped", {}};
            }
            const QuantSpec& spec = m_question.candidates[i].spec;
            if (columns % static_cast<std::uint64_t>(spec.groupSize) == 0) {
                found[i] = measured(m_question.candidates[i], run, *source, worker);
            }
        }
        return {};
    }

    [[nodiscard]] const TensorImportance* importanceOf(std::uint32_t tensor) const {
        const PlanImportance* const known = m_question.importance.get();
        return known != nullptr && known->tensors[tensor].squares.values ? &known->tensors[tensor]
                                                                         : nullptr;
    }

    [[nodiscard]] Measured measured(const Candidate& candidate, const RowRun& run,
                                    std::span<const std::byte> source, Worker& worker) const {
        const DType dtype = m_plan.tensors[run.tensor].dtype;
        const std::uint64_t perRow =
            columnsOf(run.tensor) / static_cast<std::uint64_t>(candidate.spec.groupSize);
        const std::uint64_t groups = run.count * perRow;
        worker.codes.resize(groups *
                            affineGroupBytes(candidate.spec.groupSize, candidate.spec.bits));
        worker.scales.resize(groups * bytesPerElement(dtype));
        worker.biases.resize(groups * bytesPerElement(dtype));
        const TensorImportance* const importance = importanceOf(run.tensor);
        encodeGroups(candidate.method, candidate.spec, dtype, source.data(), groups,
                     worker.codes.data(), worker.scales.data(), worker.biases.data(), importance,
                     run.first * perRow);
        const StoredGroups stored{
            dtype,          source.data(),       run.first * perRow,   groups,
            candidate.spec, worker.codes.data(), worker.scales.data(), worker.biases.data()};
        return {measureGroups(stored).sums,
                importance == nullptr ? ErrorSums{} : weighedSums(stored, *importance)};
    }

    /// Adds in the order of the runs, whoever measured them.
    [[nodiscard]] QualitySample collected(const std::vector<std::vector<Measured>>& found) const {
        QualitySample sample{m_question.candidates, m_weights, {}, {}};
        const std::vector<ErrorSums> none(m_weights.size());
        sample.sums.assign(m_question.candidates.size(), none);
        sample.weighed.assign(m_question.candidates.size(), none);
        for (std::size_t run = 0; run < m_runs.size(); ++run) {
            for (std::size_t i = 0; i < sample.sums.size(); ++i) {
                sample.sums[i][m_runs[run].tensor] += found[run][i].sums;
                sample.weighed[i][m_runs[run].tensor] += found[run][i].weighed;
            }
        }
        return sample;
    }

    const QualityQuestion& m_question;
    const ConversionPlan& m_plan;
    const StopToken& m_stop;
    OpenFiles m_files;
    ColumnNorms m_norms;
    std::vector<std::uint64_t> m_weights;
    std::vector<RowRun> m_runs;
};

}  // namespace

Result<QualitySample> measureQuality(const QualityQuestion& question, Progress& progress,
                                     const StopToken& stop) {
    if (Status valid = checkCandidates(question.candidates); !valid) {
        return std::move(valid).error();
    }
    // An encoder of it gives the weights that are compared.
    const ConversionPlan plan = planOfSource(question.inspection, question.dtype, question.vision);
    if (!plan.ok()) {
        return Error{ErrorCode::mismatch, "the model does not fit its architecture",
                     question.inspection->checkpoint.folder};
    }
    if (Status fits = checkPlan(plan, layoutOutput(plan)); !fits) {
        return std::move(fits).error();
    }
    return Sampler(question, plan, stop).run(progress);
}

}  // namespace quince
