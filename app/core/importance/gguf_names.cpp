#include "core/importance/gguf_names.hpp"

#include <string_view>

namespace quince {
namespace {

/// How a module's path goes on after its layer (or the whole path ends, outside of layers), and
/// the names of llama.cpp (gguf-py, constants.py and tensor_mapping.py) for weights with the same
/// inputs, separated by spaces.
struct Names {
    std::string_view ending;
    std::string_view gguf;
};

constexpr Names inLayers[] = {
    {"self_attn.q_proj", "attn_q attn_qkv attn_k attn_v"},
    {"self_attn.k_proj", "attn_k attn_qkv attn_q attn_v"},
    {"self_attn.v_proj", "attn_v attn_qkv attn_q attn_k"},
    {"self_attn.qkv_proj", "attn_qkv attn_q attn_k attn_v"},
    {"self_attn.o_proj", "attn_output attn_out"},
    {"self_attn.dense", "attn_output"},
    {"self_attn.out_proj", "attn_output"},
    {"self_attn.g_proj", "attn_gate attn_q"},
    {"self_attn.q_a_proj", "attn_q_a attn_kv_a_mqa"},
    {"self_attn.kv_a_proj_with_mqa", "attn_kv_a_mqa attn_q_a"},
    {"self_attn.q_b_proj", "attn_q_b"},
    {"self_attn.kv_b_proj", "attn_kv_b attn_k_b attn_v_b"},
    {"self_attn.embed_q", "attn_k_b"},
    {"self_attn.unembed_out", "attn_v_b"},
    {"attn.c_attn", "attn_qkv"},
    {"attn.c_proj", "attn_output"},
    {"attention.wqkv", "attn_qkv attn_q attn_k attn_v"},
    {"attention.wo", "attn_output"},
    {"attention.query_key_value", "attn_qkv"},
    {"attention.dense", "attn_output"},
    {"mlp.gate_proj", "ffn_gate ffn_up"},
    {"mlp.up_proj", "ffn_up ffn_gate"},
    {"mlp.gate_up_proj", "ffn_up ffn_gate"},
    {"mlp.down_proj", "ffn_down"},
    {"mlp.fc1", "ffn_up"},
    {"mlp.fc2", "ffn_down"},
    {"mlp.c_fc", "ffn_up"},
    {"mlp.c_proj", "ffn_down"},
    {"mlp.dense_h_to_4h", "ffn_up"},
    {"mlp.dense_4h_to_h", "ffn_down"},
    {"feed_forward.gate_proj", "ffn_gate ffn_up"},
    {"feed_forward.up_proj", "ffn_up ffn_gate"},
    {"feed_forward.down_proj", "ffn_down"},
    {"feed_forward.w1", "ffn_gate ffn_up"},
    {"feed_forward.w3", "ffn_up ffn_gate"},
    {"feed_forward.w2", "ffn_down"},
    {"switch_mlp.gate_proj", "ffn_gate_exps ffn_up_exps ffn_gate_up_exps"},
    {"switch_mlp.up_proj", "ffn_up_exps ffn_gate_exps ffn_gate_up_exps"},
    {"switch_mlp.gate_up_proj", "ffn_gate_up_exps ffn_up_exps ffn_gate_exps"},
    {"switch_mlp.down_proj", "ffn_down_exps"},
    {"experts.gate_proj", "ffn_gate_exps ffn_up_exps ffn_gate_up_exps"},
    {"experts.up_proj", "ffn_up_exps ffn_gate_exps ffn_gate_up_exps"},
    {"experts.gate_up_proj", "ffn_gate_up_exps ffn_up_exps ffn_gate_exps"},
    {"experts.down_proj", "ffn_down_exps"},
    {"shared_expert.gate_proj", "ffn_gate_shexp ffn_up_shexp"},
    {"shared_expert.up_proj", "ffn_up_shexp ffn_gate_shexp"},
    {"shared_expert.down_proj", "ffn_down_shexp"},
    {"shared_experts.gate_proj", "ffn_gate_shexp ffn_up_shexp"},
    {"shared_experts.up_proj", "ffn_up_shexp ffn_gate_shexp"},
    {"shared_experts.down_proj", "ffn_down_shexp"},
    {"mlp.gate", "ffn_gate_inp"},
    {"mlp.router", "ffn_gate_inp"},
    {"block_sparse_moe.gate", "ffn_gate_inp"},
    {"feed_forward.router", "ffn_gate_inp"},
    {"mlp.shared_expert_gate", "ffn_gate_inp_shexp ffn_gate_inp"},
    {"mixer.in_proj", "ssm_in"},
    {"mixer.out_proj", "ssm_out"},
    {"conv.in_proj", "shortconv.in_proj"},
    {"conv.out_proj", "shortconv.out_proj"},
    {"linear_attn.out_proj", "ssm_out"},
};

constexpr Names outsideOfLayers[] = {
    {"lm_head", "output token_embd"},
    {"output", "output token_embd"},
    {"embed_out", "output token_embd"},
    {"embed_tokens", "token_embd"},
    {"wte", "token_embd"},
};

bool endsWith(std::string_view path, std::string_view ending) {
    return path.ends_with(ending) &&
           (path.size() == ending.size() || path[path.size() - ending.size() - 1] == '.');
}

void addNames(std::string_view words, const std::string& prefix, std::vector<std::string>& names) {
    while (!words.empty()) {
        const std::size_t space = std::min(words.find(' '), words.size());
        names.push_back(prefix + std::string(words.substr(0, space)));
        words.remove_prefix(std::min(space + 1, words.size()));
    }
}

}  // namespace

std::vector<std::string> ggufNames(const ModelModule& module, bool isHeadToo) {
    std::vector<std::string> names;
    if (module.part == Part::vision) {
        return names;
    }
    const bool inLayer = module.layer >= 0;
    const auto add = [&](const auto& table, const std::string& prefix) {
        for (const Names& each : table) {
            if (names.empty() && endsWith(module.path, each.ending)) {
                addNames(each.gguf, prefix, names);
            }
        }
    };
    if (inLayer) {
        add(inLayers, "blk." + std::to_string(module.layer) + ".");
    } else {
        add(outsideOfLayers, "");
    }
    if (isHeadToo && !names.empty() && names.front() == "token_embd") {
        names.emplace_back("output");  // then what counts is what goes into the head
    }
    return names;
}

std::string ggufExpertName(const std::string& stackName, std::uint64_t expert) {
    constexpr std::string_view stack = "_exps";
    return stackName.substr(0, stackName.size() - (stackName.ends_with(stack) ? stack.size() : 0)) +
           "." + std::to_string(expert);
}

}  // namespace quince
