#pragma once

#include "core/base/file.hpp"

#include <quince/safetensors.hpp>

#include <cstdint>

namespace quince {

/// readSafetensorsHeader of a file that is open already.
Result<SafetensorsHeader> readHeaderOf(const File& file, std::uint32_t shard);

/// The same of a file of `fileBytes`, of which `file` may hold no more than the header.
Result<SafetensorsHeader> readHeaderOf(const File& file, std::uint32_t shard,
                                       std::uint64_t fileBytes);

}  // namespace quince
