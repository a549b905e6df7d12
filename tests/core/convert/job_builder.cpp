#include "core/convert/job_builder.hpp"

#include "support/temp_folder.hpp"

#include <quince/kernels.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <memory>

namespace quince::test {

namespace fs = std::filesystem;

Bytes randomValues(DType dtype, std::uint64_t count, std::uint64_t seed) {
    std::uint64_t state = seed * 0x9E3779B97F4A7C15ULL + 1;
    const auto next = [&] {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return state;
    };
    Bytes bytes(count * bytesPerElement(dtype));
    if (!isFloat(dtype)) {
        std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<std::byte>(next()); });
        return bytes;
    }
    std::vector<float> floats(count);
    std::generate(floats.begin(), floats.end(),
                  [&] { return (static_cast<float>(next() >> 40) * 0x1p-24F - 0.4F) * 0.1F; });
    castFloats(DType::f32, floats.data(), dtype, bytes.data(), count);
    return bytes;
}

std::vector<std::int64_t> stridesOf(const Shape& shape) {
    std::vector<std::int64_t> strides(shape.size(), 1);
    for (std::size_t axis = shape.size(); axis-- > 1;) {
        strides[axis - 1] = strides[axis] * shape[axis];
    }
    return strides;
}

JobBuilder::JobBuilder(fs::path folder) : m_folder(std::move(folder)) {
    fs::create_directories(m_folder);
}

std::uint32_t JobBuilder::source(const std::string& name, DType dtype, const Shape& shape) {
    return source(name, dtype, shape,
                  randomValues(dtype, elementCount(shape), m_sources.size() + 7));
}

std::uint32_t JobBuilder::source(const std::string& name, DType dtype, const Shape& shape,
                                 Bytes bytes) {
    m_sources.push_back({name, dtype, shape, m_shard, 0, 0});
    m_bytes.push_back(std::move(bytes));
    return static_cast<std::uint32_t>(m_sources.size() - 1);
}

TensorView JobBuilder::whole(std::uint32_t tensor) const {
    const TensorInfo& info = m_sources[tensor];
    return {info.dtype, info.shape, stridesOf(info.shape), {{tensor, 0}}};
}

void JobBuilder::add(const std::string& name, const TensorView& view, DType dtype,
                     std::optional<QuantSpec> quant) {
    ModelTensor tensor;
    tensor.name = name;
    tensor.dtype = view.dtype;
    tensor.shape = view.shape;
    tensor.view = view;
    add(std::move(tensor), dtype, quant);
}

void JobBuilder::add(ModelTensor tensor, DType dtype, std::optional<QuantSpec> quant) {
    m_tensors.push_back(std::move(tensor));
    TensorPlan plan;
    plan.dtype = dtype;
    plan.quant = quant;
    m_plans.push_back(plan);
}

void JobBuilder::addOutput(ConversionPlan& plan, const std::string& name, DType dtype,
                           const Shape& shape, std::uint32_t source) {
    const std::uint64_t bytes = elementCount(shape) * bytesPerElement(dtype);
    plan.outputs.push_back({name, dtype, shape, source, bytes});
    plan.outputBytes += bytes;
    ++plan.tensors[source].outputCount;
}

void JobBuilder::planTensor(ConversionPlan& plan, std::uint32_t index) {
    const ModelTensor& tensor = m_tensors[index];
    TensorPlan& made = plan.tensors[index];
    made.firstOutput = static_cast<std::uint32_t>(plan.outputs.size());
    plan.parameters += elementCount(tensor.shape);
    if (!made.quant) {
        addOutput(plan, tensor.name, made.dtype, tensor.shape, index);
        return;
    }
    const std::string module = tensor.name.substr(0, tensor.name.rfind('.'));
    Shape codes = tensor.shape;
    codes.back() = codes.back() * made.quant->bits / 32;
    Shape groups = tensor.shape;
    groups.back() /= made.quant->groupSize;
    addOutput(plan, module + ".weight", DType::u32, codes, index);
    addOutput(plan, module + ".scales", made.dtype, groups, index);
    addOutput(plan, module + ".biases", made.dtype, groups, index);
}

Checkpoint JobBuilder::writeSource() const {
    Checkpoint checkpoint;
    checkpoint.folder = m_folder;
    checkpoint.tensors = m_sources;
    for (std::uint32_t shard = 0; shard <= m_shard; ++shard) {
        std::vector<TensorSpec> specs;
        std::string data;
        for (std::size_t i = 0; i < m_sources.size(); ++i) {
            if (m_sources[i].shard == shard) {
                specs.push_back({m_sources[i].name, m_sources[i].dtype, m_sources[i].shape});
                data.append(reinterpret_cast<const char*>(m_bytes[i].data()), m_bytes[i].size());
            }
        }
        const fs::path file = m_folder / ("source-" + std::to_string(shard) + ".safetensors");
        std::ofstream(file, std::ios::binary) << encodeSafetensorsHeader(specs, {}) << data;
        const Result<SafetensorsHeader> header = readSafetensorsHeader(file, shard);
        EXPECT_TRUE(header.ok());
        for (const TensorInfo& read : header->tensors) {
            *std::find_if(checkpoint.tensors.begin(), checkpoint.tensors.end(),
                          [&](const TensorInfo& info) { return info.name == read.name; }) = read;
        }
        checkpoint.shards.push_back({file, header->fileBytes});
    }
    return checkpoint;
}

OutputLayout JobBuilder::layOut(const ConversionPlan& plan, std::uint64_t limit) {
    OutputLayout layout;
    std::uint64_t inShard = 0;
    for (std::uint32_t i = 0; i < plan.outputs.size(); ++i) {
        if (layout.shards.empty() || inShard + plan.outputs[i].bytes > limit) {
            layout.shards.push_back({"", 0, 0, i, 0});
            inShard = 0;
        }
        inShard += plan.outputs[i].bytes;
        ++layout.shards.back().outputCount;
    }
    layout.places.resize(plan.outputs.size());
    std::string weightMap;
    for (std::uint32_t s = 0; s < layout.shards.size(); ++s) {
        OutputShard& shard = layout.shards[s];
        shard.fileName = "model-" + std::to_string(s + 1) + ".safetensors";
        std::vector<TensorSpec> specs;
        for (std::uint32_t i = shard.firstOutput; i < shard.firstOutput + shard.outputCount; ++i) {
            specs.push_back({plan.outputs[i].name, plan.outputs[i].dtype, plan.outputs[i].shape});
            weightMap += (weightMap.empty() ? "" : ",") + ('"' + plan.outputs[i].name + "\":\"") +
                         shard.fileName + '"';
        }
        shard.dataOffset = encodeSafetensorsHeader(specs, {{"format", "mlx"}}).size();
        shard.bytes = shard.dataOffset;
        for (std::uint32_t i = shard.firstOutput; i < shard.firstOutput + shard.outputCount; ++i) {
            layout.places[i] = {s, shard.bytes};
            shard.bytes += plan.outputs[i].bytes;
        }
        layout.fileBytes += shard.bytes;
    }
    layout.indexJson = R"({"metadata":{"total_size":)" + std::to_string(plan.outputBytes) +
                       R"(},"weight_map":{)" + weightMap + "}}";
    return layout;
}

ConversionJob JobBuilder::build(const fs::path& destination, std::uint64_t shardLimit) {
    auto inspection = std::make_shared<Inspection>();
    inspection->checkpoint = writeSource();
    inspection->blueprint.tensors = m_tensors;
    ConversionJob job;
    job.plan.inspection = inspection;
    job.plan.tensors = m_plans;
    for (std::uint32_t i = 0; i < m_tensors.size(); ++i) {
        planTensor(job.plan, i);
    }
    job.plan.bitsPerWeight =
        static_cast<double>(job.plan.outputBytes) * 8 / static_cast<double>(job.plan.parameters);
    job.plan.configJson = R"({"quantization":{"group_size":64,"bits":4}})";
    job.layout = layOut(job.plan, shardLimit);
    job.destination = destination;
    job.staging = stagingFor(destination, std::nullopt);
    job.threads = 2;
    return job;
}

ConversionJob variedJob(const fs::path& folder) {
    JobBuilder builder(folder / "source");
    const QuantSpec four{QuantMode::affine, 4, 64};
    const auto big = builder.source("big", DType::bf16, {4096, 1024});
    const auto norm = builder.source("norm", DType::f32, {300});
    const auto ids = builder.source("ids", DType::i64, {11});
    builder.nextShard();
    const auto longRow = builder.source("long", DType::bf16, {1, 64 * 20480});
    const auto turned = builder.source("turned", DType::f16, {96, 256});
    TensorView experts{DType::bf16, {4, 32, 128}, {32 * 128, 128, 1}, {}};
    for (int i = 0; i < 4; ++i) {
        experts.pieces.push_back(
            {builder.source("expert" + std::to_string(i), DType::bf16, {32, 128}), 0});
    }
    builder.add("big.weight", builder.whole(big), DType::bf16, four);
    builder.add("norm.weight", builder.whole(norm), DType::bf16);
    builder.add("ids", builder.whole(ids), DType::i64);
    builder.add("long.weight", builder.whole(longRow), DType::bf16,
                QuantSpec{QuantMode::affine, 3, 64});
    builder.add("turned.weight", {DType::f16, {256, 96}, {1, 256}, {{turned, 0}}}, DType::f32,
                QuantSpec{QuantMode::affine, 5, 32});
    builder.add("experts.weight", experts, DType::f16, QuantSpec{QuantMode::affine, 6, 32});
    return builder.build(folder / "out" / "model", 300000);
}

std::map<std::string, std::string> filesIn(const fs::path& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) {
            files[entry.path().lexically_relative(folder).generic_string()] =
                contentOf(entry.path());
        }
    }
    return files;
}

std::map<std::string, Bytes> tensorsIn(const fs::path& folder) {
    std::map<std::string, Bytes> tensors;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() != ".safetensors") {
            continue;
        }
        const Result<SafetensorsReader> reader = SafetensorsReader::open(entry.path());
        EXPECT_TRUE(reader.ok());
        for (const TensorInfo& tensor : reader->header().tensors) {
            tensors[tensor.name] = reader->readTensor(tensor.name).value();
        }
    }
    return tensors;
}

}  // namespace quince::test
