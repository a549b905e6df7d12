#include "desktop/settings.hpp"

#include "support/temp_folder.hpp"

#include <gtest/gtest.h>

namespace app {
namespace {

using quince::test::TempFolder;

QString fileIn(const TempFolder& folder) {
    return QString::fromStdString((folder / "quince.ini").string());
}

TEST(Settings, BeginsWithFourBitAndTheDefaultTemplate) {
    const TempFolder folder;
    const Settings settings(fileIn(folder));

    EXPECT_TRUE(settings.lastRecipe().quantize);
    EXPECT_EQ(quince::baseSpec(settings.lastRecipe()), quince::QuantSpec());
    EXPECT_EQ(settings.preferences().nameTemplate, QStringLiteral("{model}-MLX-{quant}"));
    EXPECT_TRUE(settings.preferences().verifyEverything);
    EXPECT_EQ(settings.contextLength(), 0U);
}

TEST(Settings, KeepsPreferencesForTheNextStart) {
    const TempFolder folder;
    ui::SettingsView view;
    view.cacheFolder = QStringLiteral("/big disk/hub");
    view.folders = {QStringLiteral("/a, b"), QStringLiteral("/ä")};
    view.modelsFolder = QStringLiteral("/models");
    view.publisher = QStringLiteral("me");
    view.nameTemplate = QStringLiteral("{model}-{bits}");
    view.threads = 3;
    view.verifyEverything = false;
    view.openWhenDone = true;
    view.scheme = ui::Scheme::dark;
    Settings(fileIn(folder)).setPreferences(view);

    EXPECT_EQ(Settings(fileIn(folder)).preferences(), view);
}

TEST(Settings, KeepsTheWholeRecipe) {
    const TempFolder folder;
    quince::Recipe recipe;
    recipe.quantize = true;
    recipe.bits = 6;
    recipe.groupSize = 32;
    recipe.dtype = quince::DType::f16;
    recipe.embeddingBits = 8;
    recipe.vision = quince::VisionChoice::keep;
    recipe.method = quince::QuantMethod::mlx;
    recipe.layers = {{"model.layers.0.mlp.up_proj", quince::QuantSpec{}}};
    recipe.overrides = {{"lm_head", 8, 64}, {"*.gate", std::nullopt, std::nullopt}, {"a,b", 4, {}}};
    Settings(fileIn(folder)).setLastRecipe(recipe);

    EXPECT_EQ(Settings(fileIn(folder)).lastRecipe(), recipe);
}

TEST(Settings, DoesNotTakeTheImportanceOfOneModelToOthers) {
    const TempFolder folder;
    quince::Recipe recipe;
    recipe.quantize = true;
    recipe.importance = "/data/imatrix.gguf";
    recipe.importanceHash = "00";
    Settings(fileIn(folder)).setLastRecipe(recipe);

    EXPECT_TRUE(Settings(fileIn(folder)).lastRecipe().importance.empty());
    EXPECT_TRUE(Settings(fileIn(folder)).lastRecipe().importanceHash.empty());
}

TEST(Settings, KeepsTheSizeToFit) {
    const TempFolder folder;
    EXPECT_FALSE(Settings(fileIn(folder)).lastBudget());
    quince::Budget size;
    size.bytes = 12'500'000'000;
    quince::Budget bits;
    bits.bitsPerWeight = 4.6;
    quince::Budget mac;
    mac.mac = quince::Budget::Mac{quint64{16} << 30};
    for (const quince::Budget& budget : {size, bits, mac}) {
        Settings(fileIn(folder)).setLastBudget(budget);
        EXPECT_EQ(Settings(fileIn(folder)).lastBudget(), budget);
    }
    Settings(fileIn(folder)).setLastBudget({});
    EXPECT_FALSE(Settings(fileIn(folder)).lastBudget());
}

TEST(Settings, ForgetsARecipeThatCannotBe) {
    const TempFolder folder;
    folder.write("quince.ini", "[recipe]\nrecipe=\"{\\\"bits\\\": 77}\"\n");

    EXPECT_EQ(quince::baseSpec(Settings(fileIn(folder)).lastRecipe()), quince::QuantSpec());
}

TEST(Settings, KeepsTheLayoutOfTheWindow) {
    const TempFolder folder;
    Settings(fileIn(folder)).setWindowLayout({"geometry", "columns", "rows", true});

    const ui::WindowLayout layout = Settings(fileIn(folder)).windowLayout();
    EXPECT_EQ(layout.geometry, QByteArray("geometry"));
    EXPECT_EQ(layout.rows, QByteArray("rows"));
    EXPECT_TRUE(layout.advancedShown);
}

}  // namespace
}  // namespace app
