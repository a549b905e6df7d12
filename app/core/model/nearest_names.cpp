#include "core/model/nearest_names.hpp"

#include <algorithm>
#include <cctype>
#include <numeric>

namespace quince {
namespace {

/// Letters and digits in lower case: "Qwen2.5-VL" and "qwen2_5_vl" are spelled alike.
std::string folded(std::string_view name) {
    std::string result;
    for (const char c : name) {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
            result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        }
    }
    return result;
}

/// Levenshtein distance.
std::size_t edits(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t substitute = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({substitute, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

std::size_t commonStart(const std::string& a, const std::string& b) {
    const auto [end, other] = std::mismatch(
        a.begin(), a.begin() + static_cast<std::ptrdiff_t>(std::min(a.size(), b.size())),
        b.begin());
    return static_cast<std::size_t>(end - a.begin());
}

}  // namespace

std::vector<std::string> nearestNames(std::string_view name, const std::vector<std::string>& names,
                                      std::size_t count) {
    constexpr std::size_t longest = 64;  // a hostile name must not cost a quadratic comparison
    const std::string wanted = folded(name.substr(0, longest));
    std::vector<std::pair<std::ptrdiff_t, std::string>> ranked;
    for (const std::string& candidate : names) {
        const std::string spelled = folded(candidate);
        const std::size_t distance = edits(wanted, spelled);
        const std::size_t shared = commonStart(wanted, spelled);
        if (shared >= 3 || distance * 2 <= std::max(wanted.size(), spelled.size())) {
            ranked.emplace_back(
                2 * static_cast<std::ptrdiff_t>(distance) - static_cast<std::ptrdiff_t>(shared),
                candidate);
        }
    }
    std::sort(ranked.begin(), ranked.end());
    std::vector<std::string> result;
    for (std::size_t i = 0; i < std::min(count, ranked.size()); ++i) {
        result.push_back(ranked[i].second);
    }
    return result;
}

}  // namespace quince
