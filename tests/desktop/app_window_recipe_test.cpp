#include "desktop/window_driver.hpp"
#include "ui/pages/library_page.hpp"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QToolButton>

#include <gmock/gmock.h>

namespace app {
namespace {

using quince::ConversionState;
using test::becomes;

class WindowRecipe : public test::WindowDriver {
protected:
    AppWindow& open() { return openWith(quince::convertTogether, {}, {}); }
};

TEST_F(WindowRecipe, ChoosesBitsByLayerForASizeAndConverts) {
    std::filesystem::copy(QUINCE_RESOURCES "/sample/Quince-Sample", m_folder / "Sample");
    quince::Recipe quick;
    quick.quantize = true;
    quick.method = quince::QuantMethod::mlx;
    m_settings.setLastRecipe(quick);
    open();
    ASSERT_TRUE(drop({QUrl::fromLocalFile(test::text(m_folder / "Sample"))}));
    ui::ModelPage& page = m_app->window().modelPage();
    auto* recipe = control<QComboBox>("Recipe");
    ASSERT_TRUE(becomes([&] { return recipe->isVisible(); }));
    recipe->setCurrentIndex(recipe->findText(QStringLiteral("Fit bits"), Qt::MatchStartsWith));
    Q_EMIT recipe->activated(recipe->currentIndex());
    EXPECT_FALSE(button(QStringLiteral("Convert to MLX"))->isEnabled());
    auto* bits = control<QDoubleSpinBox>("Bits per weight");
    bits->setValue(4.2);

    ASSERT_TRUE(becomes([&] { return button(QStringLiteral("Convert to MLX"))->isEnabled(); }));
    EXPECT_EQ(page.destination().name, QStringLiteral("Sample-MLX-4.2bpw"));
    click(QStringLiteral("Convert to MLX"));
    ASSERT_TRUE(becomes([&] { return jobs().size() == 1 && isEnd(jobs().front().state); }));

    ASSERT_EQ(jobs().front().state, ConversionState::succeeded);
    EXPECT_LE(jobs().front().reports.front().bitsPerWeight, 4.2);
    EXPECT_GT(jobs().front().reports.front().bitsPerWeight, 4.1);
    EXPECT_THAT(jobs().front().command.toStdString(),
                testing::HasSubstr("-q --method mlx --target-bpw 4.2 --to-lm-studio"));

    // Another start asks for the same; a size that cannot be stops it, with the smallest one.
    EXPECT_EQ(m_settings.lastBudget()->bitsPerWeight, 4.2);
    quince::Budget tiny;
    tiny.bytes = 1000;
    Q_EMIT page.recipeChanged(quick, tiny);
    ASSERT_TRUE(becomes([&] { return says(QStringLiteral("the smallest result of this model")); }));
    EXPECT_FALSE(button(QStringLiteral("Convert to MLX"))->isEnabled());
}

TEST_F(WindowRecipe, SavesARecipeAndOpensItAgain) {
    open();
    ASSERT_TRUE(dropModel("Tiny"));
    ui::MainWindow& window = m_app->window();
    ui::ModelPage& page = window.modelPage();
    const QString file = test::text(m_folder / "r.json");
    window.setSavePicker([&](QWidget*, const QString&, const QString& name) {
        EXPECT_EQ(name, QStringLiteral("Tiny-MLX-6bit.json"));
        return file;
    });
    window.setFilePicker([&](QWidget*, const QString&, const QString&) { return file; });
    ASSERT_TRUE(
        becomes([&] { return page.destination().name == QStringLiteral("Tiny-MLX-4bit"); }));
    quince::Recipe six = page.recipe();
    six.bits = 6;
    Q_EMIT page.recipeChanged(six);
    ASSERT_TRUE(
        becomes([&] { return page.destination().name == QStringLiteral("Tiny-MLX-6bit"); }));
    page.setAdvancedShown(true);
    press(QStringLiteral("Save…"));
    ASSERT_TRUE(becomes([&] { return says(QStringLiteral("The recipe is saved as r.json.")); }))
        << words();

    quince::Recipe eight = six;
    eight.bits = 8;
    Q_EMIT page.recipeChanged(eight);
    ASSERT_TRUE(
        becomes([&] { return page.destination().name == QStringLiteral("Tiny-MLX-8bit"); }));
    press(QStringLiteral("Open…"));
    EXPECT_TRUE(
        becomes([&] { return page.destination().name == QStringLiteral("Tiny-MLX-6bit"); }));
    EXPECT_EQ(page.recipe().bits, 6);

    // Dropped, and wrong.
    m_folder.write("r.json", R"({"bits": 3})");
    ASSERT_TRUE(drop({QUrl::fromLocalFile(file)}));
    EXPECT_TRUE(
        becomes([&] { return page.destination().name == QStringLiteral("Tiny-MLX-3bit"); }));
    m_folder.write("r.json", R"({"bist": 3})");
    ASSERT_TRUE(drop({QUrl::fromLocalFile(file)}));
    EXPECT_TRUE(becomes([&] { return says(QStringLiteral("did you mean \"bits\"?")); })) << words();
    EXPECT_EQ(page.recipe().bits, 3);
}

TEST_F(WindowRecipe, KeepsARecipeThatIsDroppedForTheNextModel) {
    open();
    m_folder.write("r.json", R"({"bits": 3, "layers": {"lm_head": {"bits": 8}}})");
    ASSERT_TRUE(drop({QUrl::fromLocalFile(test::text(m_folder / "r.json"))}));
    ASSERT_TRUE(dropModel("Tiny"));

    ui::ModelPage& page = m_app->window().modelPage();
    EXPECT_TRUE(
        becomes([&] { return page.destination().name.startsWith(QStringLiteral("Tiny-MLX-")); }));
    EXPECT_EQ(page.recipe().bits, 3);
    EXPECT_EQ(page.recipe().layers.size(), 1U);
}

}  // namespace
}  // namespace app
