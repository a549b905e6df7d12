#include <quince/quality.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace quince {

const ErrorSums* QualitySample::find(const Candidate& candidate, std::uint32_t tensor) const {
    const auto found = std::find(candidates.begin(), candidates.end(), candidate);
    if (found == candidates.end() || tensor >= weights.size()) {
        return nullptr;
    }
    const ErrorSums& known = sums[static_cast<std::size_t>(found - candidates.begin())][tensor];
    return known.weights + known.notFinite > 0 ? &known : nullptr;
}

const ErrorSums* QualitySample::findWeighed(const Candidate& candidate,
                                            std::uint32_t tensor) const {
    const ErrorSums* const plain = find(candidate, tensor);
    if (plain == nullptr || weighed.empty()) {
        return plain;
    }
    const auto found = std::find(candidates.begin(), candidates.end(), candidate);
    const ErrorSums& own = weighed[static_cast<std::size_t>(found - candidates.begin())][tensor];
    return own.weights > 0 ? &own : plain;
}

bool QualitySample::knows(const Candidate& candidate) const {
    return std::find(candidates.begin(), candidates.end(), candidate) != candidates.end();
}

void QualitySample::add(QualitySample other) {
    if (weights.empty()) {
        weights = std::move(other.weights);
    }
    for (std::size_t i = 0; i < other.candidates.size(); ++i) {
        if (!knows(other.candidates[i])) {
            candidates.push_back(other.candidates[i]);
            sums.push_back(std::move(other.sums[i]));
            weighed.push_back(std::move(other.weighed[i]));
        }
    }
}

}  // namespace quince
