#include "core/evaluate/attention.hpp"

#include "core/base/parallel_for.hpp"
#include "core/evaluate/matmul.hpp"
#include "core/evaluate/row_math.hpp"

#include <algorithm>
#include <cmath>

namespace quince {
namespace {

/// Positions whose scores are computed at once.
constexpr std::size_t blockPositions = 48;

struct Scratch {
    std::vector<float> keys;
    std::vector<float> values;
    std::vector<float> scores;
    std::vector<float> totals;
};

/// One head of keys in one window, and the heads that share it.
class HeadGroup {
public:
    HeadGroup(const DenseShape& shape, std::size_t reach, const TextWindow& window,
              Scratch& scratch)
        : m_shape(shape), m_reach(reach), m_window(window), m_scratch(scratch) {
        scratch.keys.resize(packedFloats(window.length, shape.headSize));
        scratch.values.resize(packedFloats(shape.headSize, window.length));
        scratch.scores.resize(blockPositions * window.length);
        scratch.totals.resize(blockPositions);
    }

    void pack(const float* k, const float* v) {
        const std::size_t stride = m_shape.keyHeads * m_shape.headSize;
        packRows(k, stride, m_window.length, m_shape.headSize, m_scratch.keys.data());
        packTransposed(v, stride, m_shape.headSize, m_window.length, m_scratch.values.data());
    }

    /// `q` and `out` of one head, at the window's first token.
    void attend(const float* q, float* out) {
        for (std::size_t at = 0; at < m_window.length; at += blockPositions) {
            block(q, out, at, std::min(blockPositions, m_window.length - at));
        }
    }

private:
    void block(const float* q, float* out, std::size_t at, std::size_t count) {
        const std::size_t stride = m_shape.heads * m_shape.headSize;
        const std::size_t seen = at + count;  // by the last of the block
        float* const scores = m_scratch.scores.data();
        multiply({q + at * stride, stride, count, m_scratch.keys.data(), m_shape.headSize,
                  m_shape.headSize, seen, scores, seen, false});
        const float scale = 1.0F / std::sqrt(static_cast<float>(m_shape.headSize));
        for (std::size_t i = 0; i < count; ++i) {
            float* const row = scores + i * seen;
            const std::size_t end = at + i + 1;
            const std::size_t begin = m_reach > 0 && end > m_reach ? end - m_reach : 0;
            std::fill(row, row + begin, 0.0F);
            m_scratch.totals[i] = expShifted(row + begin, end - begin, scale);
            std::fill(row + end, row + seen, 0.0F);
        }
        multiply({scores, seen, count, m_scratch.values.data(), m_window.length, seen,
                  m_shape.headSize, out + at * stride, stride, false});
        for (std::size_t i = 0; i < count; ++i) {
            float* const row = out + (at + i) * stride;
            const float factor = 1.0F / m_scratch.totals[i];
            std::transform(row, row + m_shape.headSize, row,
                           [factor](float value) { return value * factor; });
        }
    }

    const DenseShape& m_shape;
    const std::size_t m_reach;
    const TextWindow& m_window;
    Scratch& m_scratch;
};

}  // namespace

Status attend(const EvaluationRun& run, const DenseShape& shape,
              std::span<const TextWindow> windows, std::size_t reach, const float* q,
              const float* k, const float* v, float* out) {
    std::vector<Scratch> scratches(run.workers);
    const std::size_t sharing = shape.heads / shape.keyHeads;
    return parallelFor(
        windows.size() * shape.keyHeads, run.workers, run.stop,
        [&](std::size_t index, unsigned worker) {
            const TextWindow& window = windows[index / shape.keyHeads];
            const std::size_t keyHead = index % shape.keyHeads;
            HeadGroup group(shape, reach, window, scratches[worker]);
            const std::size_t at = (window.first * shape.keyHeads + keyHead) * shape.headSize;
            group.pack(k + at, v + at);
            for (std::size_t i = 0; i < sharing; ++i) {
                const std::size_t head = keyHead * sharing + i;
                const std::size_t place = (window.first * shape.heads + head) * shape.headSize;
                group.attend(q + place, out + place);
            }
            return Status{};
        });
}

}  // namespace quince
