#include "core/convert/check_plan.hpp"
#include "core/convert/conversion.hpp"
#include "core/convert/fingerprint.hpp"

#include <quince/convert.hpp>
#include <quince/lm_studio.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>

namespace quince {
namespace {

/// One call of convertTogether(), step by step for all results that have not failed.
class Pass {
public:
    Pass(std::span<const ConversionJob> jobs, Progress& progress, const StopToken& stop)
        : m_progress(progress), m_source(jobs, progress, stop) {
        for (const ConversionJob& job : jobs) {
            m_results.push_back({std::make_unique<Conversion>(job, m_source), {}});
        }
    }

    void run() {
        each([](Conversion& one) { return one.open(); });
        if (Status fits = checkSpace(); !fits) {
            each([&](Conversion&) { return fits; });
        }
        each([](Conversion& one) { return one.prepare(); });
        beginPhase(m_progress, ConversionState::preparing,
                   sum([](const Conversion& one) { return one.bytesToRecheck(); }));
        each([](Conversion& one) { return one.recheck(); });
        write();
        beginPhase(m_progress, ConversionState::verifying,
                   sum([](const Conversion& one) { return one.bytesToVerify(); }));
        each([](Conversion& one) { return one.verify(); });
        m_progress.state = ConversionState::publishing;
        each([](Conversion& one) { return one.writeOthers(); });
        // From here on it is quick, and a stop would part what belongs together.
        if (m_source.stop.stopRequested()) {
            each([](Conversion&) { return Status(Error{ErrorCode::stopped, "stopped", {}}); });
        }
        each([](Conversion& one) { return one.publish(); });
    }

    std::vector<Result<ConversionReport>> outcomes(double seconds) {
        std::vector<Result<ConversionReport>> outcomes;
        for (const auto& [conversion, status] : m_results) {
            if (!status) {
                outcomes.emplace_back(status.error());
                continue;
            }
            ConversionReport report = conversion->report();
            report.bytesRead = m_progress.bytesRead;
            report.seconds = seconds;
            outcomes.emplace_back(std::move(report));
        }
        return outcomes;
    }

private:
    struct One {
        std::unique_ptr<Conversion> conversion;
        Status status;
    };

    void each(const std::function<Status(Conversion&)>& step) {
        for (auto& [conversion, status] : m_results) {
            if (status) {
                status = step(*conversion);
            }
        }
    }

    std::uint64_t sum(const std::function<std::uint64_t(const Conversion&)>& of) const {
        std::uint64_t total = 0;
        for (const auto& [conversion, status] : m_results) {
            total += status ? of(*conversion) : 0;
        }
        return total;
    }

    /// Of each volume: what all results on it need, before any of them takes its part.
    Status checkSpace() const {
        for (const auto& [first, firstStatus] : m_results) {
            const std::filesystem::path& folder = first->job().staging;
            std::uint64_t needed = 0;
            for (const auto& [conversion, status] : m_results) {
                const ConversionJob& job = conversion->job();
                needed += status && onSameVolume(folder, job.staging) ? spaceNeeded(job) : 0;
            }
            const Result<std::uint64_t> available = spaceAvailable(folder);
            if (!available) {
                return available.error();
            }
            if (*available < needed) {
                return Error{ErrorCode::diskFull,
                             "not enough space: " + std::to_string(needed) + " bytes are needed, " +
                                 std::to_string(*available) + " are free",
                             folder};
            }
        }
        return {};
    }

    void write() {
        const std::uint64_t resumed = sum([](const Conversion& one) { return one.bytesResumed(); });
        m_progress.bytesResumed = resumed;
        beginPhase(m_progress, ConversionState::writing,
                   sum([](const Conversion& one) { return one.outputBytes(); }), resumed);
        std::vector<PassResult> results;
        each([&](Conversion& one) {
            results.push_back(one.forWriting());
            return Status{};
        });
        if (results.empty()) {
            return;
        }
        const Status all = writeTiles(results);
        std::size_t next = 0;
        each([&](Conversion& one) {
            PassResult& result = results[next++];
            one.warnOf(result.tooLarge);
            return result.status ? all : result.status;
        });
    }

    Progress& m_progress;
    PassSource m_source;
    std::vector<One> m_results;
};

ConversionState endOf(const std::vector<Result<ConversionReport>>& results) {
    ConversionState end = ConversionState::succeeded;
    for (const Result<ConversionReport>& result : results) {
        if (!result && result.error().code == ErrorCode::stopped) {
            return ConversionState::stopped;
        }
        end = result ? end : ConversionState::failed;
    }
    return end;
}

Status check(std::span<const ConversionJob> jobs) {
    for (const ConversionJob& job : jobs) {
        if (Status fits = checkPlan(job.plan, job.layout); !fits) {
            return fits;
        }
    }
    return canConvertTogether(jobs);
}

std::vector<Result<ConversionReport>> checkAndRun(std::span<const ConversionJob> jobs,
                                                  Progress& progress, const StopToken& stop) {
    const auto begin = std::chrono::steady_clock::now();
    if (const Status fits = check(jobs); !fits) {
        return std::vector<Result<ConversionReport>>(jobs.size(), fits.error());
    }
    Pass pass(jobs, progress, stop);
    pass.run();
    return pass.outcomes(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
}

/// Whether a tile that was read for one plan is right for the other (TileEncoder::read). Both are
/// of one blueprint.
bool decodeAlike(const ConversionPlan& a, const ConversionPlan& b) {
    return std::equal(a.tensors.begin(), a.tensors.end(), b.tensors.begin(), b.tensors.end(),
                      [&](const TensorPlan& left, const TensorPlan& right) {
                          const bool same = left.packed.has_value() == right.packed.has_value();
                          const bool rounded = a.recipe.dequantize || b.recipe.dequantize;
                          return same && (!left.packed || !rounded ||
                                          (a.recipe.dequantize == b.recipe.dequantize &&
                                           left.dtype == right.dtype));
                      });
}

}  // namespace

Status canConvertTogether(std::span<const ConversionJob> jobs) {
    const ConversionPlan& first = jobs.front().plan;
    for (std::size_t i = 1; i < jobs.size(); ++i) {
        if (jobs[i].plan.inspection != first.inspection) {
            return Error{ErrorCode::invalidArgument,
                         "only results of one model can be made in one pass",
                         {}};
        }
        if (jobs[i].plan.vision != first.vision) {
            return Error{ErrorCode::invalidArgument,
                         "results with and without the vision part cannot be made in one pass; "
                         "convert them one after the other",
                         {}};
        }
        if (!decodeAlike(jobs[i].plan, first)) {
            return Error{ErrorCode::invalidArgument,
                         "results that decode the source's quantized weights differently cannot be "
                         "made in one pass; convert them one after the other",
                         {}};
        }
        for (std::size_t k = 0; k < i; ++k) {
            if (jobs[k].destination == jobs[i].destination || jobs[k].staging == jobs[i].staging) {
                return Error{ErrorCode::invalidArgument, "two results would have the same place",
                             jobs[i].destination};
            }
        }
    }
    return {};
}

std::vector<Result<ConversionReport>> convertTogether(std::span<const ConversionJob> jobs,
                                                      Progress& progress, StopToken stop) {
    progress.bytesRead = 0;
    progress.bytesResumed = 0;
    beginPhase(progress, ConversionState::preparing, 0);
    std::vector<Result<ConversionReport>> results = checkAndRun(jobs, progress, stop);
    progress.state = endOf(results);
    return results;
}

Result<ConversionReport> convert(const ConversionJob& job, Progress& progress, StopToken stop) {
    return std::move(convertTogether({&job, 1}, progress, stop).front());
}

std::uint64_t resumableBytes(const ConversionJob& job) {
    if (!checkPlan(job.plan, job.layout)) {
        return 0;
    }
    const std::vector<Tile> tiles = cutTiles(job.plan, job.layout);
    const auto done = Journal::read(Staging::journalIn(job.staging),
                                    fingerprintOf(job.plan, job.layout), tiles.size());
    return done ? doneBytes(job.plan, tiles, *done) : 0;
}

}  // namespace quince
