#include "llama_checkpoint.hpp"

#include <algorithm>
#include <fstream>
#include <vector>

namespace quince::bench {
namespace {

namespace fs = std::filesystem;

constexpr const char* config = R"({"architectures": ["LlamaForCausalLM"], "hidden_act": "silu",
"hidden_size": 2048, "intermediate_size": 8192, "max_position_embeddings": 131072,
"model_type": "llama", "num_attention_heads": 32, "num_hidden_layers": 16,
"num_key_value_heads": 8, "head_dim": 64, "rms_norm_eps": 1e-05, "rope_theta": 500000.0,
"tie_word_embeddings": true, "torch_dtype": "bfloat16", "vocab_size": 128256})";

std::vector<TensorSpec> llamaTensors() {
    std::vector<TensorSpec> tensors{{"model.embed_tokens.weight", DType::bf16, {128256, 2048}}};
    for (int layer = 0; layer < 16; ++layer) {
        const std::string path = "model.layers." + std::to_string(layer) + '.';
        const auto add = [&](const char* name, const Shape& shape) {
            tensors.push_back({path + name + ".weight", DType::bf16, shape});
        };
        add("input_layernorm", {2048});
        add("mlp.down_proj", {2048, 8192});
        add("mlp.gate_proj", {8192, 2048});
        add("mlp.up_proj", {8192, 2048});
        add("post_attention_layernorm", {2048});
        add("self_attn.k_proj", {512, 2048});
        add("self_attn.o_proj", {2048, 2048});
        add("self_attn.q_proj", {2048, 2048});
        add("self_attn.v_proj", {512, 2048});
    }
    tensors.push_back({"model.norm.weight", DType::bf16, {2048}});
    return tensors;
}

/// bf16 values between 2^-7 and 2^-5 of both signs: random mantissas, two random exponent bits.
std::uint64_t fourWeights(std::uint64_t random) {
    constexpr std::uint64_t free = 0x80FF80FF80FF80FF;
    constexpr std::uint64_t fixed = 0x3C003C003C003C00;
    return (random & free) | fixed;
}

Status writeCheckpoint(const fs::path& folder) {
    const std::vector<TensorSpec> tensors = llamaTensors();
    const fs::path path = folder / "model.safetensors";
    Result<SafetensorsWriter> writer = SafetensorsWriter::create(path, tensors, {{"format", "pt"}});
    if (!writer) {
        return writer.error();
    }
    std::uint64_t state = 1;
    std::vector<std::uint64_t> weights(std::size_t{1} << 18);
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        const std::uint64_t bytes = elementCount(tensors[i].shape) * 2;
        for (std::uint64_t at = 0; at < bytes; at += weights.size() * 8) {
            for (std::uint64_t& four : weights) {
                state = state * 6364136223846793005ULL + 1442695040888963407ULL;
                four = fourWeights(state ^ (state >> 29));
            }
            const auto part = std::as_bytes(std::span(weights))
                                  .first(std::min<std::uint64_t>(weights.size() * 8, bytes - at));
            if (Status status = writer->write(writer->offsetOf(i) + at, part); !status) {
                return status;
            }
        }
    }
    return writer->sync();
}

}  // namespace

Result<ConversionJob> llamaJob(const fs::path& folder) {
    const fs::path source = folder / "source";
    fs::create_directories(source);
    std::ofstream(source / "config.json") << config;
    if (Status written = writeCheckpoint(source); !written) {
        return written.error();
    }
    const auto inspection = inspect(source, *ArchitectureLibrary::builtIn());
    if (!inspection) {
        return inspection.error();
    }
    Recipe recipe;
    recipe.quantize = true;
    recipe.method = QuantMethod::mlx;
    ConversionJob job;
    job.plan = makePlan(*inspection, recipe);
    job.layout = layoutOutput(job.plan);
    job.destination = folder / "result";
    job.staging = stagingFor(job.destination, std::nullopt);
    return job;
}

}  // namespace quince::bench
