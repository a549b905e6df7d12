#include "ui/main_window.hpp"

#include "ui/pages/conversion_pane.hpp"
#include "ui/pages/library_page.hpp"
#include "ui/pages/model_page.hpp"
#include "ui/pages/stop_question.hpp"
#include "ui/samples.hpp"
#include "ui/widgets/drop_area.hpp"

#include <QApplication>
#include <QDragEnterEvent>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

namespace ui {

namespace {

using quince::ConversionState;

class MainWindowTest : public ::testing::Test {
protected:
    void SetUp() override {
        window.setDropJudge([](const QList<QUrl>& urls) {
            const bool good = urls.first().fileName() == QStringLiteral("good");
            return DropVerdict{
                good, good ? QStringLiteral("Add good") : QStringLiteral("No model in there")};
        });
        window.setFolderPicker([](QWidget*, const QString&, const QString&) {
            return QStringLiteral("/data/chosen");
        });
        fillWindow(window);
        window.show();
        window.activateWindow();
        ASSERT_TRUE(QTest::qWaitForWindowActive(&window));
    }

    bool dragEnterAndMove(const char* path) {
        mime.setUrls({QUrl::fromLocalFile(QString::fromUtf8(path))});
        QDragEnterEvent enter({50, 50}, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &enter);
        QDragMoveEvent move({60, 60}, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &move);
        return move.isAccepted();
    }

    void drop() {
        QDropEvent event(QPointF(60, 60), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &event);
    }

    MainWindow window;
    QMimeData mime;
};

TEST_F(MainWindowTest, SaysWhatADropWouldDoAndTakesIt) {
    QSignalSpy dropped(&window, &MainWindow::dropped);
    auto* area = window.findChild<DropArea*>();

    EXPECT_TRUE(dragEnterAndMove("/data/good"));
    EXPECT_TRUE(area->isVisible());
    EXPECT_EQ(area->geometry(), window.centralWidget()->rect());
    EXPECT_EQ(area->text(), QStringLiteral("Add good"));
    drop();

    EXPECT_FALSE(area->isVisible());
    ASSERT_EQ(dropped.size(), 1);
    EXPECT_EQ(dropped[0][0].value<QList<QUrl>>().first().fileName(), QStringLiteral("good"));
}

TEST_F(MainWindowTest, RefusesAWrongDropAtOnceWithTheReason) {
    QSignalSpy dropped(&window, &MainWindow::dropped);
    auto* area = window.findChild<DropArea*>();

    EXPECT_FALSE(dragEnterAndMove("/data/bad"));
    EXPECT_EQ(area->text(), QStringLiteral("No model in there"));
    drop();

    EXPECT_EQ(dropped.size(), 0);
}

TEST_F(MainWindowTest, TakesTheVerdictAwayWhenTheDragLeaves) {
    dragEnterAndMove("/data/good");
    QDragLeaveEvent leave;

    QApplication::sendEvent(&window, &leave);

    EXPECT_FALSE(window.findChild<DropArea*>()->isVisible());
}

TEST_F(MainWindowTest, AsksForItsActionsByKey) {
    QSignalSpy folder(&window, &MainWindow::folderAddRequested);
    QSignalSpy rescan(&window, &MainWindow::rescanRequested);
    QSignalSpy convert(&window, &MainWindow::convertRequested);
    QSignalSpy settings(&window, &MainWindow::settingsRequested);

    QTest::keyClick(&window, Qt::Key_O, Qt::ControlModifier);
    QTest::keyClick(&window, Qt::Key_F5);
    QTest::keyClick(&window, Qt::Key_Return, Qt::ControlModifier);
    QTest::keyClick(&window, Qt::Key_Comma, Qt::ControlModifier);

    ASSERT_EQ(folder.size(), 1);
    EXPECT_EQ(folder[0][0].toString(), QStringLiteral("/data/chosen"));
    EXPECT_EQ(rescan.size(), 1);
    EXPECT_EQ(convert.size(), 1);
    EXPECT_EQ(settings.size(), 1);
}

TEST_F(MainWindowTest, EscapeClearsTheFilterBeforeItStops) {
    window.conversionPane().setJobs({sampleJob(ConversionState::writing)});
    QSignalSpy stop(&window, &MainWindow::stopRequested);
    window.libraryPage().focusFilter();
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("qwen"));

    QTest::keyClick(&window, Qt::Key_Escape);
    EXPECT_EQ(window.libraryPage().filterText(), QString());
    EXPECT_EQ(stop.size(), 0);
    QTest::keyClick(&window, Qt::Key_Escape);

    EXPECT_EQ(stop.size(), 1);
}

TEST_F(MainWindowTest, ShowsThePaneOnlyWhileThereAreJobs) {
    EXPECT_FALSE(window.conversionPane().isVisible());

    window.conversionPane().updateJob(sampleJob(ConversionState::writing));
    EXPECT_TRUE(window.conversionPane().isVisible());
    window.conversionPane().setJobs({});

    EXPECT_FALSE(window.conversionPane().isVisible());
}

TEST_F(MainWindowTest, FitsASmallScreenWithLargeText) {
    const QFont before = QApplication::font();
    QFont large = before;
    large.setPointSizeF(before.pointSizeF() * 2);
    QApplication::setFont(large);
    window.resize(760, 480);
    QTest::qWait(1);

    EXPECT_EQ(window.size(), QSize(760, 480));
    const auto* scroll = window.modelPage().findChild<QScrollArea*>();
    EXPECT_EQ(scroll->horizontalScrollBar()->maximum(), 0);
    QApplication::setFont(before);
}

TEST_F(MainWindowTest, AsksBeforeItClosesOnWork) {
    QSignalSpy asked(&window, &MainWindow::closeRequested);
    window.setCloseGuarded(true);

    window.close();
    EXPECT_TRUE(window.isVisible());
    EXPECT_EQ(asked.size(), 1);
    window.setCloseGuarded(false);
    window.close();

    EXPECT_FALSE(window.isVisible());
}

TEST_F(MainWindowTest, StopsOnlyWhenThePersonConfirms) {
    int stops = 0;
    askToStop(&window, {QStringLiteral("Stop?"), {}, QStringLiteral("No")}, [&stops] { ++stops; });
    auto* box = window.findChild<QMessageBox*>();
    QTest::mouseClick(box->defaultButton(), Qt::LeftButton);
    EXPECT_EQ(stops, 0);
    QTest::qWait(1);

    askToStop(&window, {QStringLiteral("Stop?"), {}, QStringLiteral("No")}, [&stops] { ++stops; });
    box = window.findChildren<QMessageBox*>().last();
    for (QAbstractButton* each : box->buttons()) {
        if (box->buttonRole(each) == QMessageBox::AcceptRole) {
            QTest::mouseClick(each, Qt::LeftButton);
        }
    }

    EXPECT_EQ(stops, 1);
}

TEST_F(MainWindowTest, ChoosesTheDestinationFolder) {
    Destination chosen;
    QObject::connect(&window.modelPage(), &ModelPage::destinationChanged, &window,
                     [&chosen](const Destination& each) { chosen = each; });

    Q_EMIT window.modelPage().chooseFolderRequested();

    EXPECT_EQ(chosen.parentFolder, QStringLiteral("/data/chosen"));
}

TEST_F(MainWindowTest, ComesBackAsItWasLeft) {
    window.resize(900, 620);
    window.modelPage().setAdvancedShown(true);
    const WindowLayout layout = window.windowLayout();
    MainWindow again;

    again.restoreWindowLayout(layout);

    EXPECT_EQ(again.size(), QSize(900, 620));
    EXPECT_TRUE(again.modelPage().advancedShown());
}

}  // namespace

}  // namespace ui
