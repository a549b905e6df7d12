#pragma once

#include <string>
#include <vector>

// The instruction sets that the kernels are compiled for, for tests and benchmarks.

namespace quince {

/// Highway's names of those that this CPU can run, best first ("AVX3", "AVX2", "SSE4", "SCALAR").
std::vector<std::string> simdTargets();

/// Makes every later kernel call of the process use this target; an empty name restores the
/// free choice. Not thread-safe.
void useSimdTarget(const std::string& name);

}  // namespace quince
