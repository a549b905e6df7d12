#include "desktop/command_line.hpp"

#include <gtest/gtest.h>

namespace app {
namespace {

CommandChoice choice() {
    CommandChoice choice;
    choice.model = QStringLiteral("Qwen/Qwen3-8B");
    choice.recipe.quantize = true;
    choice.publisher = QStringLiteral("kim");
    choice.name = QStringLiteral("Qwen3-8B-MLX-4bit");
    return choice;
}

TEST(ConvertCommand, SaysTheRecipeAndThePlace) {
    CommandChoice some = choice();
    some.recipe.bits = 6;
    some.recipe.groupSize = 32;
    some.recipe.method = quince::QuantMethod::mlx;
    some.recipe.dtype = quince::DType::f16;
    some.recipe.vision = quince::VisionChoice::drop;
    some.recipe.embeddingBits = 8;
    some.recipe.overrides = {{"*.down_proj", 8, 64}, {"gate", std::nullopt, std::nullopt}};

    EXPECT_EQ(convertCommand(some).toStdString(),
              "quince-cli convert Qwen/Qwen3-8B -q --q-bits 6 --q-group-size 32 "
              "--q-bits-embedding 8 --override '*.down_proj=8:64' --override gate=keep "
              "--method mlx --dtype float16 --vision drop --to-lm-studio --publisher kim "
              "--name Qwen3-8B-MLX-4bit");
}

TEST(ConvertCommand, SaysWhatAnOverrideOfAModeAloneMeans) {
    CommandChoice some = choice();
    const auto affine = quince::QuantMode::affine;
    some.recipe.overrides = {{"gate", std::nullopt, std::nullopt, affine},
                             {"up", std::nullopt, 32, affine},
                             {"down", std::nullopt, std::nullopt, quince::QuantMode::mxfp8},
                             {"norm", std::nullopt, 32}};

    EXPECT_TRUE(convertCommand(some).contains(
        QStringLiteral("-q --override gate=4 --override up=4:32 --override down=mxfp8 "
                       "--override norm=keep --to")))
        << convertCommand(some).toStdString();
}

TEST(ConvertCommand, LeavesTheBitsToTheTarget) {
    CommandChoice some = choice();
    some.recipe.bits = 6;
    some.recipe.groupSize = 32;
    some.recipe.mixed = quince::MixedRecipe::mixed3_6;
    some.recipe.embeddingBits = 8;
    some.budget = quince::Budget{{}, 4.6, {}};

    EXPECT_TRUE(convertCommand(some).contains(
        QStringLiteral("Qwen3-8B -q --q-bits-embedding 8 --target-bpw 4.6 ")))
        << convertCommand(some).toStdString();
}

TEST(ConvertCommand, CarriesTheTarget) {
    CommandChoice some = choice();
    some.recipe.importance = "/data/my imatrix.gguf";
    some.budget.emplace().bytes = 12'500'000'000;
    EXPECT_TRUE(convertCommand(some).contains(
        QStringLiteral("-q --imatrix '/data/my imatrix.gguf' --target-size 12.5GB ")))
        << convertCommand(some).toStdString();
    some.budget = quince::Budget{{}, 4.6, {}};
    EXPECT_TRUE(convertCommand(some).contains(QStringLiteral("--target-bpw 4.6 ")));
    some.budget = quince::Budget{{}, {}, quince::Budget::Mac{quint64{16} << 30, 32768}};
    EXPECT_TRUE(
        convertCommand(some).contains(QStringLiteral("--target-mac 16GB --context 32768 ")));
}

TEST(ConvertCommand, NamesTheFileOfARecipeByLayers) {
    CommandChoice some = choice();
    some.recipe.layers = {{"model.layers.0.mlp.down_proj", std::nullopt}};
    EXPECT_TRUE(convertCommand(some).isEmpty());

    some.recipeFile = "/data/r.json";
    EXPECT_TRUE(convertCommand(some).startsWith(
        QStringLiteral("quince-cli convert Qwen/Qwen3-8B --recipe /data/r.json --to-lm-studio")));
}

TEST(ConvertCommand, MakesSeveralResultsInOnePlace) {
    CommandChoice some = choice();
    some.also = {QStringLiteral("8bit"), QStringLiteral("bf16")};
    EXPECT_TRUE(convertCommand(some).endsWith(
        QStringLiteral("-q --also 8bit --also bf16 --to-lm-studio --publisher kim")));

    some.publisher.reset();
    some.destination = "/data/out/Qwen3-8B-MLX-4bit";
    EXPECT_TRUE(convertCommand(some).endsWith(QStringLiteral("--mlx-path /data/out")));
    some.also.clear();
    EXPECT_TRUE(
        convertCommand(some).endsWith(QStringLiteral("--mlx-path /data/out/Qwen3-8B-MLX-4bit")));
}

}  // namespace
}  // namespace app
