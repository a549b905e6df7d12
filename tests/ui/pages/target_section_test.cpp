#include "ui/pages/target_section.hpp"

#include "ui/pages/model_page.hpp"
#include "ui/samples.hpp"
#include "ui/widgets/phase_progress.hpp"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

namespace ui {

namespace {

using quince::Budget;

/// The sizes to fit, as they stand in the page.
class Target : public ::testing::Test {
protected:
    void SetUp() override {
        page.resize(760, 1400);
        page.setModel(sampleModel());
        page.setRecipe(sampleRecipe(), sampleOptions());
        page.show();
        page.activateWindow();
        (void)QTest::qWaitForWindowActive(&page);
        QObject::connect(&page, &ModelPage::recipeChanged, &page,
                         [this](const quince::Recipe& recipe, const std::optional<Budget>& budget) {
                             recipes.push_back(recipe);
                             budgets.push_back(budget);
                         });
    }

    template <typename Widget>
    Widget* named(const char* name) {
        for (Widget* each : page.findChildren<Widget*>()) {
            if (each->accessibleName() == QLatin1String(name)) {
                return each;
            }
        }
        ADD_FAILURE() << "no control is called " << name;
        return nullptr;
    }

    /// Chooses an entry of the recipe box by its first letters, as on the keyboard.
    void choose(const char* words) {
        auto* box = named<QComboBox>("Recipe");
        box->setFocus();
        for (int i = 0; i < box->count(); ++i) {
            if (box->itemText(i).startsWith(QLatin1String(words))) {
                while (box->currentIndex() < i) {
                    QTest::keyClick(box, Qt::Key_Down);
                }
                while (box->currentIndex() > i) {
                    QTest::keyClick(box, Qt::Key_Up);
                }
                return;
            }
        }
        FAIL() << words;
    }

    bool says(const QString& words) {
        for (const QLabel* label : page.findChildren<QLabel*>()) {
            if (label->isVisible() && label->text().contains(words)) {
                return true;
            }
        }
        return false;
    }

    ModelPage page;
    std::vector<quince::Recipe> recipes;
    std::vector<std::optional<Budget>> budgets;
};

TEST_F(Target, AsksForASizeOfTheModelsOwnMagnitude) {
    choose("Fit a size");

    ASSERT_FALSE(budgets.empty());
    ASSERT_TRUE(budgets.back() && budgets.back()->bytes);
    EXPECT_NEAR(static_cast<double>(*budgets.back()->bytes), 16.4e9 * 4.6 / 16, 0.1e9);
    EXPECT_TRUE(recipes.back().quantize);
    EXPECT_EQ(recipes.back().bits, std::nullopt);

    auto* size = named<QDoubleSpinBox>("Largest size");
    ASSERT_TRUE(size->isVisible());
    size->setFocus();
    size->selectAll();
    QTest::keyClicks(size, size->locale().toString(12.5));
    EXPECT_NE(budgets.back()->bytes, 12'500'000'000U);  // half typed numbers ask nothing
    QTest::keyClick(size, Qt::Key_Return);
    EXPECT_EQ(budgets.back()->bytes, 12'500'000'000U);
    EXPECT_EQ(page.budget(), budgets.back());
}

TEST_F(Target, CountsSmallModelsInMegabytes) {
    RecipeOptions options = sampleOptions();
    options.sourceBytes = 6'000'000;
    page.setRecipe(sampleRecipe(), options);

    choose("Fit a size");

    EXPECT_TRUE(named<QDoubleSpinBox>("Largest size")->suffix().contains(QStringLiteral("MB")));
    EXPECT_NEAR(static_cast<double>(*budgets.back()->bytes), 6e6 * 4.6 / 16, 1e5);
}

TEST_F(Target, AsksForBitsAndForAMac) {
    choose("Fit bits");
    EXPECT_EQ(budgets.back()->bitsPerWeight, 4.6);
    QTest::keyClick(named<QDoubleSpinBox>("Bits per weight"), Qt::Key_Up);
    EXPECT_NEAR(*budgets.back()->bitsPerWeight, 4.7, 1e-9);

    choose("Fit a Mac");
    ASSERT_TRUE(budgets.back()->mac);
    auto* mac = named<QComboBox>("Memory of the Mac");
    const quint64 before = budgets.back()->mac->ramBytes;
    QTest::keyClick(mac, Qt::Key_Down);
    EXPECT_GT(budgets.back()->mac->ramBytes, before);
    EXPECT_TRUE(says(QStringLiteral("with the context")));
}

TEST_F(Target, LeavesToAdvancedWhatASizeDoesNotDecide) {
    quince::Recipe recipe = sampleRecipe();
    recipe.overrides = {{"lm_head", 8, std::nullopt}};
    recipe.layers = {{"model.layers.0.mlp.up_proj", std::nullopt}};
    page.setRecipe(recipe, sampleOptions());
    page.setAdvancedShown(true);
    choose("Fit bits");

    EXPECT_EQ(recipes.back().overrides, recipe.overrides);
    EXPECT_TRUE(recipes.back().layers.empty());
    for (const char* decided : {"Bits", "Group size", "Mode", "Mixed recipe"}) {
        EXPECT_FALSE(named<QComboBox>(decided)->isEnabled()) << decided;
    }
    auto* method = named<QComboBox>("Method");
    ASSERT_TRUE(method->isEnabled());
    QTest::keyClick(method, Qt::Key_Down);
    EXPECT_EQ(recipes.back().method, quince::QuantMethod::mlx);
    EXPECT_TRUE(budgets.back());

    choose("4-bit");
    EXPECT_FALSE(budgets.back());
    EXPECT_TRUE(named<QComboBox>("Bits")->isEnabled());
    EXPECT_FALSE(named<QDoubleSpinBox>("Bits per weight")->isVisible());
}

TEST_F(Target, CanBeStoppedAndStartedAgainByKey) {
    QSignalSpy stops(&page, &ModelPage::targetStopRequested);
    QSignalSpy starts(&page, &ModelPage::targetStartRequested);
    page.setRecipe(sampleRecipe(), sampleOptions(), sampleBudget());
    page.setTarget({TargetPicture::looking, 30, 100, {}, {}});
    EXPECT_TRUE(says(QStringLiteral("sample of the weights")));
    EXPECT_EQ(named<PhaseProgress>("Progress of choosing the bits")->percent(), 30);

    auto* stop = named<QPushButton>("Stop choosing the bits");
    stop->setFocus();
    QTest::keyClick(stop, Qt::Key_Space);
    EXPECT_EQ(stops.count(), 1);
    page.setTarget({TargetPicture::stopped, 0, 0, {}, {}});

    auto* start = qobject_cast<QPushButton*>(QApplication::focusWidget());
    ASSERT_NE(start, nullptr);  // where the stopped button was
    EXPECT_EQ(start->text(), QStringLiteral("Choose the bits"));
    QTest::keyClick(start, Qt::Key_Space);
    EXPECT_EQ(starts.count(), 1);
}

TEST_F(Target, TellsWhatWasChosenOrWhyNot) {
    page.setRecipe(sampleRecipe(), sampleOptions(), sampleBudget());
    page.setTarget(sampleTarget());

    EXPECT_TRUE(says(sampleTarget().words));
    auto* bars = named<LayerBars>("Bits of each layer");
    EXPECT_TRUE(bars->isVisible());
    EXPECT_TRUE(bars->accessibleDescription().contains(QStringLiteral("Layer 1: ")));

    page.setTarget({TargetPicture::failed, 0, 0, QStringLiteral("1.00 GB is too small."), {}});
    EXPECT_TRUE(says(QStringLiteral("1.00 GB is too small.")));
    EXPECT_FALSE(bars->isVisible());
}

TEST_F(Target, CannotBeAskedOfWhatCannotBeQuantized) {
    RecipeOptions options = sampleOptions();
    options.canQuantize = false;
    page.setRecipe({}, options);
    auto* box = named<QComboBox>("Recipe");

    const int place = box->findText(QStringLiteral("Fit a size"), Qt::MatchStartsWith);

    EXPECT_FALSE(box->model()->flags(box->model()->index(place, 0)) & Qt::ItemIsEnabled);
}

}  // namespace

}  // namespace ui
