#include "core/model/shard_names.hpp"

#include <charconv>

namespace quince {
namespace {

constexpr std::string_view ending = ".safetensors";
constexpr std::string_view between = "-of-";
constexpr std::uint32_t mostShards = 9999;  ///< the largest known checkpoints have about 200

bool parseNumber(std::string_view digits, std::uint32_t& out) {
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    return !digits.empty() && failure == std::errc() && end == digits.data() + digits.size();
}

std::string padded(std::uint32_t number, std::size_t digits) {
    std::string text = std::to_string(number);
    return text.size() < digits ? std::string(digits - text.size(), '0') + text : text;
}

}  // namespace

std::optional<ShardName> parseShardName(std::string_view fileName) {
    if (!fileName.ends_with(ending)) {
        return std::nullopt;
    }
    fileName.remove_suffix(ending.size());
    const std::size_t of = fileName.rfind(between);
    if (of == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view count = fileName.substr(of + between.size());
    const std::string_view head = fileName.substr(0, of);
    const std::size_t dash = head.rfind('-');
    if (dash == std::string_view::npos || dash == 0) {
        return std::nullopt;
    }
    const std::string_view number = head.substr(dash + 1);
    ShardName shard;
    shard.stem = head.substr(0, dash);
    shard.digits = number.size();
    const bool parsed = number.size() == count.size() && parseNumber(number, shard.number) &&
                        parseNumber(count, shard.count);
    if (!parsed || shard.number < 1 || shard.number > shard.count || shard.count > mostShards) {
        return std::nullopt;
    }
    return shard;
}

std::string shardName(const ShardName& set, std::uint32_t number) {
    return set.stem + "-" + padded(number, set.digits) + std::string(between) +
           padded(set.count, set.digits) + std::string(ending);
}

}  // namespace quince
