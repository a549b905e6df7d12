#include "core/convert/conversion.hpp"

#include "core/base/parallel_for.hpp"
#include "core/convert/output_tiles.hpp"
#include "core/convert/prepare_staging.hpp"
#include "core/publish/write_model_files.hpp"

#include <algorithm>

namespace quince {
namespace {

/// Shards that the results of a pass may hold open together: macOS gives a process 256 files.
constexpr std::size_t mostOpenOutputs = 96;
constexpr std::size_t mostOpenOfOne = 48;

std::vector<std::filesystem::path> sourcePaths(const Checkpoint& checkpoint) {
    std::vector<std::filesystem::path> paths;
    for (const ShardFile& shard : checkpoint.shards) {
        paths.push_back(shard.path);
    }
    return paths;
}

}  // namespace

PassSource::PassSource(std::span<const ConversionJob> jobs, Progress& of, const StopToken& token)
    : progress(of),
      stop(token),
      files(sourcePaths(jobs.front().plan.inspection->checkpoint), OpenFiles::Access::read),
      norms(jobs.front().plan, files, stop),
      workers(std::clamp(jobs.front().threads == 0 ? defaultThreads() : jobs.front().threads, 1U,
                         mostWorkers)),
      openOutputs(std::clamp<std::size_t>(mostOpenOutputs / jobs.size(), 2, mostOpenOfOne)) {}

Conversion::Conversion(const ConversionJob& job, PassSource& source)
    : m_tiles(cutTiles(job.plan, job.layout)),
      m_output(shardPaths(job.layout, Staging::modelIn(job.staging)), OpenFiles::Access::write,
               source.openOutputs),
      m_run{job,          m_tiles,  source.progress, source.stop,
            source.files, m_output, source.norms,    source.workers} {
    m_report.folder = job.destination;
    m_report.bitsPerWeight = job.plan.bitsPerWeight;
}

Status Conversion::open() {
    if (!job().replaceExisting && isTaken(job().destination)) {
        return Error{ErrorCode::alreadyExists, "the destination exists already", job().destination};
    }
    Result<Staging> staging = Staging::open(job().staging, job().destination);
    if (!staging) {
        return std::move(staging).error();
    }
    m_staging.emplace(*std::move(staging));
    return clearStaging(m_run, *m_staging);
}

Status Conversion::prepare() {
    Result<Journal> journal = prepareStaging(m_run, *m_staging);
    if (!journal) {
        return std::move(journal).error();
    }
    m_journal.emplace(*std::move(journal));
    Result<QualityRun> quality =
        QualityRun::open(job().plan, m_tiles, m_staging->findings(), m_journal->job());
    if (!quality) {
        return std::move(quality).error();
    }
    m_quality.emplace(*std::move(quality));
    return {};
}

std::uint64_t Conversion::bytesToRecheck() const {
    return doneBytes(job().plan, m_tiles, m_journal->hashes());
}

Status Conversion::recheck() {
    Result<Journal::Hashes> done = recheckTiles(m_run, m_journal->hashes());
    if (!done) {
        return std::move(done).error();
    }
    m_done = *std::move(done);
    m_quality->keepKnown(m_done);
    m_report.bytesResumed = doneBytes(job().plan, m_tiles, m_done);
    m_report.bytesWritten = outputBytes() - m_report.bytesResumed;
    return {};
}

void Conversion::warnOf(const std::set<std::uint32_t>& tooLarge) {
    for (const std::uint32_t tensor : tooLarge) {
        m_report.warnings.push_back(modelTensor(job().plan, tensor).name +
                                    " holds numbers beyond 65504, which are infinite in float16; "
                                    "choose bfloat16 for this model");
    }
}

Status Conversion::verify() {
    return verifyTiles(m_run, m_journal->hashes(), m_report.warnings);
}

Status Conversion::writeOthers() {
    Result<std::optional<QualityReport>> quality = m_quality->report(m_journal->hashes());
    if (!quality) {
        return std::move(quality).error();
    }
    m_report.quality = *std::move(quality);
    return writeModelFiles(job(), m_report.quality, m_staging->model(), m_run.stop,
                           m_report.warnings);
}

Status Conversion::publish() {
    return m_staging->commit(job().replaceExisting);
}

}  // namespace quince
