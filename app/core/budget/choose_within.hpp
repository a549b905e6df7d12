#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace quince {

/// One way to store a thing.
struct StorageOption {
    std::uint64_t bytes = 0;
    double damage = 0;  ///< finite
};

/// Chooses one option for each item so that the damages' sum is the least of all choices of at
/// most `limit` bytes: the multiple-choice knapsack problem. Options may come in any order. Gives
/// the index of each item's option, or nothing when even the smallest options are too large.
///
/// A Lagrangian relaxation gives a bound; options that it rules out fall away, and a search over
/// partial sums, without the dominated ones, decides among the few left (Kellerer, Pferschy,
/// Pisinger, Knapsack Problems, chapter 11). Some thousand items of twenty options take
/// milliseconds. Exact up to the rounding of sums of doubles as long as the search has at most
/// 65,536 partial sums at a time, which only thousands of items that hardly differ exceed. Then
/// the choice is at least as good as the best within `limit` less the bytes between two options of
/// one item: the relaxation, which takes a part of such a step, is exact without it.
[[nodiscard]] std::optional<std::vector<std::uint32_t>> chooseWithin(
    const std::vector<std::vector<StorageOption>>& items, std::uint64_t limit);

}  // namespace quince
