#pragma once

#include "core/convert/job_run.hpp"
#include "core/convert/journal.hpp"
#include "core/publish/staging.hpp"

#include <quince/result.hpp>

namespace quince {

/// Makes the staging folder ready for writing tiles: what another job or an unknown hand left in
/// it is removed, free space is checked, shards stand there with header and full size. Gives the
/// journal to go on with. Errors: mismatch (the source changed), io, diskFull.
[[nodiscard]] Result<Journal> prepareStaging(const JobRun& run, const Staging& staging);

}  // namespace quince
