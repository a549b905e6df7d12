#include "core/model/truthy.hpp"

#include <quince/plan.hpp>

#include <algorithm>
#include <cstdio>
#include <numeric>

namespace quince {
namespace {

std::string shardName(std::size_t index, std::size_t count) {
    if (count == 1) {
        return "model.safetensors";
    }
    char name[64];
    std::snprintf(name, sizeof name, "model-%05zu-of-%05zu.safetensors", index + 1, count);
    return name;
}

/// What Python's json.dump(index, indent=4) writes, by hand: it has one line for each tensor.
std::string indexText(const ConversionPlan& plan, const OutputLayout& layout) {
    std::vector<std::uint32_t> order(plan.outputs.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return plan.outputs[a].name < plan.outputs[b].name;
    });
    std::string text =
        "{\n    \"metadata\": {\n        \"total_size\": " + std::to_string(plan.outputBytes);
    if (plan.vision == VisionChoice::drop) {  // mlx-vlm does not say it
        text += ",\n        \"total_parameters\": " + std::to_string(plan.parameters);
    }
    text += "\n    },\n    \"weight_map\": {";
    const char* separator = "\n";
    for (const std::uint32_t i : order) {
        text += separator;
        text += "        " + Json(plan.outputs[i].name).dump(-1, ' ', true) + ": \"" +
                layout.shards[layout.places[i].shard].fileName + "\"";
        separator = ",\n";
    }
    return text + "\n    }\n}";
}

}  // namespace

OutputLayout layoutOutput(const ConversionPlan& plan, std::uint64_t shardLimit) {
    OutputLayout layout;
    layout.places.resize(plan.outputs.size());
    std::uint64_t inShard = 0;
    for (std::uint32_t i = 0; i < plan.outputs.size(); ++i) {
        const std::uint64_t bytes = plan.outputs[i].bytes;
        if (layout.shards.empty() ||
            (inShard + bytes > shardLimit && layout.shards.back().outputCount > 0)) {
            layout.shards.push_back({"", 0, 0, i, 0});
            inShard = 0;
        }
        layout.places[i] = {static_cast<std::uint32_t>(layout.shards.size() - 1), inShard};
        layout.shards.back().outputCount += 1;
        inShard += bytes;
    }
    for (std::size_t s = 0; s < layout.shards.size(); ++s) {
        OutputShard& shard = layout.shards[s];
        shard.fileName = shardName(s, layout.shards.size());
        std::vector<TensorSpec> specs;
        for (std::uint32_t i = shard.firstOutput; i < shard.firstOutput + shard.outputCount; ++i) {
            specs.push_back({plan.outputs[i].name, plan.outputs[i].dtype, plan.outputs[i].shape});
            shard.bytes += plan.outputs[i].bytes;
        }
        shard.dataOffset = encodeSafetensorsHeader(specs, {{"format", "mlx"}}).size();
        for (std::uint32_t i = shard.firstOutput; i < shard.firstOutput + shard.outputCount; ++i) {
            layout.places[i].offset += shard.dataOffset;
        }
        shard.bytes += shard.dataOffset;
        layout.fileBytes += shard.bytes;
    }
    layout.indexJson = indexText(plan, layout);
    return layout;
}

}  // namespace quince
