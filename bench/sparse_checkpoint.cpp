#include "sparse_checkpoint.hpp"

#include <cstdio>
#include <fstream>
#include <stdlib.h>  // mkdtemp
#include <vector>

namespace bench {

using namespace quince;
namespace fs = std::filesystem;

namespace {

constexpr int layers = 119;
constexpr int experts = 256;
constexpr std::int64_t hidden = 7168;
constexpr std::int64_t expertHidden = 2048;

std::vector<TensorSpec> expertLayer(int layer) {
    const std::string at = "model.layers." + std::to_string(layer) + ".";
    std::vector<TensorSpec> specs{
        {at + "self_attn.q_proj.weight", DType::bf16, {64 * 128, hidden}},
        {at + "self_attn.k_proj.weight", DType::bf16, {8 * 128, hidden}},
        {at + "self_attn.v_proj.weight", DType::bf16, {8 * 128, hidden}},
        {at + "self_attn.o_proj.weight", DType::bf16, {hidden, 64 * 128}},
        {at + "self_attn.q_norm.weight", DType::bf16, {128}},
        {at + "self_attn.k_norm.weight", DType::bf16, {128}},
        {at + "input_layernorm.weight", DType::bf16, {hidden}},
        {at + "post_attention_layernorm.weight", DType::bf16, {hidden}},
        {at + "mlp.gate.weight", DType::bf16, {experts, hidden}},
    };
    for (int e = 0; e < experts; ++e) {
        const std::string expert = at + "mlp.experts." + std::to_string(e) + ".";
        specs.push_back({expert + "gate_proj.weight", DType::bf16, {expertHidden, hidden}});
        specs.push_back({expert + "down_proj.weight", DType::bf16, {hidden, expertHidden}});
        specs.push_back({expert + "up_proj.weight", DType::bf16, {expertHidden, hidden}});
    }
    return specs;
}

constexpr const char* expertConfig = R"({
  "model_type": "qwen3_moe", "hidden_size": 7168, "num_hidden_layers": 119,
  "intermediate_size": 18432, "num_attention_heads": 64, "num_key_value_heads": 8,
  "head_dim": 128, "num_experts": 256, "num_experts_per_tok": 8, "decoder_sparse_step": 1,
  "mlp_only_layers": [], "moe_intermediate_size": 2048, "rms_norm_eps": 1e-6,
  "vocab_size": 129280, "tie_word_embeddings": false, "rope_theta": 10000.0,
  "max_position_embeddings": 163840, "norm_topk_prob": true, "torch_dtype": "bfloat16"
})";

std::vector<TensorSpec> llamaLayer(int layer) {
    const std::string at = "model.layers." + std::to_string(layer) + ".";
    return {{at + "self_attn.q_proj.weight", DType::bf16, {8192, 8192}},
            {at + "self_attn.k_proj.weight", DType::bf16, {1024, 8192}},
            {at + "self_attn.v_proj.weight", DType::bf16, {1024, 8192}},
            {at + "self_attn.o_proj.weight", DType::bf16, {8192, 8192}},
            {at + "mlp.gate_proj.weight", DType::bf16, {28672, 8192}},
            {at + "mlp.up_proj.weight", DType::bf16, {28672, 8192}},
            {at + "mlp.down_proj.weight", DType::bf16, {8192, 28672}},
            {at + "input_layernorm.weight", DType::bf16, {8192}},
            {at + "post_attention_layernorm.weight", DType::bf16, {8192}}};
}

constexpr const char* llamaConfig = R"({
  "model_type": "llama", "hidden_size": 8192, "num_hidden_layers": 80,
  "intermediate_size": 28672, "num_attention_heads": 64, "num_key_value_heads": 8,
  "head_dim": 128, "rms_norm_eps": 1e-5, "vocab_size": 128256, "tie_word_embeddings": false,
  "rope_theta": 500000.0, "max_position_embeddings": 131072, "torch_dtype": "bfloat16"
})";

/// Embeddings, final norm and head, and all layers.
template <typename Layer>
std::vector<TensorSpec> tensorsOf(std::int64_t vocabulary, std::int64_t width, int count,
                                  Layer layer) {
    std::vector<TensorSpec> all{{"model.embed_tokens.weight", DType::bf16, {vocabulary, width}},
                                {"model.norm.weight", DType::bf16, {width}},
                                {"lm_head.weight", DType::bf16, {vocabulary, width}}};
    for (int i = 0; i < count; ++i) {
        const std::vector<TensorSpec> some = layer(i);
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}

}  // namespace

SparseCheckpoint deepSeekSized() {
    return SparseCheckpoint(expertConfig, tensorsOf(129280, hidden, layers, expertLayer), 163);
}

SparseCheckpoint llama70() {
    return SparseCheckpoint(llamaConfig, tensorsOf(128256, 8192, 80, llamaLayer), 30);
}

SparseCheckpoint::SparseCheckpoint(const std::string& config,
                                   const std::vector<TensorSpec>& tensors, std::size_t shards)
    : m_tensors(tensors.size()) {
    std::string name = (fs::temp_directory_path() / "quince-plan-XXXXXX").string();
    m_folder = mkdtemp(name.data());
    std::string map;
    for (std::size_t s = 0; s < shards; ++s) {
        const std::size_t first = tensors.size() * s / shards;
        const std::size_t last = tensors.size() * (s + 1) / shards;
        writeShard(s, shards, std::span(tensors).subspan(first, last - first), map);
    }
    std::ofstream(m_folder / "config.json") << config;
    std::ofstream(m_folder / "model.safetensors.index.json")
        << "{\"metadata\": {}, \"weight_map\": {" << map << "}}";
}

SparseCheckpoint::~SparseCheckpoint() {
    fs::remove_all(m_folder);
}

void SparseCheckpoint::writeShard(std::size_t index, std::size_t shards,
                                  std::span<const TensorSpec> specs, std::string& map) {
    char name[64];
    std::snprintf(name, sizeof name, "model-%05zu-of-%05zu.safetensors", index + 1, shards);
    const std::string header = encodeSafetensorsHeader(specs, {{"format", "pt"}});
    std::uint64_t bytes = header.size();
    for (const TensorSpec& spec : specs) {
        bytes += elementCount(spec.shape) * bytesPerElement(spec.dtype);
        map += (map.empty() ? "\"" : ",\n\"") + spec.name + "\": \"" + name + "\"";
    }
    std::ofstream(m_folder / name, std::ios::binary) << header;
    fs::resize_file(m_folder / name, bytes);
}

}  // namespace bench
