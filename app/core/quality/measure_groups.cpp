#include "core/quality/measure_groups.hpp"

#include "core/convert/encode_groups.hpp"
#include "core/kernels/affine_errors.hpp"
#include "core/kernels/group_errors.hpp"

#include <quince/kernels.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace quince {
namespace {

/// Weights at a time: source and result in F32 stay in the first cache.
constexpr std::size_t atOnce = 2048;
constexpr std::size_t smallestGroup = 16;

/// Goes through the groups in portions of whole groups. Of a portion only what stands out is looked
/// at group by group.
class Measurement {
public:
    explicit Measurement(const StoredGroups& stored)
        : m_stored(stored),
          m_size(static_cast<std::size_t>(stored.spec.groupSize)),
          m_perPortion(atOnce / m_size),
          m_affine(stored.codes != nullptr && stored.spec.mode == QuantMode::affine) {}

    GroupFindings run() {
        for (std::size_t first = 0; first < m_stored.groups; first += m_perPortion) {
            add(first, std::min(m_perPortion, m_stored.groups - first));
            m_portionLargest.push_back(m_last);
            m_last = 0;
        }
        for (WorstGroup& worst : m_findings.worst) {
            if (worst.error > 0) {
                worst.energy = measured(worst.group, 1)[0].energy;
                worst.group += m_stored.firstGroup;
            }
        }
        countOutliers();
        return m_findings;
    }

private:
    /// Parts of group `first` and on. Codes of every mode take groupSize * bits / 8 bytes.
    [[nodiscard]] const std::byte* weightsAt(std::size_t first) const {
        return static_cast<const std::byte*>(m_stored.source) +
               first * m_size * bytesPerElement(m_stored.dtype);
    }
    [[nodiscard]] const std::uint8_t* codesAt(std::size_t first) const {
        return m_stored.codes +
               first * affineGroupBytes(m_stored.spec.groupSize, m_stored.spec.bits);
    }
    [[nodiscard]] const std::byte* perGroupAt(const void* part, std::size_t first) const {
        const std::size_t bytes = m_affine ? bytesPerElement(m_stored.dtype) : 1;
        return part == nullptr ? nullptr : static_cast<const std::byte*>(part) + first * bytes;
    }

    void widen(std::size_t first, std::size_t count) {
        castFloats(m_stored.dtype, weightsAt(first), DType::f32, m_source.data(), count * m_size);
    }

    /// The slow way, for any mode and any values.
    const GroupError* measured(std::size_t first, std::size_t count) {
        widen(first, count);
        const float* decoded = m_source.data();
        if (m_stored.codes != nullptr) {
            decodeGroups(m_stored.spec, m_stored.dtype, codesAt(first),
                         perGroupAt(m_stored.scales, first), perGroupAt(m_stored.biases, first),
                         count, m_decoded.data());
            decoded = m_decoded.data();
        }
        groupErrors(m_source.data(), decoded, count, m_size, m_groups.data());
        return m_groups.data();
    }

    void add(std::size_t first, std::size_t count) {
        if (m_affine) {
            const SourceSums sums =
                affineErrors(m_stored.dtype, weightsAt(first), codesAt(first),
                             perGroupAt(m_stored.scales, first), perGroupAt(m_stored.biases, first),
                             count, m_stored.spec.groupSize, m_stored.spec.bits, m_errors.data());
            const double error = std::accumulate(
                m_errors.begin(), m_errors.begin() + static_cast<std::ptrdiff_t>(count), 0.0);
            if (std::isfinite(sums.energy) && std::isfinite(error)) {
                addSums(error, static_cast<double>(sums.energy), count, sums.largest);
                for (std::size_t i = 0; i < count; ++i) {
                    rank(first + i, m_errors[i]);
                }
                return;
            }
        }
        const GroupError* const groups = measured(first, count);
        for (std::size_t i = 0; i < count; ++i) {
            addGroup(first + i, groups[i]);
        }
    }

    void addSums(double error, double energy, std::size_t groups, float largest) {
        m_findings.sums.error += error;
        m_findings.sums.energy += energy;
        m_findings.sums.weights += groups * m_size;
        m_findings.largest = std::max(m_findings.largest, largest);
        m_last = std::max(m_last, largest);
    }

    void addGroup(std::size_t group, const GroupError& error) {
        if (!std::isfinite(error.energy) || !std::isfinite(error.error)) {
            m_findings.sums.notFinite += m_size;
            return;
        }
        addSums(static_cast<double>(error.error), static_cast<double>(error.energy), 1,
                error.largest);
        rank(group, error.error);
    }

    void rank(std::size_t group, float error) {
        if (error > m_findings.worst.back().error) {
            m_findings.worst.back() = {group, error, 0};
            std::stable_sort(
                m_findings.worst.begin(), m_findings.worst.end(),
                [](const WorstGroup& a, const WorstGroup& b) { return a.error > b.error; });
        }
    }

    void countOutliers() {
        const auto limit = static_cast<float>(
            outlierRms *
            std::sqrt(m_findings.sums.energy / static_cast<double>(m_findings.sums.weights)));
        for (std::size_t portion = 0; portion < m_portionLargest.size(); ++portion) {
            if (!(m_portionLargest[portion] > limit)) {
                continue;  // as in most
            }
            const std::size_t first = portion * m_perPortion;
            const std::size_t count = std::min(m_perPortion, m_stored.groups - first);
            widen(first, count);
            for (std::size_t i = 0; i < count * m_size; i += m_size) {
                const float* const group = m_source.data() + i;
                const auto beyond = std::count_if(
                    group, group + m_size, [&](float value) { return std::abs(value) > limit; });
                const bool finite = beyond == 0 || std::all_of(group, group + m_size, [](float v) {
                                        return std::isfinite(v);
                                    });
                m_findings.outliers += finite ? static_cast<std::uint64_t>(beyond) : 0;
            }
        }
    }

    const StoredGroups& m_stored;
    const std::size_t m_size;
    const std::size_t m_perPortion;
    const bool m_affine;
    GroupFindings m_findings;
    std::vector<float> m_portionLargest;
    float m_last = 0;  ///< largest of the portion at hand
    std::array<float, atOnce> m_source{};
    std::array<float, atOnce> m_decoded{};
    std::array<float, atOnce / smallestGroup> m_errors{};
    std::array<GroupError, atOnce / smallestGroup> m_groups{};
};

}  // namespace

void GroupFindings::add(const GroupFindings& next) {
    sums += next.sums;
    largest = std::max(largest, next.largest);
    outliers += next.outliers;
    std::array<WorstGroup, 2 * worstKept> both{};
    std::merge(worst.begin(), worst.end(), next.worst.begin(), next.worst.end(), both.begin(),
               [](const WorstGroup& a, const WorstGroup& b) { return a.error > b.error; });
    std::copy_n(both.begin(), worstKept, worst.begin());
}

GroupFindings measureGroups(const StoredGroups& stored) {
    return Measurement(stored).run();
}

}  // namespace quince
