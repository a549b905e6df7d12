#include "core/evaluate/dense_shape.hpp"

#include "core/model/model_config.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace quince::test {
namespace {

Json config(const std::string& changes) {
    Json json = Json::parse(R"({"model_type": "llama", "hidden_size": 64, "intermediate_size": 96,
        "num_hidden_layers": 3, "num_attention_heads": 4, "vocab_size": 256, "rms_norm_eps": 1e-5})");
    json.update(Json::parse(changes));
    return json;
}

Result<DenseShape> shapeOf(const std::string& changes) {
    return readDenseShape(ModelConfig(config(changes)));
}

TEST(DenseShape, FillsInWhatIsNotTold) {
    const Result<DenseShape> shape = shapeOf("{}");

    ASSERT_TRUE(shape.ok()) << shape.error().message;
    EXPECT_EQ(shape->keyHeads, 4U);
    EXPECT_EQ(shape->headSize, 16U);
    EXPECT_EQ(shape->maxContext, 0U);
    EXPECT_EQ(shape->windows, (std::vector<std::size_t>{0, 0, 0}));
    EXPECT_DOUBLE_EQ(shape->rope.frequencies[1], std::pow(10000.0, -1.0 / 8));
}

TEST(DenseShape, SlidesWhereTheFamilyDoes) {
    const auto windows = [](const std::string& changes) {
        const Result<DenseShape> shape = shapeOf(changes);
        EXPECT_TRUE(shape.ok());
        return shape.ok() ? shape->windows : std::vector<std::size_t>();
    };
    using Windows = std::vector<std::size_t>;
    EXPECT_EQ(windows(R"({"sliding_window": 9})"), (Windows{0, 0, 0}));
    EXPECT_EQ(windows(R"({"model_type": "mistral", "sliding_window": 9})"), (Windows{9, 9, 9}));
    EXPECT_EQ(windows(R"({"model_type": "mistral", "sliding_window": null})"), (Windows{0, 0, 0}));
    EXPECT_EQ(windows(R"({"model_type": "qwen2", "sliding_window": 9, "max_window_layers": 1})"),
              (Windows{0, 0, 0}));
    EXPECT_EQ(windows(R"({"model_type": "qwen3", "sliding_window": 9, "max_window_layers": 1,
                          "use_sliding_window": true})"),
              (Windows{0, 9, 9}));
    EXPECT_EQ(windows(R"({"sliding_window": 9, "layer_types":
                          ["sliding_attention", "full_attention", "full_attention"]})"),
              (Windows{9, 0, 0}));
}

struct Refused {
    const char* changes;
    ErrorCode code;
    const char* says;
};

class RefusedShape : public testing::TestWithParam<Refused> {};

TEST_P(RefusedShape, IsToldInOneSentence) {
    const Result<DenseShape> shape = shapeOf(GetParam().changes);

    ASSERT_FALSE(shape.ok());
    EXPECT_EQ(shape.error().code, GetParam().code);
    EXPECT_NE(shape.error().message.find(GetParam().says), std::string::npos)
        << shape.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    All, RefusedShape,
    testing::Values(
        Refused{R"({"model_type": "gemma"})", ErrorCode::unsupported, "\"gemma\""},
        Refused{R"({"hidden_act": "gelu"})", ErrorCode::unsupported, "\"gelu\""},
        Refused{R"({"partial_rotary_factor": 0.5})", ErrorCode::unsupported, "partial"},
        Refused{R"({"rope_traditional": true})", ErrorCode::unsupported, "rope_traditional"},
        Refused{R"({"rope_scaling": {"type": "dynamic", "factor": 2}})", ErrorCode::unsupported,
                "\"dynamic\""},
        Refused{R"({"rope_scaling": {"rope_type": "llama3"}})", ErrorCode::malformed, "factor"},
        Refused{R"({"rope_theta": 0})", ErrorCode::malformed, "rope_theta"},
        Refused{R"({"num_key_value_heads": 3})", ErrorCode::malformed, "heads"},
        Refused{R"({"head_dim": 15})", ErrorCode::malformed, "heads"},
        Refused{R"({"vocab_size": -1})", ErrorCode::malformed, "vocab_size"},
        Refused{R"({"hidden_size": 1e300})", ErrorCode::malformed, "hidden_size"},
        Refused{R"({"rms_norm_eps": null})", ErrorCode::malformed, "rms_norm_eps"},
        Refused{R"({"sliding_window": 9, "layer_types": ["full_attention"]})", ErrorCode::malformed,
                "layer_types"},
        Refused{R"({"sliding_window": 9, "layer_types": ["a", "b", "c"]})", ErrorCode::unsupported,
                "\"a\""}));

}  // namespace
}  // namespace quince::test
