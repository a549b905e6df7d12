#include "ui/pages/model_page.hpp"

#include "ui/samples.hpp"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <gtest/gtest.h>

namespace ui {

namespace {

class ModelPageTest : public ::testing::Test {
protected:
    void SetUp() override {
        page.resize(760, 1400);
        page.setModel(sampleModel());
        page.setRecipe(sampleRecipe(), sampleOptions());
        const FootprintView footprint = sampleFootprint();
        page.setFootprint(&footprint);
        page.setDestination(sampleDestination(), sampleDestinationView());
        page.show();
        (void)QTest::qWaitForWindowExposed(&page);
        QObject::connect(&page, &ModelPage::recipeChanged, &page,
                         [this](const quince::Recipe& recipe) { recipes.push_back(recipe); });
        QObject::connect(&page, &ModelPage::destinationChanged, &page,
                         [this](const Destination& each) { destinations.append(each); });
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

    QPushButton* button(const char* text) {
        for (QPushButton* each : page.findChildren<QPushButton*>()) {
            if (QString(each->text()).remove(QLatin1Char('&')) == QString::fromUtf8(text)) {
                return each;
            }
        }
        ADD_FAILURE() << "no button says " << text;
        return nullptr;
    }

    ModelPage page;
    std::vector<quince::Recipe> recipes;
    QList<Destination> destinations;
};

TEST_F(ModelPageTest, OffersVisionOnlyWhereThereIsAChoice) {
    auto* vision = page.findChild<QCheckBox*>(QStringLiteral("keepVision"));
    ASSERT_NE(vision, nullptr);
    EXPECT_FALSE(vision->isVisible());

    RecipeOptions options = sampleOptions();
    options.usualVision = quince::VisionChoice::keep;
    page.setRecipe(sampleRecipe(), options);

    EXPECT_TRUE(vision->isVisible());
    EXPECT_TRUE(vision->isChecked());
    vision->click();
    ASSERT_FALSE(recipes.empty());
    EXPECT_EQ(recipes.back().vision, quince::VisionChoice::drop);
}

TEST_F(ModelPageTest, SaysNothingWhenValuesAreSet) {
    quince::Recipe recipe = sampleRecipe();
    recipe.bits = 8;

    page.setRecipe(recipe, sampleOptions());
    page.setDestination({DestinationKind::folder, {}, {}, QStringLiteral("/tmp"), true}, {});
    page.setContextLength(16384);

    EXPECT_TRUE(recipes.empty());
    EXPECT_TRUE(destinations.isEmpty());
    EXPECT_EQ(page.recipe(), recipe);
    EXPECT_EQ(page.contextLength(), 16384U);
}

TEST_F(ModelPageTest, ChangesTheRecipeWithAPresetByKey) {
    auto* preset = named<QComboBox>("Recipe");
    preset->setFocus();

    QTest::keyClick(preset, Qt::Key_Down);

    ASSERT_EQ(recipes.size(), 1U);
    EXPECT_EQ(recipes[0].bits, 8);
    EXPECT_TRUE(recipes[0].quantize);
}

TEST_F(ModelPageTest, ChangesOneChoiceUnderAdvanced) {
    page.setAdvancedShown(true);
    auto* group = named<QComboBox>("Group size");

    QTest::keyClick(group, Qt::Key_Down);

    ASSERT_EQ(recipes.size(), 1U);
    EXPECT_EQ(recipes[0].groupSize, 128);
    EXPECT_EQ(named<QComboBox>("Recipe")->currentText(), QStringLiteral("Custom"));
}

TEST_F(ModelPageTest, ChoosesTheRefinedMethodUnlessTold) {
    page.setAdvancedShown(true);
    auto* method = named<QComboBox>("Method");

    QTest::keyClick(method, Qt::Key_Down);

    EXPECT_EQ(quince::Recipe{}.method, quince::QuantMethod::refined);
    ASSERT_EQ(recipes.size(), 1U);
    EXPECT_EQ(recipes[0].method, quince::QuantMethod::mlx);
}

TEST_F(ModelPageTest, ABlockModeHasItsOwnBitsAndGroups) {
    page.setAdvancedShown(true);

    QTest::keyClick(named<QComboBox>("Mode"), Qt::Key_Down);

    ASSERT_EQ(recipes.size(), 1U);
    EXPECT_EQ(recipes[0].mode, quince::QuantMode::mxfp4);
    EXPECT_EQ(recipes[0].bits, std::nullopt);
    EXPECT_EQ(recipes[0].groupSize, std::nullopt);
    EXPECT_FALSE(named<QComboBox>("Bits")->isEnabled());
    EXPECT_FALSE(named<QComboBox>("Group size")->isEnabled());
}

TEST_F(ModelPageTest, AddsAndRemovesLayerRules) {
    page.setAdvancedShown(true);
    QTest::mouseClick(button("Add a layer rule"), Qt::LeftButton);
    EXPECT_TRUE(recipes.empty());  // without a pattern it says nothing

    QTest::keyClicks(named<QLineEdit>("Layer rule 1: layers"), QStringLiteral("lm_head"));
    ASSERT_FALSE(recipes.empty());
    ASSERT_EQ(recipes.back().overrides.size(), 1U);
    EXPECT_EQ(recipes.back().overrides[0], (quince::LayerOverride{"lm_head", 8, std::nullopt}));

    QTest::mouseClick(named<QToolButton>("Remove layer rule 1"), Qt::LeftButton);
    EXPECT_TRUE(recipes.back().overrides.empty());
}

TEST_F(ModelPageTest, ChangesTheContext) {
    QSignalSpy changed(&page, &ModelPage::contextLengthChanged);

    QTest::keyClick(named<QComboBox>("Context length"), Qt::Key_Down);

    ASSERT_EQ(changed.size(), 1);
    EXPECT_EQ(changed[0][0].toULongLong(), 16384U);
}

TEST_F(ModelPageTest, ChangesTheDestination) {
    auto* name = named<QLineEdit>("Name of the model");
    name->setFocus();
    name->selectAll();

    QTest::keyClicks(name, QStringLiteral("Mine"));

    ASSERT_FALSE(destinations.isEmpty());
    EXPECT_EQ(destinations.last().name, QStringLiteral("Mine"));
    EXPECT_EQ(destinations.last().publisher, QStringLiteral("quince"));
}

TEST_F(ModelPageTest, AsksForAnotherFolder) {
    QSignalSpy asked(&page, &ModelPage::chooseFolderRequested);
    for (QRadioButton* each : page.findChildren<QRadioButton*>()) {
        if (!each->isChecked()) {
            QTest::mouseClick(each, Qt::LeftButton, {}, QPoint(8, each->height() / 2));
        }
    }
    ASSERT_EQ(destinations.size(), 1);
    EXPECT_EQ(destinations[0].kind, DestinationKind::folder);

    QTest::mouseClick(named<QPushButton>("Choose a folder"), Qt::LeftButton);

    EXPECT_EQ(asked.size(), 1);
}

TEST_F(ModelPageTest, ConvertsOnlyWhenItCan) {
    QSignalSpy asked(&page, &ModelPage::convertRequested);
    QPushButton* convert = button("Convert to MLX");

    page.setConvert({false, QStringLiteral("The disk is too full."), {}});
    QTest::mouseClick(convert, Qt::LeftButton);
    EXPECT_EQ(asked.size(), 0);
    EXPECT_EQ(convert->accessibleDescription(), QStringLiteral("The disk is too full."));

    page.setConvert({true, {}, {}});
    QTest::mouseClick(convert, Qt::LeftButton);
    EXPECT_EQ(asked.size(), 1);
}

TEST_F(ModelPageTest, OffersToReplaceBesideConvert) {
    QPushButton* replace = button("Replace");
    page.setConvert({false, QStringLiteral("A model of this name exists."), {}});
    EXPECT_FALSE(replace->isVisible());

    page.setConvert({false, QStringLiteral("A model of this name exists."), {}, true});
    QTest::qWait(1);
    ASSERT_TRUE(replace->isVisible());
    QTest::mouseClick(replace, Qt::LeftButton);

    ASSERT_EQ(destinations.size(), 1);
    EXPECT_TRUE(destinations[0].replace);
    EXPECT_EQ(destinations[0].name, sampleDestination().name);
}

TEST_F(ModelPageTest, HandsOnTheActionOfANotice) {
    Notice notice;
    notice.text = QStringLiteral("LM Studio's folder was not found.");
    notice.actionText = QStringLiteral("Settings…");
    notice.actionId = QStringLiteral("settings");
    page.setProblems({notice});
    QSignalSpy asked(&page, &ModelPage::noticeActionRequested);
    QTest::qWait(1);

    QTest::mouseClick(button("Settings…"), Qt::LeftButton);

    ASSERT_EQ(asked.size(), 1);
    EXPECT_EQ(asked[0][0].toString(), QStringLiteral("settings"));
}

}  // namespace

}  // namespace ui
