#pragma once

#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <cstddef>
#include <functional>

namespace hub {

/// Does one piece of work.
using Task = std::function<quince::Status(std::size_t index, const quince::StopToken& stop)>;

/// Does the pieces of work 0 ... count - 1, several at a time. Each thread makes a task for itself
/// with `makeTask` and destroys it: what belongs to one thread (HttpClient) can be in it. Blocks.
/// The first error stops the others and is returned; `stop` is passed on within 20 ms.
/// Errors: those of the tasks; io: the system gives no thread.
quince::Status inParallel(std::size_t count, unsigned threads,
                          const std::function<Task()>& makeTask, const quince::StopToken& stop);

}  // namespace hub
