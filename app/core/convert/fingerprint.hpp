#pragma once

#include "core/convert/journal.hpp"

#include <quince/convert.hpp>

namespace quince {

/// Stands for all that decides the bytes of a result: the outputs with their places, how each is
/// made, config.json, and the source files by path, size and time of last change. Two jobs of
/// one fingerprint may go on with each other's tiles. XXH3-128; it guards against mistakes, not
/// against malice.
[[nodiscard]] Fingerprint fingerprintOf(const ConversionPlan& plan, const OutputLayout& layout);

}  // namespace quince
