#include "core/convert/shared_tiles.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace quince {

SharedTiles::SharedTiles(std::span<const Source> results) {
    std::unordered_map<std::uint32_t, std::size_t> ranks;  // by tensor
    for (std::uint32_t result = 0; result < results.size(); ++result) {
        const auto& [tiles, done] = results[result];
        for (std::uint32_t i = 0; i < tiles.size(); ++i) {
            ranks.try_emplace(tiles[i].tensor, ranks.size());
            if (!done[i]) {
                m_uses.push_back({result, i});
            }
        }
    }
    const auto tileOf = [&](const Use& use) -> const Tile& {
        return results[use.result].tiles[use.index];
    };
    std::sort(m_uses.begin(), m_uses.end(), [&](const Use& a, const Use& b) {
        const Tile& left = tileOf(a);
        const Tile& right = tileOf(b);
        return std::tuple(ranks.at(left.tensor), left.first, left.count, a.result) <
               std::tuple(ranks.at(right.tensor), right.first, right.count, b.result);
    });
    for (std::size_t i = 0; i < m_uses.size(); ++i) {
        if (i == 0 || !(tileOf(m_uses[i - 1]) == tileOf(m_uses[i]))) {
            m_begins.push_back(i);
        }
    }
    m_begins.push_back(m_uses.size());
}

}  // namespace quince
