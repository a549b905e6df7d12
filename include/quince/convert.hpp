#pragma once

#include <quince/plan.hpp>
#include <quince/progress.hpp>
#include <quince/quality_report.hpp>
#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace quince {

/// Everything that one conversion needs to know; every question was answered before.
struct ConversionJob {
    ConversionPlan plan;
    OutputLayout layout;
    std::filesystem::path destination;  ///< the model's own folder, made by the last step
    std::filesystem::path staging;      ///< work folder on the same volume; see stagingFor
    bool replaceExisting = false;       ///< the old one is kept until the new one is whole
    std::string sourceRepo;             ///< "Qwen/Qwen3-8B", or empty for a plain folder
    std::string sourceRevision;         ///< commit, or empty
    unsigned threads = 0;               ///< 0: as many as the machine has
    bool verifyEverything = true;       ///< read all back; otherwise samples of each tensor
    bool inLmStudio = false;            ///< the destination is <models>/<publisher>/<name>
};

struct ConversionReport {
    std::filesystem::path folder;  ///< where the model now is
    std::uint64_t bytesWritten = 0;
    std::uint64_t bytesRead = 0;  ///< of the whole pass, which may serve several results
    std::uint64_t bytesResumed = 0;
    double seconds = 0;  ///< of the whole pass
    double bitsPerWeight = 0;
    std::optional<QualityReport> quality;  ///< also beside the model; absent: nothing is quantized
    std::vector<std::string> warnings;
};

/// The work folder for a result at `destination`: hidden, beside the folder that holds
/// publishers for LM Studio (so that LM Studio never sees it) or beside the destination
/// otherwise; the same for the same destination, so that a stopped run is found again.
/// `modelsFolder`: LM Studio's models folder when the destination lies under it.
[[nodiscard]] std::filesystem::path stagingFor(
    const std::filesystem::path& destination,
    const std::optional<std::filesystem::path>& modelsFolder);

/// Bytes of an earlier, stopped run of exactly this job that need not be done again; 0 if none.
[[nodiscard]] std::uint64_t resumableBytes(const ConversionJob& job);

/// Bytes that the job still needs on the volume of its staging folder; what files of an earlier
/// run hold there is not counted.
[[nodiscard]] std::uint64_t spaceNeeded(const ConversionJob& job);

/// Removes what a stopped run left. Errors: io.
Status discardStaging(const std::filesystem::path& staging);

/// Runs the job: writes tiles on all cores into the staging folder (or goes on with what is
/// there), verifies, adds config, tokenizer and other files, syncs, and renames it to the
/// destination. Blocking; call it from a worker thread. A stop is seen within 100 ms, gives
/// ErrorCode::stopped and keeps the staging folder. Two runs on one staging folder exclude each
/// other. Errors: mismatch (plan not ok, verification), alreadyExists, io, diskFull, stopped.
Result<ConversionReport> convert(const ConversionJob& job, Progress& progress, StopToken stop);

/// Whether convertTogether() can make these results: of one inspected model, all with or all
/// without its vision part, with the same weights of a quantized source decoded, each at a place of
/// its own. Errors: invalidArgument, with the reason.
Status canConvertTogether(std::span<const ConversionJob> jobs);

/// Runs several jobs in one pass over their source: each tile is read, decoded and rearranged once,
/// then encoded for every job that lacks it. Memory does not grow with the number of jobs. Each
/// keeps its own staging folder and journal, so it can be resumed or replaced alone. Threads are
/// those of the first job. `progress` is that of all: writing, verifying, publishing.
///
/// The outcomes are parallel to `jobs`, each as convert() gives it. One that fails does not
/// disturb the others; a source that cannot be read, or too little space for all, fails all. A stop
/// keeps every staging folder. progress ends as succeeded when all are whole.
/// REQUIRES: !jobs.empty()
std::vector<Result<ConversionReport>> convertTogether(std::span<const ConversionJob> jobs,
                                                      Progress& progress, StopToken stop);

/// What `quince-cli verify` and the last step check.
struct VerificationReport {
    std::uint64_t tensors = 0;
    std::uint64_t bytes = 0;
    std::vector<Problem> problems;

    [[nodiscard]] bool ok() const;
};

/// Checks an MLX model folder as a stranger would: headers, index, config and quantization agree,
/// every tensor is there, and (by samples, or wholly) scales are finite. Reads only.
Result<VerificationReport> verifyModel(const std::filesystem::path& folder, bool everything,
                                       Progress& progress, StopToken stop);

}  // namespace quince
