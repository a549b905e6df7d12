#include "core/base/file.hpp"
#include "core/importance/imatrix.hpp"

#include <quince/kernels.hpp>
#include <quince/safetensors.hpp>

#include <algorithm>
#include <system_error>
#include <utility>

namespace quince {
namespace {

namespace fs = std::filesystem;

/// Bytes of activations at a time.
constexpr std::uint64_t portionBytes = 1U << 20;

Status misshapen(const TensorInfo& tensor, const fs::path& file) {
    return Error{ErrorCode::malformed,
                 tensor.name + " " + shapeText(tensor.shape) +
                     " is not [columns], [tokens, columns] or [experts, 1, columns] of floats",
                 file};
}

/// Mean of squares over the tokens, added in double from the first to the last.
class Averager {
public:
    Averager(const File& file, const TensorInfo& tensor, const StopToken& stop)
        : m_file(file), m_tensor(tensor), m_stop(stop) {}

    Result<std::vector<float>> run() {
        const bool single = m_tensor.shape.size() != 2;
        const std::uint64_t elements = elementCount(m_tensor.shape);
        const std::uint64_t columns =
            single ? elements : static_cast<std::uint64_t>(m_tensor.shape[1]);
        const std::uint64_t rows = elements / columns;
        std::vector<double> sums(columns, 0.0);
        const std::uint64_t step = bytesPerElement(m_tensor.dtype);
        const std::uint64_t atOnce = portionBytes / step;
        for (std::uint64_t first = 0; first < elements; first += atOnce) {
            if (m_stop.stopRequested()) {
                return Error{ErrorCode::stopped, "stopped", {}};
            }
            const std::uint64_t count = std::min(atOnce, elements - first);
            m_raw.resize(count * step);
            m_floats.resize(count);
            if (Status read = m_file.readAt(m_tensor.begin + first * step, m_raw); !read) {
                return std::move(read).error();
            }
            castFloats(m_tensor.dtype, m_raw.data(), DType::f32, m_floats.data(), count);
            for (std::uint64_t i = 0; i < count; ++i) {
                const auto value = static_cast<double>(m_floats[i]);
                sums[(first + i) % columns] += single ? value : value * value;
            }
        }
        std::vector<float> means(columns);
        std::transform(sums.begin(), sums.end(), means.begin(), [&](double sum) {
            return static_cast<float>(single ? sum : sum / static_cast<double>(rows));
        });
        return means;
    }

private:
    const File& m_file;
    const TensorInfo& m_tensor;
    const StopToken& m_stop;
    std::vector<std::byte> m_raw;
    std::vector<float> m_floats;
};

Status readFile(const fs::path& path, const StopToken& stop, ImportanceData& data) {
    const Result<SafetensorsHeader> header = readSafetensorsHeader(path, 0);
    if (!header) {
        return header.error();
    }
    const Result<File> file = File::openForReading(path);
    if (!file) {
        return file.error();
    }
    for (const TensorInfo& tensor : header->tensors) {
        const Shape& shape = tensor.shape;
        const bool stacked = shape.size() == 3 && shape[1] == 1;
        const bool fits = isFloat(tensor.dtype) && elementCount(shape) > 0 &&
                          (shape.size() == 1 || shape.size() == 2 || stacked);
        if (!fits) {
            return misshapen(tensor, path);
        }
        Result<std::vector<float>> means = Averager(*file, tensor, stop).run();
        if (!means) {
            return means.error();
        }
        const std::uint64_t matrices = stacked ? static_cast<std::uint64_t>(shape[0]) : 1;
        if (Status added = addEntry(data, tensor.name, matrices, *std::move(means)); !added) {
            return added;
        }
    }
    return {};
}

}  // namespace

Status readActivations(const fs::path& path, const StopToken& stop, ImportanceData& data) {
    std::error_code failure;
    if (!fs::is_directory(path, failure)) {
        return readFile(path, stop, data);
    }
    std::vector<fs::path> files;
    for (fs::directory_iterator at(path, failure), end; !failure && at != end;
         at.increment(failure)) {
        if (at->path().extension() == ".safetensors") {
            files.push_back(at->path());
        }
    }
    if (failure) {
        return Error{ErrorCode::io, "cannot list the folder: " + failure.message(), path};
    }
    if (files.empty()) {
        return Error{ErrorCode::notFound,
                     nameText(path) + " holds no safetensors files with activations", path};
    }
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) {
        if (Status read = readFile(file, stop, data); !read) {
            return read;
        }
    }
    return {};
}

}  // namespace quince
