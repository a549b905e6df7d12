#pragma once

#include "core/base/file.hpp"

#include <quince/safetensors.hpp>

#include <cstdint>

namespace quince {

/// readSafetensorsHeader of a file that is open already.
Result<SafetensorsHeader> readHeaderOf(const File& file, std::uint32_t shard);

}  // namespace quince
