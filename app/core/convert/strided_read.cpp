#include "core/convert/strided_read.hpp"

#include <algorithm>
#include <cstring>

namespace quince {
namespace {

/// A gap in the tensor that costs less to read than to jump over.
constexpr std::uint64_t cheapGap = 4096;

/// An axis of a box, all of whose elements are wanted.
struct BoxAxis {
    std::uint64_t size = 1;
    std::uint64_t fromStep = 0;  ///< bytes in the tensor
    std::uint64_t toStep = 0;    ///< bytes in memory
};

/// Walks the outer axes of a box, the one with the smallest step in the tensor first.
struct Walk {
    std::span<const BoxAxis> axes;
    std::array<std::uint64_t, maxStridedAxes> index{};
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    bool done = false;

    void next() {
        for (std::size_t axis = 0; axis < axes.size(); ++axis) {
            from += axes[axis].fromStep;
            to += axes[axis].toStep;
            if (++index[axis] < axes[axis].size) {
                return;
            }
            from -= axes[axis].fromStep * axes[axis].size;
            to -= axes[axis].toStep * axes[axis].size;
            index[axis] = 0;
        }
        done = true;
    }
};

template <std::size_t bytes>
void copySteps(const std::byte* from, const BoxAxis& axis, std::byte* to) {
    for (std::uint64_t i = 0; i < axis.size; ++i) {
        std::memcpy(to + i * axis.toStep, from + i * axis.fromStep, bytes);
    }
}

void copyRun(const std::byte* from, const BoxAxis& axis, std::size_t elementBytes, std::byte* to) {
    if (axis.fromStep == elementBytes && axis.toStep == elementBytes) {
        std::memcpy(to, from, axis.size * elementBytes);
        return;
    }
    switch (elementBytes) {
        case 1:
            return copySteps<1>(from, axis, to);
        case 2:
            return copySteps<2>(from, axis, to);
        case 4:
            return copySteps<4>(from, axis, to);
        default:
            return copySteps<8>(from, axis, to);
    }
}

/// One box: `run` is its axis with the smallest step in the tensor, `outer` the others.
class BoxReader {
public:
    BoxReader(const StridedReader& reader, const BoxAxis& run)
        : m_reader(reader),
          m_run(run),
          m_span((run.size - 1) * run.fromStep + reader.elementBytes),
          m_direct(run.fromStep == reader.elementBytes && run.toStep == reader.elementBytes) {}

    [[nodiscard]] Status read(std::span<const BoxAxis> outer, std::uint64_t offset,
                              std::byte* out) const {
        Walk walk;
        walk.axes = outer;
        while (!walk.done) {
            const Walk first = walk;
            std::uint64_t runs = 1;
            std::uint64_t end = first.from + m_span;
            for (walk.next(); !walk.done && joins(first.from, end, walk.from); walk.next()) {
                end = std::max(end, walk.from + m_span);
                ++runs;
            }
            if (Status status = readWindow(first, runs, end, offset, out); !status) {
                return status;
            }
        }
        return {};
    }

private:
    [[nodiscard]] bool joins(std::uint64_t begin, std::uint64_t end, std::uint64_t from) const {
        return from >= begin && from <= end + cheapGap &&
               from + m_span - begin <= m_reader.scratch.size();
    }

    /// Reads bytes [walk.from, end) at once and hands out `runs` runs.
    [[nodiscard]] Status readWindow(Walk walk, std::uint64_t runs, std::uint64_t end,
                                    std::uint64_t offset, std::byte* out) const {
        const std::uint64_t begin = walk.from;
        const std::uint64_t bytes = end - begin;
        if (m_direct && runs == 1) {
            return m_reader.source.readAt(m_reader.tensor, offset + begin, {out + walk.to, bytes});
        }
        const std::span<std::byte> window = m_reader.scratch.first(bytes);
        if (Status status = m_reader.source.readAt(m_reader.tensor, offset + begin, window);
            !status) {
            return status;
        }
        for (; runs > 0; --runs, walk.next()) {
            copyRun(window.data() + (walk.from - begin), m_run, m_reader.elementBytes,
                    out + walk.to);
        }
        return {};
    }

    const StridedReader& m_reader;
    BoxAxis m_run;
    std::uint64_t m_span;  ///< bytes of the tensor in one run
    bool m_direct;         ///< a run can be read straight to its place
};

/// All elements of a box. Its run is cut where it does not fit into the scratch memory.
Status readBox(const StridedReader& reader, std::span<BoxAxis> axes, std::uint64_t offset,
               std::byte* out) {
    std::sort(axes.begin(), axes.end(),
              [](const BoxAxis& a, const BoxAxis& b) { return a.fromStep < b.fromStep; });
    BoxAxis run = axes.front();
    std::span<const BoxAxis> outer = axes.subspan(1);
    if (run.fromStep > cheapGap) {
        run = {1, reader.elementBytes, reader.elementBytes};
        outer = axes;
    }
    const bool direct = run.fromStep == reader.elementBytes && run.toStep == reader.elementBytes;
    const std::uint64_t most = direct ? run.size
                                      : 1 + (reader.scratch.size() - reader.elementBytes) /
                                                std::max<std::uint64_t>(run.fromStep, 1);
    for (std::uint64_t begin = 0; begin < run.size; begin += most) {
        BoxAxis part = run;
        part.size = std::min(most, run.size - begin);
        if (Status status =
                BoxReader(reader, part)
                    .read(outer, offset + begin * run.fromStep, out + begin * run.toStep);
            !status) {
            return status;
        }
    }
    return {};
}

std::uint64_t elementsOf(std::span<const StridedAxis> axes) {
    std::uint64_t count = 1;
    for (const StridedAxis& axis : axes) {
        count *= axis.size;
    }
    return count;
}

}  // namespace

Status StridedReader::read(std::span<const StridedAxis> block, std::uint64_t offset,
                           std::uint64_t begin, std::uint64_t end, std::byte* out) const {
    const std::span<const StridedAxis> rest = block.subspan(1);
    const std::uint64_t inner = elementsOf(rest);
    const std::uint64_t step = block.front().stride * elementBytes;
    // A part of the first row, whole rows, a part of the last row.
    if (const std::uint64_t column = begin % inner; column != 0 || end - begin < inner) {
        const std::uint64_t stop = std::min(inner, column + (end - begin));
        if (Status status = read(rest, offset + begin / inner * step, column, stop, out); !status) {
            return status;
        }
        out += (stop - column) * elementBytes;
        begin += stop - column;
    }
    if (const std::uint64_t rows = (end - begin) / inner; rows > 0) {
        std::array<BoxAxis, maxStridedAxes> axes;
        std::uint64_t toStep = rows * inner * elementBytes;
        for (std::size_t axis = 0; axis < block.size(); ++axis) {
            const std::uint64_t size = axis == 0 ? rows : block[axis].size;
            toStep /= size;
            axes[axis] = {size, block[axis].stride * elementBytes, toStep};
        }
        if (Status status =
                readBox(*this, {axes.data(), block.size()}, offset + begin / inner * step, out);
            !status) {
            return status;
        }
        out += rows * inner * elementBytes;
        begin += rows * inner;
    }
    return begin == end ? Status{} : read(block, offset, begin, end, out);
}

}  // namespace quince
