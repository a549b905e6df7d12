#include "ui/pages/importance_field.hpp"

#include "ui/pages/recipe_advanced.hpp"
#include "ui/samples.hpp"

#include <QApplication>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

namespace ui {

namespace {

TEST(ImportanceField, SaysOnceWhatThePersonTyped) {
    ImportanceField field;
    const QSignalSpy changed(&field, &ImportanceField::changed);
    field.setPath(QStringLiteral("/a.gguf"));
    EXPECT_TRUE(changed.isEmpty());

    field.edit()->setText(QStringLiteral("/b.gguf"));
    QTest::keyClick(field.edit(), Qt::Key_Return);
    QTest::keyClick(field.edit(), Qt::Key_Return);

    EXPECT_EQ(changed.size(), 1);
    EXPECT_EQ(field.path(), QStringLiteral("/b.gguf"));
}

TEST(ImportanceField, TakesADroppedFile) {
    ImportanceField field;
    const QSignalSpy changed(&field, &ImportanceField::changed);
    QMimeData data;
    data.setUrls(
        {QUrl::fromLocalFile(QStringLiteral(QUINCE_TEST_DATA "/importance/m_imatrix.dat"))});
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QDropEvent event(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);

    QApplication::sendEvent(&field, &enter);
    QApplication::sendEvent(&field, &event);

    EXPECT_TRUE(enter.isAccepted());
    EXPECT_TRUE(field.path().endsWith(QStringLiteral("m_imatrix.dat")));
    EXPECT_EQ(changed.size(), 1);
}

TEST(RecipeAdvanced, GivesBackMethodAndImportance) {
    RecipeAdvanced advanced;
    advanced.setOptions(sampleOptions());
    quince::Recipe recipe = sampleRecipe();
    recipe.method = quince::QuantMethod::refined;
    recipe.importance = "/some/x.gguf";

    advanced.setRecipe(recipe);

    EXPECT_EQ(advanced.recipe({}).method, quince::QuantMethod::refined);
    EXPECT_EQ(advanced.recipe({}).importance, recipe.importance);
}

}  // namespace

}  // namespace ui
