#include "core/evaluate/importance.hpp"

#include <gtest/gtest.h>

#include <cstring>

namespace quince::test {
namespace {

TEST(Importance, AddsTheSquaresOfEachColumn) {
    const std::vector<float> x{1, 2, 3, 4, 5, 6};
    InputSquares squares;

    ASSERT_TRUE(addInputs(x.data(), 2, 3, 2, {}, squares).ok());
    ASSERT_TRUE(addInputs(x.data(), 1, 3, 2, {}, squares).ok());

    EXPECT_EQ(squares.sums, (std::vector<double>{18, 33, 54}));
    EXPECT_EQ(squares.tokens, 3U);
}

TEST(Importance, HasLlamaCppsNames) {
    EXPECT_EQ(ggufNameOf("model.layers.12.self_attn.q_proj"), "blk.12.attn_q.weight");
    EXPECT_EQ(ggufNameOf("model.layers.0.self_attn.o_proj"), "blk.0.attn_output.weight");
    EXPECT_EQ(ggufNameOf("model.layers.0.mlp.down_proj"), "blk.0.ffn_down.weight");
    EXPECT_EQ(ggufNameOf("lm_head"), "output.weight");
    EXPECT_EQ(ggufNameOf("model.embed_tokens"), "token_embd.weight");  // the tied head
    EXPECT_EQ(ggufNameOf("model.norm"), "");
}

/// Byte for byte what gguf-py writes for the same content, but for the order of its keys.
TEST(Importance, IsWrittenAsGguf) {
    const Importance importance{{"model.layers.0.self_attn.q_proj", {{2, 4, 6}, 2}}};

    const std::string bytes = imatrixBytes(importance, {"cal.txt", 3, 512});

    std::string expected("GGUF\3\0\0\0\2\0\0\0\0\0\0\0\4\0\0\0\0\0\0\0", 24);
    const auto text = [&](const std::string& value) {
        const std::uint64_t size = value.size();
        expected.append(reinterpret_cast<const char*>(&size), 8);
        expected += value;
    };
    const auto word = [&](std::uint32_t value) {
        expected.append(reinterpret_cast<const char*>(&value), 4);
    };
    const auto number = [&](float value) {
        expected.append(reinterpret_cast<const char*>(&value), 4);
    };
    text("general.type");
    word(8);
    text("imatrix");
    text("imatrix.datasets");
    word(9);
    word(8);
    expected.append("\1\0\0\0\0\0\0\0", 8);
    text("cal.txt");
    text("imatrix.chunk_count");
    word(4);
    word(3);
    text("imatrix.chunk_size");
    word(4);
    word(512);
    text("blk.0.attn_q.weight.in_sum2");
    word(2);
    expected.append("\3\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 28);
    text("blk.0.attn_q.weight.counts");
    word(2);
    expected.append("\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\40\0\0\0\0\0\0\0", 28);
    expected.resize((expected.size() + 31) / 32 * 32);
    number(2);
    number(4);
    number(6);
    expected.resize((expected.size() + 31) / 32 * 32);
    number(2);
    expected.resize((expected.size() + 31) / 32 * 32);
    EXPECT_EQ(bytes, expected);
}

}  // namespace
}  // namespace quince::test
