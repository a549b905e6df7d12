#include "core/evaluate/weight_stream.hpp"

#include "core/base/parallel_for.hpp"
#include "core/evaluate/matmul.hpp"

#include <algorithm>
#include <array>

namespace quince {
namespace {

/// Floats of a packed block, about: large beside a panel, small beside memory.
constexpr std::size_t blockFloats = std::size_t{4} << 20;
/// Rows that are read at once. A multiple of every panel, and of 8 for AWQ's packed zeros.
constexpr std::size_t portionRows = 64;

class Stream {
public:
    Stream(const EvaluationRun& run, std::span<const StreamedMatrix> matrices)
        : m_run(run), m_matrices(matrices), m_rows(matrices.front().matrix->rows) {
        std::size_t columns = 1;
        for (const StreamedMatrix& each : matrices) {
            columns = std::max(columns, each.matrix->columns);
        }
        const std::size_t portions = std::max<std::size_t>(1, blockFloats / columns / portionRows);
        m_blockRows = portions * portionRows;
        for (auto& buffer : m_packed) {
            for (const StreamedMatrix& each : matrices) {
                buffer.emplace_back(
                    packedFloats(std::min(m_blockRows, m_rows), each.matrix->columns));
            }
        }
        m_unpacked.resize(run.workers);
    }

    Status run(std::size_t tasks, const BlockBody& body) {
        const std::size_t blocks = (m_rows + m_blockRows - 1) / m_blockRows;
        for (std::size_t step = 0; step <= blocks; ++step) {
            const std::size_t portions = step < blocks ? portionsOf(step) : 0;
            const std::size_t uses = step > 0 ? tasks : 0;
            Status status = parallelFor(
                portions + uses, m_run.workers, m_run.stop,
                [&](std::size_t index, unsigned worker) {
                    return index < portions ? read(step, index, worker)
                                            : body(block(step - 1), index - portions, worker);
                });
            if (!status) {
                return status;
            }
            if (step > 0) {
                std::uint64_t weights = 0;
                for (const StreamedMatrix& each : m_matrices) {
                    weights += block(step - 1).rows * each.matrix->columns;
                }
                m_run.progress.bytesDone += weights * sizeof(float);
            }
        }
        return {};
    }

private:
    [[nodiscard]] WeightBlock block(std::size_t index) const {
        const std::size_t first = index * m_blockRows;
        return {first, std::min(m_blockRows, m_rows - first), m_packed[index % 2]};
    }

    [[nodiscard]] std::size_t portionsOf(std::size_t index) const {
        return (block(index).rows + portionRows - 1) / portionRows * m_matrices.size();
    }

    Status read(std::size_t index, std::size_t portion, unsigned worker) {
        const std::size_t which = portion % m_matrices.size();
        const StreamedMatrix& from = m_matrices[which];
        const WeightBlock whole = block(index);
        const std::size_t begin = portion / m_matrices.size() * portionRows;
        const std::size_t rows = std::min(portionRows, whole.rows - begin);
        const std::size_t columns = from.matrix->columns;
        std::vector<float>& unpacked = m_unpacked[worker];
        unpacked.resize(std::max(unpacked.size(), portionRows * columns));
        Status status =
            from.weights->rows(*from.matrix, whole.firstRow + begin, rows, unpacked.data(), worker);
        if (status) {
            packRows(unpacked.data(), columns, rows, columns,
                     m_packed[index % 2][which].data() + begin * columns);
        }
        return status;
    }

    const EvaluationRun& m_run;
    const std::span<const StreamedMatrix> m_matrices;
    const std::size_t m_rows;
    std::size_t m_blockRows = portionRows;
    std::array<std::vector<std::vector<float>>, 2> m_packed;
    std::vector<std::vector<float>> m_unpacked;
};

}  // namespace

Status streamBlocks(const EvaluationRun& run, std::span<const StreamedMatrix> matrices,
                    std::size_t tasks, const BlockBody& body) {
    return Stream(run, matrices).run(tasks, body);
}

}  // namespace quince
