#pragma once

#include <quince/convert.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace quince::test {

using Bytes = std::vector<std::byte>;

/// `count` values of a float dtype: small, of both signs, the same for the same seed. For other
/// dtypes random bytes.
Bytes randomValues(DType dtype, std::uint64_t count, std::uint64_t seed);

/// Row-major strides of a shape.
std::vector<std::int64_t> stridesOf(const Shape& shape);

/// Makes a checkpoint on disk and, by hand, the plan to convert it.
class JobBuilder {
public:
    explicit JobBuilder(std::filesystem::path folder);

    /// A tensor of the source, in the current shard. Returns its number for pieces.
    std::uint32_t source(const std::string& name, DType dtype, const Shape& shape);
    std::uint32_t source(const std::string& name, DType dtype, const Shape& shape, Bytes bytes);
    /// What is added from now on stands in another file.
    void nextShard() { ++m_shard; }
    /// Values of a source tensor.
    [[nodiscard]] const Bytes& values(std::uint32_t tensor) const { return m_bytes[tensor]; }

    /// The whole of a source tensor.
    [[nodiscard]] TensorView whole(std::uint32_t tensor) const;
    /// A tensor of the result; quantized when `quant` is given. Named like a module when so.
    void add(const std::string& name, const TensorView& view, DType dtype,
             std::optional<QuantSpec> quant = std::nullopt);
    void add(ModelTensor tensor, DType dtype, std::optional<QuantSpec> quant = std::nullopt);

    /// Writes the source files and makes the job, with staging beside the destination.
    ConversionJob build(const std::filesystem::path& destination, std::uint64_t shardLimit);

private:
    void addOutput(ConversionPlan& plan, const std::string& name, DType dtype, const Shape& shape,
                   std::uint32_t source);
    void planTensor(ConversionPlan& plan, std::uint32_t index);
    [[nodiscard]] Checkpoint writeSource() const;
    [[nodiscard]] static OutputLayout layOut(const ConversionPlan& plan, std::uint64_t limit);

    std::filesystem::path m_folder;
    std::uint32_t m_shard = 0;
    std::vector<TensorInfo> m_sources;
    std::vector<Bytes> m_bytes;
    std::vector<ModelTensor> m_tensors;
    std::vector<TensorPlan> m_plans;
};

/// A model with a bit of everything: several tiles, a row longer than a tile, stacked experts, a
/// transposed tensor, casts, integers, two source shards. About 14 MB.
ConversionJob variedJob(const std::filesystem::path& folder);

/// Every file below `folder` by relative name.
std::map<std::string, std::string> filesIn(const std::filesystem::path& folder);

/// Every tensor of the safetensors files in `folder`.
std::map<std::string, Bytes> tensorsIn(const std::filesystem::path& folder);

}  // namespace quince::test
