#include "hub/lm_studio_listing.hpp"

#include <gtest/gtest.h>

namespace hub {
namespace {

const LmStudioModel ours{"local", "Qwen3-8B-MLX-4bit"};

ListedModel entry(const char* publisher, const char* key, const char* quantization,
                  bool isMlx = true) {
    return {QString::fromUtf8(key),
            QString::fromUtf8(publisher),
            QString::fromUtf8(quantization),
            isMlx,
            true,
            {}};
}

QString keyOf(const QList<ListedModel>& list) {
    const auto found = findByName(list, ours);
    return found ? found->key : QStringLiteral("none");
}

// The samples of LM Studio's documentation: of both APIs.
TEST(LmStudioListing, ReadsBothApis) {
    const auto v1 = listOfV1(R"({"models": [{"type": "llm", "publisher": "lmstudio-community",
        "key": "gemma-3-270m-it-qat", "display_name": "Gemma 3 270m Instruct Qat",
        "architecture": "gemma3", "quantization": {"name": "Q4_0", "bits_per_weight": 4},
        "size_bytes": 241410208, "params_string": "270M",
        "loaded_instances": [{"id": "gemma-3-270m-it-qat", "config": {"context_length": 4096}}],
        "max_context_length": 32768, "format": "gguf"},
        {"type": "embedding", "publisher": "gaianet", "key": "text-embedding-nomic",
        "loaded_instances": [], "format": "mlx"}]})");
    const auto v0 = listOfV0(R"({"object": "list", "data": [{"id": "qwen2-vl-7b-instruct",
        "object": "model", "type": "vlm", "publisher": "mlx-community", "arch": "qwen2_vl",
        "compatibility_type": "mlx", "quantization": "4bit", "state": "not-loaded",
        "max_context_length": 32768}]})");

    ASSERT_TRUE(v1 && v0);
    ASSERT_EQ(v1->size(), 2);
    EXPECT_EQ(v1->at(0).instances, QStringList{QStringLiteral("gemma-3-270m-it-qat")});
    EXPECT_FALSE(v1->at(0).isMlx);
    EXPECT_EQ(v1->at(0).quantization, QStringLiteral("Q4_0"));
    EXPECT_TRUE(v1->at(1).isMlx);
    EXPECT_FALSE(v1->at(1).canChat);
    ASSERT_EQ(v0->size(), 1);
    EXPECT_TRUE(v0->at(0).isMlx);
    EXPECT_TRUE(v0->at(0).instances.isEmpty());
    EXPECT_EQ(v0->at(0).publisher, QStringLiteral("mlx-community"));
}

TEST(LmStudioListing, TakesNothingElseForAList) {
    for (const char* json : {"", "[]", "null", R"({"models": {}})", R"({"error": "Unexpected"})"}) {
        EXPECT_FALSE(listOfV1(json)) << json;
        EXPECT_FALSE(listOfV0(json)) << json;
    }
    EXPECT_TRUE(listOfV1(R"({"models": [1, null, {"publisher": "no key"}]})")->isEmpty());
}

TEST(LmStudioListing, FindsByTheNameInEachOfItsForms) {
    for (const char* key : {"qwen3-8b-mlx-4bit", "Qwen3-8B-MLX-4bit", "local/qwen3-8b-mlx-4bit",
                            "qwen3-8b-mlx", "qwen3-8b-mlx@4bit", "qwen3-8b-mlx-4bit@4bit"}) {
        EXPECT_EQ(keyOf({entry("Local", key, "4bit")}), QString::fromUtf8(key));
    }
}

TEST(LmStudioListing, TakesNoOtherModelForOurs) {
    EXPECT_EQ(keyOf({entry("qwen", "qwen3-8b-mlx-4bit", "4bit")}), QStringLiteral("none"));
    EXPECT_EQ(keyOf({entry("local", "qwen3-8b-mlx", "8bit")}), QStringLiteral("none"));
    EXPECT_EQ(keyOf({entry("local", "qwen3-8b-mlx@8bit", "4bit")}), QStringLiteral("none"));
    EXPECT_EQ(keyOf({entry("local", "qwen3-8b", "4bit")}), QStringLiteral("none"));
    EXPECT_EQ(keyOf({entry("local", "qwen3-8b-mlx-4bit-2", "4bit")}), QStringLiteral("none"));
}

TEST(LmStudioListing, PrefersMlxAndDoesNotGuess) {
    const ListedModel gguf = entry("local", "qwen3-8b-mlx-4bit", "4bit", false);
    const ListedModel mlx = entry("local", "qwen3-8b-mlx", "4bit");

    EXPECT_EQ(keyOf({gguf, mlx}), mlx.key);
    EXPECT_EQ(keyOf({mlx, gguf}), mlx.key);
    EXPECT_EQ(keyOf({gguf}), gguf.key);
    EXPECT_EQ(keyOf({mlx, entry("local", "qwen3-8b-mlx@4bit", "4bit")}), QStringLiteral("none"));
}

TEST(LmStudioListing, FindsByThePathThatLmsTells) {
    const QByteArray json = R"([{"type": "llm", "modelKey": "other", "format": "safetensors",
        "path": "local/Qwen3-8B-MLX-4bit", "deviceIdentifier": "another computer"},
        {"type": "llm", "modelKey": "qwen", "format": "safetensors", "publisher": "local",
        "path": "local/Qwen3-8B-MLX-4bit", "deviceIdentifier": null}])";
    ListedModel loaded = entry("local", "qwen", "4bit");
    loaded.instances = {QStringLiteral("qwen:2")};

    const auto alone = findByPath(json, ours, {});
    ASSERT_TRUE(alone);
    EXPECT_EQ(alone->key, QStringLiteral("qwen"));
    EXPECT_TRUE(alone->isMlx);
    EXPECT_EQ(findByPath(json, ours, {loaded})->instances, loaded.instances);
    EXPECT_FALSE(findByPath(json, {"local", "Other"}, {}));
    EXPECT_FALSE(findByPath("nonsense", ours, {}));
}

}  // namespace
}  // namespace hub
