#pragma once

#include <quince/dtype.hpp>
#include <quince/result.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace quince {

using Shape = std::vector<std::int64_t>;

/// "[4096, 128]"
[[nodiscard]] std::string shapeText(const Shape& shape);

/// Product of the dimensions; 1 for a scalar. REQUIRES: a shape that was checked for overflow.
[[nodiscard]] std::uint64_t elementCount(const Shape& shape);

/// One tensor as a safetensors header describes it.
struct TensorInfo {
    std::string name;
    DType dtype = DType::f32;
    Shape shape;              ///< row-major, every dimension >= 0
    std::uint32_t shard = 0;  ///< index into the list of files it belongs to
    std::uint64_t begin = 0;  ///< first byte, counted from the start of the file
    std::uint64_t end = 0;    ///< one past the last byte

    [[nodiscard]] std::uint64_t bytes() const { return end - begin; }
};

/// The header of one safetensors file, wholly checked.
struct SafetensorsHeader {
    std::vector<TensorInfo> tensors;  ///< in order of their bytes in the file
    std::map<std::string, std::string> metadata;
    std::uint64_t fileBytes = 0;
};

/// Reads and checks the header of `file`: length, JSON, names, dtypes, shapes, and that the
/// byte ranges cover the data without overlap, hole, or end past the file. Nothing of a bad
/// file is returned. Errors: notFound, io, malformed; each names file, tensor and numbers.
Result<SafetensorsHeader> readSafetensorsHeader(const std::filesystem::path& file,
                                                std::uint32_t shard = 0);

/// An open safetensors file. Movable. Reading is thread-safe (positional).
class SafetensorsReader {
public:
    static Result<SafetensorsReader> open(const std::filesystem::path& file);
    SafetensorsReader(SafetensorsReader&&) noexcept;
    SafetensorsReader& operator=(SafetensorsReader&&) noexcept;
    ~SafetensorsReader();

    [[nodiscard]] const SafetensorsHeader& header() const;
    /// Null if there is no tensor of that name.
    [[nodiscard]] const TensorInfo* find(const std::string& name) const;
    /// Fills `out` from byte `offset` of the file. Errors: io (also when the file ends early).
    [[nodiscard]] Status read(std::uint64_t offset, std::span<std::byte> out) const;
    /// The whole tensor. Errors: notFound, io.
    [[nodiscard]] Result<std::vector<std::byte>> readTensor(const std::string& name) const;

private:
    struct State;
    explicit SafetensorsReader(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// A tensor to be written: its place follows from the order in the list.
struct TensorSpec {
    std::string name;
    DType dtype = DType::f32;
    Shape shape;
};

/// The exact first bytes of a file that holds `tensors` back to back in this order: length,
/// JSON (names sorted, metadata first), padded with spaces to 64 bytes so that a mapped file
/// has aligned data.
[[nodiscard]] std::string encodeSafetensorsHeader(
    std::span<const TensorSpec> tensors, const std::map<std::string, std::string>& metadata);

/// Writes one safetensors file: create, write any byte ranges in any order from any thread,
/// sync. Movable; closes itself.
class SafetensorsWriter {
public:
    /// Creates (or, with `keepExisting`, reopens) `file`, writes the header and gives the file
    /// its full size. Errors: alreadyExists, io, diskFull.
    static Result<SafetensorsWriter> create(const std::filesystem::path& file,
                                            std::span<const TensorSpec> tensors,
                                            const std::map<std::string, std::string>& metadata,
                                            bool keepExisting = false);
    SafetensorsWriter(SafetensorsWriter&&) noexcept;
    SafetensorsWriter& operator=(SafetensorsWriter&&) noexcept;
    ~SafetensorsWriter();

    /// Bytes from the start of the file to the data of tensor `index`.
    [[nodiscard]] std::uint64_t offsetOf(std::size_t index) const;
    /// Writes `bytes` at byte `offset` of the file. Thread-safe for disjoint ranges.
    [[nodiscard]] Status write(std::uint64_t offset, std::span<const std::byte> bytes);
    /// Asks the system to put everything on the disk.
    [[nodiscard]] Status sync();

private:
    struct State;
    explicit SafetensorsWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}  // namespace quince
