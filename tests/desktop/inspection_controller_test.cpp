#include "desktop/inspection_controller.hpp"

#include "desktop/test_models.hpp"

#include <gtest/gtest.h>

namespace app {
namespace {

using test::becomes;
using test::TempFolder;

quince::Recipe bits(int count) {
    quince::Recipe recipe;
    recipe.quantize = true;
    recipe.bits = count;
    return recipe;
}

TEST(InspectionController, OpensAndPlans) {
    const TempFolder folder;
    InspectionController inspection(quince::ArchitectureLibrary::builtIn());
    QSignalSpy planned(&inspection, &InspectionController::planned);

    inspection.open(test::makeModel(folder, "Tiny"), bits(4), 0);

    ASSERT_TRUE(becomes([&] { return !planned.isEmpty(); }));
    ASSERT_NE(inspection.current(), nullptr);
    EXPECT_TRUE(inspection.current()->plan.ok());
    EXPECT_GT(inspection.current()->layout.fileBytes, 0U);
    EXPECT_EQ(inspection.contextLength(), 2048U);  // all that the model has
}

TEST(InspectionController, AnswersOnlyTheNewestRecipe) {
    const TempFolder folder;
    InspectionController inspection(quince::ArchitectureLibrary::builtIn());
    QSignalSpy planned(&inspection, &InspectionController::planned);
    inspection.open(test::makeModel(folder, "Tiny"), bits(4), 0);
    ASSERT_TRUE(becomes([&] { return !planned.isEmpty(); }));
    planned.clear();

    for (const int count : {2, 3, 5, 6, 8}) {
        inspection.setRecipe(bits(count));
        EXPECT_EQ(inspection.current(), nullptr);
    }

    ASSERT_TRUE(becomes([&] { return inspection.current() != nullptr; }));
    EXPECT_EQ(inspection.current()->plan.recipe.bits, 8);
    EXPECT_EQ(planned.size(), 1);
}

TEST(InspectionController, SaysWhyAFolderCannotBeOpened) {
    const TempFolder folder;
    InspectionController inspection(quince::ArchitectureLibrary::builtIn());
    QSignalSpy failed(&inspection, &InspectionController::failed);

    inspection.open(folder / "nothing", bits(4), 0);

    ASSERT_TRUE(becomes([&] { return !failed.isEmpty(); }));
    EXPECT_FALSE(failed.front().at(0).toString().isEmpty());
    EXPECT_TRUE(failed.front().at(1).toString().contains(QStringLiteral("nothing")));
}

TEST(InspectionController, ForgetsAnswersToAClosedModel) {
    const TempFolder folder;
    InspectionController inspection(quince::ArchitectureLibrary::builtIn());
    QSignalSpy inspected(&inspection, &InspectionController::inspected);
    QSignalSpy failed(&inspection, &InspectionController::failed);

    inspection.open(test::makeModel(folder, "Tiny"), bits(4), 0);
    inspection.close();
    inspection.open(folder / "nothing", bits(4), 0);

    ASSERT_TRUE(becomes([&] { return !failed.isEmpty(); }));
    EXPECT_TRUE(inspected.isEmpty());
}

}  // namespace
}  // namespace app
