#include "core/base/parallel_for.hpp"
#include "core/convert/check_plan.hpp"
#include "core/convert/fingerprint.hpp"
#include "core/convert/job_run.hpp"
#include "core/convert/output_tiles.hpp"
#include "core/convert/prepare_staging.hpp"
#include "core/publish/staging.hpp"
#include "core/publish/write_model_files.hpp"

#include <quince/convert.hpp>

#include <algorithm>
#include <chrono>

namespace quince {
namespace {

std::vector<std::filesystem::path> sourcePaths(const Checkpoint& checkpoint) {
    std::vector<std::filesystem::path> paths;
    for (const ShardFile& shard : checkpoint.shards) {
        paths.push_back(shard.path);
    }
    return paths;
}

unsigned workersFor(const ConversionJob& job) {
    return std::clamp(job.threads == 0 ? defaultThreads() : job.threads, 1U, mostWorkers);
}

/// One call of convert(), step by step.
class Conversion {
public:
    Conversion(const ConversionJob& job, Progress& progress, const StopToken& stop)
        : m_job(job),
          m_stop(stop),
          m_tiles(cutTiles(job.plan, job.layout)),
          m_source(sourcePaths(job.plan.inspection->checkpoint), OpenFiles::Access::read),
          m_output(shardPaths(job.layout, job.staging / "model"), OpenFiles::Access::write),
          m_norms(job.plan, m_source, stop),
          m_run{job, m_tiles, progress, stop, m_source, m_output, m_norms, workersFor(job)} {}

    Result<ConversionReport> run() {
        Result<Staging> staging = Staging::open(m_job.staging, m_job.destination);
        if (!staging) {
            return std::move(staging).error();
        }
        Status status = work(*staging);
        if (status && m_stop.stopRequested()) {
            status = Error{ErrorCode::stopped, "stopped", {}};
        }
        if (status) {
            status = staging->commit(m_job.replaceExisting);
        }
        if (!status) {
            return std::move(status).error();
        }
        m_report.folder = m_job.destination;
        m_report.bytesRead = m_run.progress.bytesRead;
        m_report.bitsPerWeight = m_job.plan.bitsPerWeight;
        return m_report;
    }

private:
    Status work(const Staging& staging) {
        Result<Journal> journal = prepareStaging(m_run, staging);
        if (!journal) {
            return journal.error();
        }
        Result<QualityRun> quality =
            QualityRun::open(m_job.plan, m_tiles, staging.findings(), journal->job());
        if (!quality) {
            return quality.error();
        }
        Result<Journal::Hashes> done = recheckTiles(m_run, journal->hashes());
        if (!done) {
            return done.error();
        }
        quality->keepKnown(*done);
        for (std::size_t i = 0; i < m_tiles.size(); ++i) {
            if ((*done)[i]) {
                m_report.bytesResumed += rangesOf(m_job.plan, m_tiles[i]).bytes();
            }
        }
        m_run.progress.bytesResumed = m_report.bytesResumed;
        beginPhase(m_run.progress, ConversionState::writing, m_job.plan.outputBytes,
                   m_report.bytesResumed);
        m_report.bytesWritten = m_job.plan.outputBytes - m_report.bytesResumed;
        Status status = writeTiles(m_run, *done, *journal, *quality);
        if (status) {
            status = verifyTiles(m_run, journal->hashes(), m_report.warnings);
        }
        return status ? publish(staging, *quality, journal->hashes()) : status;
    }

    Status publish(const Staging& staging, const QualityRun& quality,
                   const Journal::Hashes& hashes) {
        m_run.progress.state = ConversionState::publishing;
        Result<std::optional<QualityReport>> report = quality.report(hashes);
        if (!report) {
            return std::move(report).error();
        }
        m_report.quality = *std::move(report);
        return writeModelFiles(m_job, m_report.quality, staging.model(), m_stop, m_report.warnings);
    }

    const ConversionJob& m_job;
    const StopToken& m_stop;
    const std::vector<Tile> m_tiles;
    OpenFiles m_source;
    OpenFiles m_output;
    ColumnNorms m_norms;
    JobRun m_run;
    ConversionReport m_report;
};

Result<ConversionReport> checkAndRun(const ConversionJob& job, Progress& progress,
                                     const StopToken& stop) {
    if (Status fits = checkPlan(job.plan, job.layout); !fits) {
        return std::move(fits).error();
    }
    if (!job.replaceExisting && isTaken(job.destination)) {
        return Error{ErrorCode::alreadyExists, "the destination exists already", job.destination};
    }
    return Conversion(job, progress, stop).run();
}

ConversionState endOf(const Result<ConversionReport>& result) {
    if (result.ok()) {
        return ConversionState::succeeded;
    }
    return result.error().code == ErrorCode::stopped ? ConversionState::stopped
                                                     : ConversionState::failed;
}

}  // namespace

Result<ConversionReport> convert(const ConversionJob& job, Progress& progress, StopToken stop) {
    const auto begin = std::chrono::steady_clock::now();
    progress.bytesRead = 0;
    progress.bytesResumed = 0;
    beginPhase(progress, ConversionState::preparing, 0);
    Result<ConversionReport> result = checkAndRun(job, progress, stop);
    if (result) {
        result->seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    }
    progress.state = endOf(result);
    return result;
}

std::uint64_t resumableBytes(const ConversionJob& job) {
    if (!checkPlan(job.plan, job.layout)) {
        return 0;
    }
    const std::vector<Tile> tiles = cutTiles(job.plan, job.layout);
    const auto done = Journal::read(Staging::journalIn(job.staging),
                                    fingerprintOf(job.plan, job.layout), tiles.size());
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; done && i < tiles.size(); ++i) {
        bytes += (*done)[i] ? rangesOf(job.plan, tiles[i]).bytes() : 0;
    }
    return bytes;
}

}  // namespace quince
