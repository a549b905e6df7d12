#include "core/importance/gguf_names.hpp"

#include <gtest/gtest.h>

namespace quince {
namespace {

std::string firstName(const std::string& path, int layer, Part part = Part::mlp) {
    ModelModule module;
    module.path = path;
    module.layer = layer;
    module.part = part;
    const std::vector<std::string> names = ggufNames(module);
    return names.empty() ? "" : names.front();
}

TEST(GgufNames, AreThoseOfTheModulesWeight) {
    EXPECT_EQ(firstName("model.layers.12.self_attn.q_proj", 12), "blk.12.attn_q");
    EXPECT_EQ(firstName("language_model.model.layers.3.mlp.down_proj", 3), "blk.3.ffn_down");
    EXPECT_EQ(firstName("model.layers.0.mlp.switch_mlp.gate_proj", 0), "blk.0.ffn_gate_exps");
    EXPECT_EQ(firstName("model.layers.0.mlp.experts.down_proj", 0), "blk.0.ffn_down_exps");
    EXPECT_EQ(firstName("model.layers.1.mlp.shared_experts.up_proj", 1), "blk.1.ffn_up_shexp");
    EXPECT_EQ(firstName("model.layers.1.mlp.gate", 1), "blk.1.ffn_gate_inp");
    EXPECT_EQ(firstName("lm_head", -1), "output");
    EXPECT_EQ(firstName("model.embed_tokens", -1), "token_embd");
}

TEST(GgufNames, AreNotGuessed) {
    EXPECT_EQ(firstName("model.layers.0.self_attn.odd_proj", 0), "");
    EXPECT_EQ(firstName("vision_tower.layers.0.self_attn.q_proj", 0, Part::vision), "");
    EXPECT_EQ(firstName("model.layers.0.lm_head", 0), "");
}

TEST(GgufNames, FallBackOnTheSameInputs) {
    ModelModule module;
    module.path = "model.layers.2.mlp.up_proj";
    module.layer = 2;

    EXPECT_EQ(ggufNames(module), (std::vector<std::string>{"blk.2.ffn_up", "blk.2.ffn_gate"}));
    EXPECT_EQ(ggufExpertName("blk.2.ffn_gate_exps", 7), "blk.2.ffn_gate.7");
}

TEST(GgufNames, OfferTheHeadToEmbeddingsThatAreTheHead) {
    ModelModule module;
    module.path = "model.embed_tokens";
    module.part = Part::embedding;

    EXPECT_EQ(ggufNames(module, true), (std::vector<std::string>{"token_embd", "output"}));
    EXPECT_EQ(ggufNames(module, false), (std::vector<std::string>{"token_embd"}));
}

}  // namespace
}  // namespace quince
