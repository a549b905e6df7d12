#include "hub/model_facts.hpp"

#include "hub/client_support.hpp"
#include "hub/hub_api.hpp"
#include "support/fake_hub/hub.hpp"

#include <QJsonArray>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hub {
namespace {

using testing::HasSubstr;

ModelFacts facts(const ModelInfo& model) {
    return factsOf(model, *quince::ArchitectureLibrary::builtIn());
}

ModelInfo tagged(std::vector<std::string> tags) {
    ModelInfo model;
    model.tags = std::move(tags);
    return model;
}

TEST(ModelFacts, KnowsTheTypeByTheConfigOrByItsTag) {
    ModelInfo told = tagged({"safetensors"});
    told.modelType = "qwen3";

    EXPECT_EQ(facts(told).support, Support::yes);
    EXPECT_EQ(facts(tagged({"transformers", "safetensors", "qwen3_moe", "arxiv:1"})).modelType,
              "qwen3_moe");
    EXPECT_EQ(facts(tagged({"transformers", "safetensors"})).support, Support::unknown);
    EXPECT_EQ(facts({}).support, Support::unknown);
}

TEST(ModelFacts, SaysWhyAModelCannotBeConverted) {
    ModelInfo strange = tagged({"safetensors"});
    strange.modelType = "qwen33";
    const ModelFacts unknownType = facts(strange);
    const ModelFacts gguf = facts(tagged({"gguf", "qwen3"}));
    const ModelFacts torch = facts(tagged({"pytorch", "llama"}));

    EXPECT_EQ(unknownType.support, Support::no);
    EXPECT_THAT(unknownType.why, HasSubstr("qwen33"));
    EXPECT_THAT(unknownType.why, HasSubstr("qwen3,"));
    EXPECT_EQ(gguf.support, Support::no);
    EXPECT_THAT(gguf.why, HasSubstr("GGUF"));
    EXPECT_EQ(torch.support, Support::no);
}

TEST(ModelFacts, TellsDtypeAndParameters) {
    ModelInfo model = tagged({"safetensors", "llama"});
    model.parameters = {{"BF16", 8'000'000'000}, {"F32", 1000}};

    EXPECT_EQ(facts(model).dtype, "BF16");
    EXPECT_EQ(facts(model).parameters, 8'000'001'000U);
    model.totalParameters = 8'000'000'123;
    EXPECT_EQ(facts(model).parameters, 8'000'000'123U);
}

TEST(ModelFacts, TellsQuantizedAndConvertedModelsApart) {
    ModelInfo float8 = tagged({"safetensors", "deepseek_v3"});
    float8.parameters = {{"F8_E4M3", 600}, {"BF16", 70}};
    ModelInfo mlx = tagged({"mlx", "safetensors", "qwen3", "4-bit"});
    mlx.gate = Gate::manual;

    EXPECT_EQ(facts(float8).quantization, "fp8");
    EXPECT_EQ(facts(tagged({"safetensors", "awq", "4-bit"})).quantization, "awq");
    EXPECT_EQ(facts(mlx).quantization, "mlx 4-bit");
    EXPECT_TRUE(facts(mlx).isMlx);
    EXPECT_TRUE(facts(mlx).isGated);
    EXPECT_FALSE(facts(float8).isMlx);
    EXPECT_FALSE(facts(float8).isGated);
}

TEST(ModelFacts, FindsWhatOthersHaveConverted) {
    fake::Hub hub;
    const auto add = [&](const QByteArray& id, const QJsonArray& tags) {
        hub.addRepo(id, [&](fake::Repo& repo) { repo.info[QStringLiteral("tags")] = tags; });
        hub.commit(id, {{"config.json", fake::Content("{}")}});
    };
    const QString mine = QStringLiteral("base_model:quantized:org/model");
    add("a/model-4bit", {QStringLiteral("mlx"), mine});
    add("b/model-gguf", {QStringLiteral("gguf"), mine});
    add("c/other-4bit", {QStringLiteral("mlx"), QStringLiteral("base_model:quantized:org/other")});
    test::TestWaiter waiter;
    HubApi api(test::environmentOf(hub.server()), {}, waiter);

    const auto found = mlxConversionsOf(api, "org/model", 5, {});

    ASSERT_TRUE(found.ok()) << found.error().message;
    ASSERT_EQ(found->size(), 1U);
    EXPECT_EQ((*found)[0].id, "a/model-4bit");
}

}  // namespace
}  // namespace hub
