#include "core/budget/choose_within.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace quince {
namespace {

using Items = std::vector<std::vector<StorageOption>>;

struct Sums {
    std::uint64_t bytes = 0;
    double damage = 0;
};

Sums sumsOf(const Items& items, const std::vector<std::uint32_t>& choice) {
    Sums sums;
    for (std::size_t i = 0; i < items.size(); ++i) {
        sums.bytes += items[i][choice[i]].bytes;
        sums.damage += items[i][choice[i]].damage;
    }
    return sums;
}

/// The least damage within `limit`, by trying all.
double leastDamage(const Items& items, std::uint64_t limit) {
    double least = std::numeric_limits<double>::infinity();
    std::vector<std::uint32_t> choice(items.size(), 0);
    for (bool more = true; more;) {
        const Sums sums = sumsOf(items, choice);
        if (sums.bytes <= limit) {
            least = std::min(least, sums.damage);
        }
        more = false;
        for (std::size_t i = 0; i < items.size() && !more; ++i) {
            choice[i] = choice[i] + 1 < items[i].size() ? choice[i] + 1 : 0;
            more = choice[i] != 0;
        }
    }
    return least;
}

TEST(ChooseWithin, FindsTheBestOfAllChoices) {
    std::mt19937 engine(3);
    const auto generator = [&] { return static_cast<unsigned>(engine()); };
    for (int round = 0; round < 300; ++round) {
        Items items(2 + generator() % 5);
        std::uint64_t smallest = 0;
        std::uint64_t largest = 0;
        for (auto& options : items) {
            const unsigned size = 1 + generator() % 40;
            double damage = 100.0 * (1 + generator() % 10);
            for (unsigned bits = 2; bits < 2 + 1 + generator() % 5; ++bits) {
                options.push_back({std::uint64_t{size} * bits * (round % 3 == 0 ? 1 : 7), damage});
                damage /= 2.0 + 0.1 * (generator() % 20);
            }
            std::shuffle(options.begin(), options.end(), engine);
            std::uint64_t low = options[0].bytes;
            std::uint64_t high = low;
            for (const StorageOption& option : options) {
                low = std::min(low, option.bytes);
                high = std::max(high, option.bytes);
            }
            smallest += low;
            largest += high;
        }
        const std::uint64_t limit = smallest + generator() % (largest - smallest + 2);

        const auto choice = chooseWithin(items, limit);

        ASSERT_TRUE(choice);
        const Sums sums = sumsOf(items, *choice);
        EXPECT_LE(sums.bytes, limit);
        EXPECT_NEAR(sums.damage, leastDamage(items, limit), 1e-9) << "round " << round;
    }
}

TEST(ChooseWithin, SaysWhenNothingFits) {
    EXPECT_FALSE(chooseWithin({{{10, 1.0}, {20, 0.5}}, {{5, 1.0}}}, 14));
    EXPECT_TRUE(chooseWithin({{{10, 1.0}, {20, 0.5}}, {{5, 1.0}}}, 15));
    EXPECT_FALSE(chooseWithin({{}}, 100));
}

TEST(ChooseWithin, TakesTheBestOfEverythingWhenThereIsRoom) {
    const auto choice = chooseWithin({{{10, 1.0}, {20, 0.5}}, {{5, 0.0}, {9, 0.0}}}, 1000);
    ASSERT_TRUE(choice);
    EXPECT_EQ(*choice, (std::vector<std::uint32_t>{1, 0}));
}

TEST(ChooseWithin, HandlesThousandsOfLikeItems) {
    // As the layers of a large model: few shapes, errors that hardly differ.
    std::mt19937 engine(5);
    const auto generator = [&] { return static_cast<unsigned>(engine()); };
    Items items;
    std::uint64_t smallest = 0;
    for (int i = 0; i < 2000; ++i) {
        const std::uint64_t weights = (std::uint64_t{1} << 21) * (1 + generator() % 3);
        const double scale = 1 + 0.001 * static_cast<double>(generator() % 100);
        std::vector<StorageOption> options;
        for (int quarter = 9; quarter < 36; quarter += 2) {
            options.push_back(
                {weights * static_cast<unsigned>(quarter) / 32, scale * std::exp2(-quarter / 2.0)});
        }
        smallest += options.front().bytes;
        items.push_back(options);
    }
    const std::uint64_t limit = smallest * 2 - 12345;

    const auto choice = chooseWithin(items, limit);

    ASSERT_TRUE(choice);
    const Sums sums = sumsOf(items, *choice);
    EXPECT_LE(sums.bytes, limit);
    EXPECT_GT(sums.bytes, limit - (std::uint64_t{1} << 20));
}

}  // namespace
}  // namespace quince
