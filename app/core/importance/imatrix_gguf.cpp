#include "core/importance/byte_cursor.hpp"
#include "core/importance/imatrix.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

namespace quince {
namespace {

constexpr std::uint64_t longestName = 1U << 16;
constexpr std::uint32_t typeF32 = 0;
constexpr std::uint32_t valueString = 8;
constexpr std::uint32_t valueArray = 9;
constexpr int deepestArray = 4;

/// Bytes of the plain types of GGUF, 0 for those that are not.
std::uint64_t plainBytes(std::uint32_t type) {
    constexpr std::array<std::uint8_t, 13> bytes{1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
    return type < bytes.size() ? bytes[type] : 0;
}

struct GgufTensor {
    std::uint64_t columns = 0;
    std::uint64_t matrices = 1;
    std::uint64_t offset = 0;  ///< from the start of the data
};

class ImatrixReader {
public:
    ImatrixReader(const File& file, std::uint64_t bytes, ImportanceData& data)
        : m_file(file), m_bytes(bytes), m_data(data), m_cursor(file, bytes) {}

    Status run() {
        readHead();
        if (m_cursor.ok() && m_type != "imatrix") {
            return Error{ErrorCode::unsupported,
                         nameText(m_file.path()) + " is a GGUF file, but no imatrix", m_data.path};
        }
        for (std::uint64_t i = 0; i < m_tensorCount && m_cursor.ok(); ++i) {
            readTensor();
        }
        if (!m_cursor.ok()) {
            return m_cursor.status();
        }
        m_dataStart = (m_cursor.at() + m_alignment - 1) / m_alignment * m_alignment;
        checkRoom();
        return m_cursor.ok() ? takeEntries() : m_cursor.status();
    }

private:
    void readHead() {
        m_cursor.skip(4);  // "GGUF", as was seen
        const std::uint32_t version = m_cursor.u32();
        m_tensorCount = m_cursor.u64();
        const std::uint64_t keys = m_cursor.u64();
        if (version != 2 && version != 3) {
            m_cursor.fail("is of a version of GGUF that is not known");
        }
        if (m_tensorCount > m_bytes / 32 || keys > m_bytes / 12) {
            m_cursor.fail("says that it holds more than it can");
        }
        for (std::uint64_t i = 0; i < keys && m_cursor.ok(); ++i) {
            const std::string key = m_cursor.text(m_cursor.u64(), longestName);
            const std::uint32_t type = m_cursor.u32();
            if (key == "general.type" && type == valueString) {
                m_type = m_cursor.text(m_cursor.u64(), longestName);
            } else if (key == "general.alignment" && type == 4) {
                m_alignment = m_cursor.u32();
            } else {
                skipValue(type, 0);
            }
        }
        constexpr std::uint64_t mostAlignment = 1U << 20;
        if (m_alignment == 0 || m_alignment > mostAlignment) {
            m_cursor.fail("has an alignment that cannot be");
        }
    }

    void skipValue(std::uint32_t type, int depth) {
        if (type == valueString) {
            m_cursor.skip(m_cursor.u64());
        } else if (type == valueArray && depth < deepestArray) {
            const std::uint32_t element = m_cursor.u32();
            const std::uint64_t count = m_cursor.u64();
            const std::uint64_t size = plainBytes(element);
            if (count > m_cursor.left()) {
                m_cursor.fail("ends too early");
            } else if (size != 0) {
                m_cursor.skip(count <= m_cursor.left() / size ? count * size : m_bytes);
            } else {
                for (std::uint64_t i = 0; i < count && m_cursor.ok(); ++i) {
                    skipValue(element, depth + 1);
                }
            }
        } else if (plainBytes(type) != 0) {
            m_cursor.skip(plainBytes(type));
        } else {
            m_cursor.fail("holds a value of a type that is not known");
        }
    }

    void readTensor() {
        std::string name = m_cursor.text(m_cursor.u64(), longestName);
        const std::uint32_t axes = m_cursor.u32();
        if (axes == 0 || axes > 4) {
            m_cursor.fail("has a tensor of " + std::to_string(axes) + " axes");
            return;
        }
        GgufTensor tensor;
        tensor.columns = m_cursor.u64();  // the fastest axis comes first
        for (std::uint32_t i = 1; i < axes; ++i) {
            const std::uint64_t size = m_cursor.u64();
            if (size == 0 || size > m_bytes || tensor.matrices > m_bytes / size) {
                m_cursor.fail("has a tensor that is too large for it");
                return;
            }
            tensor.matrices *= size;
        }
        const std::uint32_t type = m_cursor.u32();
        tensor.offset = m_cursor.u64();
        if (type != typeF32) {
            m_cursor.fail("has a tensor that is not of F32");
        }
        m_tensors.insert_or_assign(std::move(name), tensor);
    }

    [[nodiscard]] std::uint64_t room() const {
        return m_bytes > m_dataStart ? m_bytes - m_dataStart : 0;
    }

    /// Tensors that share bytes would take more memory than the file has.
    void checkRoom() {
        std::uint64_t left = room() / sizeof(float);
        for (const auto& [name, tensor] : m_tensors) {
            if (tensor.columns > left / tensor.matrices) {
                m_cursor.fail("says that it holds more than it can");
                return;
            }
            left -= tensor.columns * tensor.matrices;
        }
    }

    /// Nothing where it does not lie in the file.
    std::optional<std::vector<float>> valuesOf(const GgufTensor& tensor) {
        if (tensor.columns == 0 || tensor.offset > room() ||
            tensor.columns > (room() - tensor.offset) / sizeof(float) / tensor.matrices) {
            return std::nullopt;
        }
        ByteCursor cursor(m_file, m_bytes);
        cursor.skip(m_dataStart + tensor.offset);
        std::vector<float> values = cursor.floats(tensor.columns * tensor.matrices);
        return cursor.ok() ? std::optional(std::move(values)) : std::nullopt;
    }

    Status takeEntries() {
        constexpr std::string_view ending = ".in_sum2";
        for (const auto& [name, sums] : m_tensors) {
            if (!name.ends_with(ending)) {
                continue;
            }
            const std::string plain = name.substr(0, name.size() - ending.size());
            const auto counts = m_tensors.find(plain + ".counts");
            auto values = valuesOf(sums);
            const auto divisors =
                counts == m_tensors.end() ? std::nullopt : valuesOf(counts->second);
            if (!values || !divisors || divisors->size() != sums.matrices) {
                return Error{ErrorCode::malformed,
                             nameText(m_file.path()) + ": " + plain + " is not whole", m_data.path};
            }
            for (std::size_t i = 0; i < values->size(); ++i) {
                const float count = (*divisors)[i / sums.columns];
                (*values)[i] = count > 0 ? (*values)[i] / count : 1.0F;
            }
            if (Status added = addEntry(m_data, plain, sums.matrices, *std::move(values)); !added) {
                return added;
            }
        }
        return {};
    }

    const File& m_file;
    const std::uint64_t m_bytes;
    ImportanceData& m_data;
    ByteCursor m_cursor;
    std::uint64_t m_tensorCount = 0;
    std::uint64_t m_alignment = 32;
    std::uint64_t m_dataStart = 0;
    std::string m_type;
    std::map<std::string, GgufTensor> m_tensors;
};

}  // namespace

Status readImatrixGguf(const File& file, std::uint64_t bytes, ImportanceData& data) {
    return ImatrixReader(file, bytes, data).run();
}

}  // namespace quince
