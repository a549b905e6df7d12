#pragma once

#include "core/convert/column_norms.hpp"
#include "core/convert/job_run.hpp"
#include "core/convert/open_files.hpp"
#include "core/publish/staging.hpp"

#include <quince/convert.hpp>

#include <memory>
#include <optional>
#include <set>
#include <span>
#include <vector>

namespace quince {

/// What all results of a pass use: the source, and how many work on it.
struct PassSource {
    /// REQUIRES: the first job's plan was checked; it outlives this.
    PassSource(std::span<const ConversionJob> jobs, Progress& progress, const StopToken& stop);

    Progress& progress;
    const StopToken& stop;
    OpenFiles files;
    ColumnNorms norms;
    unsigned workers;
    std::size_t openOutputs;  ///< of each result at a time
};

/// One result of a pass on its way from the job to the destination. The steps are called in this
/// order; none after one that failed. They know no phase of the progress: that is for all results.
class Conversion {
public:
    /// REQUIRES: the job's plan was checked; job and source outlive this.
    Conversion(const ConversionJob& job, PassSource& source);

    /// Takes the staging folder and clears it. Errors: alreadyExists, mismatch, io.
    [[nodiscard]] Status open();
    /// Errors: io, diskFull.
    [[nodiscard]] Status prepare();
    /// Output bytes that the journal says are done.
    [[nodiscard]] std::uint64_t bytesToRecheck() const;
    /// Errors: stopped.
    [[nodiscard]] Status recheck();
    [[nodiscard]] std::uint64_t bytesResumed() const { return m_report.bytesResumed; }
    [[nodiscard]] std::uint64_t outputBytes() const { return m_run.job.plan.outputBytes; }
    /// For writeTiles().
    [[nodiscard]] PassResult forWriting() { return {m_run, m_done, *m_journal, *m_quality, {}}; }
    /// Adds a warning for each of these tensors, whose numbers float16 could not hold.
    void warnOf(const std::set<std::uint32_t>& tooLarge);
    [[nodiscard]] std::uint64_t bytesToVerify() const { return quince::bytesToVerify(m_run); }
    /// Errors: mismatch, io, stopped.
    [[nodiscard]] Status verify();
    /// Adds config, tokenizer, what was measured and others. Errors: io, diskFull, stopped.
    [[nodiscard]] Status writeOthers();
    /// Errors: io, alreadyExists.
    [[nodiscard]] Status publish();

    [[nodiscard]] const ConversionJob& job() const { return m_run.job; }
    /// Without the figures of the pass.
    [[nodiscard]] const ConversionReport& report() const { return m_report; }

private:
    const std::vector<Tile> m_tiles;
    OpenFiles m_output;
    JobRun m_run;
    std::optional<Staging> m_staging;
    std::optional<Journal> m_journal;
    std::optional<QualityRun> m_quality;
    Journal::Hashes m_done;
    ConversionReport m_report;
};

}  // namespace quince
