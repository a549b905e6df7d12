#pragma once

#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <cstddef>
#include <functional>

namespace quince {

/// As many threads as the machine runs at once; at least 1.
[[nodiscard]] unsigned defaultThreads();

/// Calls `body(index, worker)` once for each index below `count`, on up to `threads` threads (0:
/// defaultThreads) of which the caller's is one; `worker` is below the number of threads, and
/// no two calls at the same time have the same one. Indices are handed out in order, each to
/// whoever is free. The first error ends the others after their current index; of several the
/// one with the lowest index is returned. A stop gives ErrorCode::stopped. All threads are
/// joined before it returns.
Status parallelFor(std::size_t count, unsigned threads, const StopToken& stop,
                   const std::function<Status(std::size_t index, unsigned worker)>& body);

}  // namespace quince
