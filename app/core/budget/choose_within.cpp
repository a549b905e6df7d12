#include "core/budget/choose_within.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <tuple>
#include <utility>

namespace quince {
namespace {

struct Option {
    std::uint64_t bytes;
    double damage;
    std::uint32_t index;  ///< in the caller's list
};

/// Without those that another beats in both: growing bytes, falling damage.
std::vector<Option> undominated(const std::vector<StorageOption>& options) {
    std::vector<Option> sorted;
    for (std::uint32_t i = 0; i < options.size(); ++i) {
        sorted.push_back({options[i].bytes, options[i].damage, i});
    }
    std::sort(sorted.begin(), sorted.end(), [](const Option& a, const Option& b) {
        return std::tie(a.bytes, a.damage, a.index) < std::tie(b.bytes, b.damage, b.index);
    });
    std::vector<Option> kept;
    for (const Option& option : sorted) {
        if (kept.empty() || option.damage < kept.back().damage) {
            kept.push_back(option);
        }
    }
    return kept;
}

/// A step along the lower convex hull of an item's options.
struct Step {
    double gain;  ///< damage saved for each byte
    std::size_t item;
    std::size_t to;  ///< option
};

double gainOf(const Option& from, const Option& to) {
    return (from.damage - to.damage) / static_cast<double>(to.bytes - from.bytes);
}

void addSteps(const std::vector<Option>& options, std::size_t item, std::vector<Step>& steps) {
    for (std::size_t at = 0; at + 1 < options.size();) {
        std::size_t best = at + 1;
        for (std::size_t next = at + 2; next < options.size(); ++next) {
            if (gainOf(options[at], options[next]) >= gainOf(options[at], options[best])) {
                best = next;
            }
        }
        steps.push_back({gainOf(options[at], options[best]), item, best});
        at = best;
    }
}

class Chooser {
public:
    Chooser(const std::vector<std::vector<StorageOption>>& items, std::uint64_t limit)
        : m_limit(limit) {
        for (const auto& options : items) {
            m_items.push_back(undominated(options));
        }
    }

    std::optional<std::vector<std::uint32_t>> run() {
        std::uint64_t smallest = 0;
        for (const auto& options : m_items) {
            if (options.empty()) {
                return std::nullopt;
            }
            smallest += options.front().bytes;
        }
        if (smallest > m_limit) {
            return std::nullopt;
        }
        chooseGreedily(smallest);
        dropHopeless();
        search();
        std::vector<std::uint32_t> indices;
        for (std::size_t i = 0; i < m_items.size(); ++i) {
            indices.push_back(m_items[i][m_chosen[i]].index);
        }
        return indices;
    }

private:
    /// Follows the steepest steps while they fit: a good choice, and the price of a byte at which
    /// the relaxed problem (parts of steps allowed) meets the limit.
    void chooseGreedily(std::uint64_t bytes) {
        std::vector<Step> steps;
        for (std::size_t i = 0; i < m_items.size(); ++i) {
            addSteps(m_items[i], i, steps);
        }
        std::stable_sort(steps.begin(), steps.end(),
                         [](const Step& a, const Step& b) { return a.gain > b.gain; });
        m_chosen.assign(m_items.size(), 0);
        std::vector<bool> stuck(m_items.size());
        for (const Step& step : steps) {
            const auto& options = m_items[step.item];
            const std::uint64_t more = options[step.to].bytes - options[m_chosen[step.item]].bytes;
            if (stuck[step.item] || bytes + more > m_limit) {
                m_price = m_price == 0 ? step.gain : m_price;
                stuck[step.item] = true;
                continue;
            }
            bytes += more;
            m_chosen[step.item] = step.to;
        }
        m_best = 0;
        for (std::size_t i = 0; i < m_items.size(); ++i) {
            m_best += m_items[i][m_chosen[i]].damage;
        }
    }

    [[nodiscard]] double priced(const Option& option) const {
        return option.damage + m_price * static_cast<double>(option.bytes);
    }

    /// No choice is better than m_bound; one with an option that costs more than the gap above
    /// its item's cheapest is worse than what is known.
    void dropHopeless() {
        m_bound = -m_price * static_cast<double>(m_limit);
        std::vector<double> cheapest;
        for (const auto& options : m_items) {
            double least = std::numeric_limits<double>::infinity();
            for (const Option& option : options) {
                least = std::min(least, priced(option));
            }
            cheapest.push_back(least);
            m_bound += least;
        }
        m_gap = std::max(m_best - m_bound, 0.0) + 1e-12 * std::abs(m_best);
        for (std::size_t i = 0; i < m_items.size(); ++i) {
            auto& options = m_items[i];
            const std::uint32_t known = options[m_chosen[i]].index;
            std::erase_if(options, [&](const Option& option) {
                return option.index != known && priced(option) - cheapest[i] > m_gap;
            });
            const auto place = std::find_if(options.begin(), options.end(),
                                            [&](const Option& o) { return o.index == known; });
            m_chosen[i] = static_cast<std::size_t>(place - options.begin());
        }
        m_cheapest = std::move(cheapest);
    }

    /// A choice for the first items.
    struct State {
        std::uint64_t bytes;
        double damage;
        std::uint32_t parent;
        std::uint32_t option;
    };

    /// Most states kept for an item. Reached only by thousands of items that hardly differ; then
    /// the choice is still within m_gap of the best, which is less than a step's bytes at m_price.
    static constexpr std::size_t mostStates = 1U << 16;

    void search() {
        std::vector<std::uint64_t> leastLeft(m_items.size() + 1, 0);
        std::vector<double> cheapestLeft(m_items.size() + 1, 0);
        for (std::size_t i = m_items.size(); i-- > 0;) {
            leastLeft[i] = leastLeft[i + 1] + m_items[i].front().bytes;
            cheapestLeft[i] = cheapestLeft[i + 1] + m_cheapest[i];
        }
        std::vector<std::vector<State>> stages{{{0, 0, 0, 0}}};
        const double slack = m_price * static_cast<double>(m_limit);
        for (std::size_t i = 0; i < m_items.size(); ++i) {
            std::vector<State> next;
            for (std::uint32_t parent = 0; parent < stages[i].size(); ++parent) {
                const State& state = stages[i][parent];
                for (std::uint32_t option = 0; option < m_items[i].size(); ++option) {
                    const std::uint64_t bytes = state.bytes + m_items[i][option].bytes;
                    const double damage = state.damage + m_items[i][option].damage;
                    const double bound =
                        damage + m_price * static_cast<double>(bytes) + cheapestLeft[i + 1] - slack;
                    if (bytes + leastLeft[i + 1] <= m_limit && bound <= m_bound + m_gap) {
                        next.push_back({bytes, damage, parent, option});
                    }
                }
            }
            thin(next);
            stages.push_back(std::move(next));
        }
        follow(stages);
    }

    void thin(std::vector<State>& states) const {
        std::sort(states.begin(), states.end(), [](const State& a, const State& b) {
            return std::tie(a.bytes, a.damage) < std::tie(b.bytes, b.damage);
        });
        double least = std::numeric_limits<double>::infinity();
        std::erase_if(states, [&](const State& state) {
            const bool dominated = state.damage >= least;
            least = std::min(least, state.damage);
            return dominated;
        });
        if (states.size() > mostStates) {
            const auto total = [&](const State& state) {
                return state.damage + m_price * static_cast<double>(state.bytes);
            };
            std::nth_element(states.begin(), states.begin() + mostStates, states.end(),
                             [&](const State& a, const State& b) { return total(a) < total(b); });
            states.resize(mostStates);
        }
    }

    void follow(const std::vector<std::vector<State>>& stages) {
        const auto& last = stages.back();
        const auto best =
            std::min_element(last.begin(), last.end(),
                             [](const State& a, const State& b) { return a.damage < b.damage; });
        if (best == last.end() || !(best->damage < m_best)) {
            return;  // the greedy choice is the best
        }
        const State* state = &*best;
        for (std::size_t i = m_items.size(); i-- > 0;) {
            m_chosen[i] = state->option;
            state = &stages[i][state->parent];
        }
    }

    std::uint64_t m_limit;
    std::vector<std::vector<Option>> m_items;
    std::vector<std::size_t> m_chosen;
    std::vector<double> m_cheapest;
    double m_price = 0;  ///< damage that one byte is worth
    double m_best = 0;   ///< damage of m_chosen
    double m_bound = 0;
    double m_gap = 0;
};

}  // namespace

std::optional<std::vector<std::uint32_t>> chooseWithin(
    const std::vector<std::vector<StorageOption>>& items, std::uint64_t limit) {
    return Chooser(items, limit).run();
}

}  // namespace quince
