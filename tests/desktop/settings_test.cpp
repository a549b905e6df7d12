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
    recipe.overrides = {{"lm_head", 8, 64}, {"*.gate", std::nullopt, std::nullopt}, {"a,b", 4, {}}};
    Settings(fileIn(folder)).setLastRecipe(recipe);

    EXPECT_EQ(Settings(fileIn(folder)).lastRecipe(), recipe);
}

TEST(Settings, ForgetsARecipeThatCannotBe) {
    const TempFolder folder;
    folder.write("quince.ini", "[recipe]\nquantize=true\nbits=77\n");

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
