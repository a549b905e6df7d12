#include "core/quality/measure_groups.hpp"

#include "core/convert/encode_groups.hpp"
#include "core/kernels/group_errors.hpp"

#include <quince/kernels.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace quince {
namespace {

/// Weights at a time: source and result in F32 stay in the first cache.
constexpr std::size_t atOnce = 2048;
constexpr std::size_t smallestGroup = 16;

/// Goes through the groups in portions of whole groups.
class Measurement {
public:
    explicit Measurement(const StoredGroups& stored)
        : m_stored(stored),
          m_size(static_cast<std::size_t>(stored.spec.groupSize)),
          m_largest(stored.groups) {}

    GroupFindings run() {
        const std::size_t step = atOnce / m_size;
        for (std::size_t first = 0; first < m_stored.groups; first += step) {
            add(first, std::min(step, m_stored.groups - first));
        }
        countOutliers();
        return m_findings;
    }

private:
    void widen(std::size_t first, std::size_t count) {
        const auto* const from = static_cast<const std::byte*>(m_stored.source) +
                                 first * m_size * bytesPerElement(m_stored.dtype);
        castFloats(m_stored.dtype, from, DType::f32, m_source.data(), count * m_size);
    }

    /// Groups of affine and of block modes take groupSize * bits / 8 bytes of codes.
    const float* decode(std::size_t first, std::size_t count) {
        if (m_stored.codes == nullptr) {
            return m_source.data();
        }
        const bool affine = m_stored.spec.mode == QuantMode::affine;
        const std::size_t scaleBytes = affine ? bytesPerElement(m_stored.dtype) : 1;
        const auto at = [&](const void* part) {
            return part == nullptr ? nullptr
                                   : static_cast<const std::byte*>(part) + first * scaleBytes;
        };
        decodeGroups(
            m_stored.spec, m_stored.dtype,
            m_stored.codes + first * affineGroupBytes(m_stored.spec.groupSize, m_stored.spec.bits),
            at(m_stored.scales), at(m_stored.biases), count, m_decoded.data());
        return m_decoded.data();
    }

    void add(std::size_t first, std::size_t count) {
        widen(first, count);
        groupErrors(m_source.data(), decode(first, count), count, m_size, m_errors.data());
        for (std::size_t i = 0; i < count; ++i) {
            addGroup(first + i, m_errors[i]);
        }
    }

    void addGroup(std::size_t group, const GroupError& error) {
        if (!std::isfinite(error.energy) || !std::isfinite(error.error)) {
            m_findings.sums.notFinite += m_size;
            return;
        }
        m_findings.sums.error += static_cast<double>(error.error);
        m_findings.sums.energy += static_cast<double>(error.energy);
        m_findings.sums.weights += m_size;
        m_largest[group] = error.largest;
        m_findings.largest = std::max(m_findings.largest, error.largest);
        WorstGroup& last = m_findings.worst.back();
        if (error.error > last.error) {
            last = {m_stored.firstGroup + group, error.error, error.energy};
            std::stable_sort(
                m_findings.worst.begin(), m_findings.worst.end(),
                [](const WorstGroup& a, const WorstGroup& b) { return a.error > b.error; });
        }
    }

    /// Few groups hold any, and only they are looked at again.
    void countOutliers() {
        if (m_findings.sums.weights == 0) {
            return;
        }
        const auto limit = static_cast<float>(
            outlierRms *
            std::sqrt(m_findings.sums.energy / static_cast<double>(m_findings.sums.weights)));
        for (std::size_t group = 0; group < m_stored.groups; ++group) {
            if (m_largest[group] > limit) {
                widen(group, 1);
                m_findings.outliers += static_cast<std::uint64_t>(std::count_if(
                    m_source.begin(), m_source.begin() + static_cast<std::ptrdiff_t>(m_size),
                    [&](float value) { return std::abs(value) > limit; }));
            }
        }
    }

    const StoredGroups& m_stored;
    const std::size_t m_size;
    GroupFindings m_findings;
    std::vector<float> m_largest;  ///< by group; 0 for those left out
    std::array<float, atOnce> m_source{};
    std::array<float, atOnce> m_decoded{};
    std::array<GroupError, atOnce / smallestGroup> m_errors{};
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
