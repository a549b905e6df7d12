#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace quince {

/// "<stem>-00001-of-00003.safetensors", the field's names for the parts of one checkpoint.
struct ShardName {
    std::string stem;
    std::uint32_t number = 0;
    std::uint32_t count = 0;
    std::size_t digits = 5;  ///< of each number
};

/// Nothing unless 1 <= number <= count <= 9999.
std::optional<ShardName> parseShardName(std::string_view fileName);

/// The name of another part of the same set.
std::string shardName(const ShardName& set, std::uint32_t number);

}  // namespace quince
