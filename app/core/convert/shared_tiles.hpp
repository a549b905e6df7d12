#pragma once

#include "core/convert/journal.hpp"
#include "core/convert/tiles.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace quince {

/// The tiles that results of one blueprint lack, each once, in the order of the first result's
/// files. The same tile has another number in each result.
class SharedTiles {
public:
    /// Tile `index` of result `result`.
    struct Use {
        std::uint32_t result = 0;
        std::uint32_t index = 0;

        friend bool operator==(const Use&, const Use&) = default;
    };

    struct Source {
        const std::vector<Tile>& tiles;
        const Journal::Hashes& done;
    };

    explicit SharedTiles(std::span<const Source> results);

    [[nodiscard]] std::size_t size() const { return m_begins.size() - 1; }
    /// Who wants tile `tile`. Never empty.
    [[nodiscard]] std::span<const Use> uses(std::size_t tile) const {
        return std::span(m_uses).subspan(m_begins[tile], m_begins[tile + 1] - m_begins[tile]);
    }

private:
    std::vector<Use> m_uses;
    std::vector<std::size_t> m_begins;  ///< of each tile in m_uses, and the end
};

}  // namespace quince
