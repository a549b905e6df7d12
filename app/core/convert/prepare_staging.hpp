#pragma once

#include "core/convert/job_run.hpp"
#include "core/convert/journal.hpp"
#include "core/publish/staging.hpp"

#include <quince/result.hpp>

namespace quince {

/// Removes from the staging folder what another job or an unknown hand left in it. Errors: mismatch
/// (the source changed), io.
[[nodiscard]] Status clearStaging(const JobRun& run, const Staging& staging);

/// Makes shards stand in the cleared staging folder, with header and full size. Gives the journal
/// to go on with. Errors: io, diskFull.
[[nodiscard]] Result<Journal> prepareStaging(const JobRun& run, const Staging& staging);

}  // namespace quince
