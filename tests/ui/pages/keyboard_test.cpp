#include "ui/main_window.hpp"
#include "ui/pages/conversion_pane.hpp"
#include "ui/pages/library_page.hpp"
#include "ui/pages/model_page.hpp"
#include "ui/pages/settings_dialog.hpp"
#include "ui/samples.hpp"
#include "ui/theme/theme.hpp"

#include <QAbstractButton>
#include <QAccessible>
#include <QApplication>
#include <QLabel>
#include <QSet>
#include <QTest>

#include <gtest/gtest.h>

namespace ui {

namespace {

using quince::ConversionState;

bool takesTab(const QWidget& widget) {
    return widget.isVisible() && widget.isEnabled() &&
           (widget.focusPolicy() & Qt::TabFocus) == Qt::TabFocus;
}

/// On Unix a combo box is named by its label, and its own text is its value.
QString spokenName(QWidget& widget) {
    if (!widget.accessibleName().isEmpty()) {
        return widget.accessibleName();
    }
    QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(&widget);
    return spoken == nullptr ? QString() : spoken->text(QAccessible::Name);
}

/// The names met by pressing Tab until the circle closes.
QStringList tabOrder(QWidget& window, QWidget& first) {
    QStringList names;
    QSet<QWidget*> met;
    first.setFocus(Qt::TabFocusReason);
    while (QApplication::focusWidget() != nullptr && !met.contains(QApplication::focusWidget())) {
        QWidget* here = QApplication::focusWidget();
        met.insert(here);
        names.append(spokenName(*here));
        QTest::keyClick(&window, Qt::Key_Tab);
    }
    return names;
}

class Keyboard : public ::testing::Test {
protected:
    void SetUp() override {
        fillWindow(window);
        window.conversionPane().setJobs({sampleJob(ConversionState::writing)});
        window.resize(1080, 1950);
        window.show();
        window.activateWindow();
        ASSERT_TRUE(QTest::qWaitForWindowActive(&window));
    }

    Theme theme{*qApp};
    MainWindow window;
};

TEST_F(Keyboard, TabFollowsTheReadingOrder) {
    window.libraryPage().focusFilter();

    const QStringList order = tabOrder(window, *QApplication::focusWidget());

    const QStringList expected{
        QStringLiteral("Filter models"),
        QStringLiteral("Add folder"),
        QStringLiteral("Rescan"),
        QStringLiteral("Models"),
        QStringLiteral("Recipe"),
        QStringLiteral("Advanced"),
        QStringLiteral("Context length"),
        QStringLiteral("Error against size"),
        QStringLiteral("Also make 5-bit"),
        QStringLiteral("Also make 6-bit"),
        QStringLiteral("Also make 8-bit"),
        QStringLiteral("Also make MXFP4"),
        QStringLiteral("Also make bfloat16"),
        QStringLiteral("LM Studio"),
        QStringLiteral("Publisher"),
        QStringLiteral("Name of the model"),
        QStringLiteral("Convert to MLX"),
        QStringLiteral("Stop Qwen3-8B-MLX-4bit"),
        QStringLiteral("On this disk"),
    };
    EXPECT_EQ(order.join(QLatin1Char('\n')).toStdString(),
              expected.join(QLatin1Char('\n')).toStdString());
}

TEST_F(Keyboard, TabGoesThroughWhatIsUnfolded) {
    quince::Recipe recipe = sampleRecipe();
    recipe.overrides = {{"lm_head", 8, std::nullopt}};
    window.modelPage().setRecipe(recipe, sampleOptions());
    window.modelPage().setAdvancedShown(true);
    window.libraryPage().focusFilter();

    const QStringList order = tabOrder(window, *QApplication::focusWidget());

    const auto place = [&order](const char* name) { return order.indexOf(QLatin1String(name)); };
    EXPECT_EQ(place("Weights"), place("Advanced") + 1);
    EXPECT_LT(place("Weights"), place("Layer rule 1: layers"));
    EXPECT_EQ(place("Remove layer rule 1"), place("Layer rule 1: layers") + 3);
    EXPECT_EQ(place("Add a layer rule"), place("Remove layer rule 1") + 1);
    EXPECT_EQ(place("Open a recipe file"), place("Add a layer rule") + 1);
    EXPECT_EQ(place("Save the recipe to a file"), place("Open a recipe file") + 1);
    EXPECT_EQ(place("Context length"), place("Save the recipe to a file") + 1);
}

TEST_F(Keyboard, TabGoesThroughASizeToFit) {
    window.modelPage().setRecipe(sampleRecipe(), sampleOptions(), sampleBudget());
    window.modelPage().setTarget({TargetPicture::looking, 1, 2, {}, {}});
    window.libraryPage().focusFilter();

    const QStringList order = tabOrder(window, *QApplication::focusWidget());

    const auto place = [&order](const char* name) { return order.indexOf(QLatin1String(name)); };
    EXPECT_EQ(place("Largest size"), place("Recipe") + 1);
    EXPECT_EQ(place("Stop choosing the bits"), place("Largest size") + 1);
    EXPECT_EQ(place("Advanced"), place("Stop choosing the bits") + 1);
}

TEST_F(Keyboard, ShowsWhereItIs) {
    window.libraryPage().focusFilter();
    QWidget* first = QApplication::focusWidget();
    const QRgb accent = window.palette().color(QPalette::Highlight).rgb();
    const auto countAccent = [accent](QWidget* widget) {
        const QImage image = widget->grab().toImage();
        int count = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                count += image.pixel(x, y) == accent ? 1 : 0;
            }
        }
        return count;
    };

    QWidget* here = first;
    do {
        const int with = countAccent(here);
        QTest::keyClick(&window, Qt::Key_Tab);
        // The primary button is filled with the accent; there the ring takes some away.
        EXPECT_NE(with, countAccent(here)) << spokenName(*here).toStdString();
        here = QApplication::focusWidget();
    } while (here != first);
}

TEST_F(Keyboard, ReachesNothingWithoutAName) {
    window.modelPage().setAdvancedShown(true);
    window.modelPage().setRecipe(sampleRecipe(), sampleOptions(), sampleBudget());
    window.modelPage().setTarget({TargetPicture::stopped, 0, 0, {}, {}});
    window.conversionPane().setJobs({sampleJob(ConversionState::succeeded),
                                     sampleJob(ConversionState::failed),
                                     sampleJob(ConversionState::stopped)});
    SettingsDialog dialog({}, {}, {}, &window);
    dialog.show();
    QTest::qWait(1);

    for (QWidget* each : QApplication::allWidgets()) {
        if (takesTab(*each)) {
            EXPECT_FALSE(spokenName(*each).isEmpty())
                << each->metaObject()->className() << " in "
                << each->parentWidget()->metaObject()->className();
        }
    }
}

TEST_F(Keyboard, HasNoMnemonicTwiceOnThePage) {
    window.modelPage().setAdvancedShown(true);
    quince::Budget mac;
    mac.mac = quince::Budget::Mac{quint64{16} << 30};
    window.modelPage().setRecipe(sampleRecipe(), sampleOptions(), mac);
    window.modelPage().setRevisions({{{QStringLiteral("a"), QStringLiteral("main")},
                                      {QStringLiteral("b"), QStringLiteral("v1")}},
                                     0});
    QTest::qWait(1);

    QSet<QChar> met;
    const auto meet = [&met](const QString& text) {
        const auto at = text.indexOf(QLatin1Char('&'));
        if (at >= 0 && at + 1 < text.size()) {
            const QChar letter = text[at + 1].toLower();
            EXPECT_FALSE(met.contains(letter)) << text.toStdString();
            met.insert(letter);
        }
    };
    for (const char* menu : {"&File", "&Edit", "Con&version", "&Help"}) {
        meet(QString::fromUtf8(menu));
    }
    for (const auto* each : window.modelPage().findChildren<QAbstractButton*>()) {
        meet(each->isVisible() ? each->text() : QString());
    }
    for (const auto* each : window.modelPage().findChildren<QLabel*>()) {
        meet(each->isVisible() && each->buddy() != nullptr ? each->text() : QString());
    }
}

TEST_F(Keyboard, GoesToEachPane) {
    QTest::keyClick(&window, Qt::Key_2, Qt::ControlModifier);
    EXPECT_TRUE(window.modelPage().isAncestorOf(QApplication::focusWidget()));
    QTest::keyClick(&window, Qt::Key_3, Qt::ControlModifier);
    EXPECT_TRUE(window.conversionPane().isAncestorOf(QApplication::focusWidget()));
    QTest::keyClick(&window, Qt::Key_1, Qt::ControlModifier);
    EXPECT_TRUE(window.libraryPage().isAncestorOf(QApplication::focusWidget()));
}

}  // namespace

}  // namespace ui
