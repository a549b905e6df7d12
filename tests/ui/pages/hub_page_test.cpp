#include "ui/pages/hub_page.hpp"

#include "ui/delegates/hub_delegate.hpp"
#include "ui/hub_samples.hpp"
#include "ui/main_window.hpp"
#include "ui/models/hub_model.hpp"
#include "ui/pages/finder.hpp"
#include "ui/pages/library_page.hpp"
#include "ui/widgets/empty_state.hpp"
#include "ui/widgets/segmented.hpp"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ui {
namespace {

using testing::HasSubstr;

class HubPageTest : public testing::Test {
protected:
    void SetUp() override {
        page.resize(320, 600);
        page.show();
        (void)QTest::qWaitForWindowExposed(&page);
        list = page.findChild<QListView*>();
        field = page.findChild<QLineEdit*>();
    }

    void showRows(HubMore more = HubMore::none) {
        page.setRows(sampleHubRows());
        page.setView({HubPicture::list, {}, {}, more, {}});
        QTest::qWait(1);
    }

    /// The button of the picture that is shown; null: none.
    QPushButton* pictureButton() {
        for (QPushButton* one : page.findChild<EmptyState*>()->findChildren<QPushButton*>()) {
            if (one->isVisible()) {
                return one;
            }
        }
        return nullptr;
    }

    std::string visibleWords() {
        QStringList words;
        for (QLabel* label : page.findChildren<QLabel*>()) {
            if (label->isVisible()) {
                words.append(label->text());
            }
        }
        return words.join(QLatin1Char('\n')).toStdString();
    }

    HubPage page;
    QListView* list = nullptr;
    QLineEdit* field = nullptr;
};

TEST_F(HubPageTest, TellsEachKeyAndWhatIsSubmitted) {
    QSignalSpy typed(&page, &HubPage::textChanged);
    QSignalSpy submitted(&page, &HubPage::submitted);

    QTest::keyClicks(field, QStringLiteral("qwen"));
    EXPECT_EQ(typed.size(), 4);
    EXPECT_EQ(submitted.size(), 0);
    QTest::keyClick(field, Qt::Key_Return);

    ASSERT_EQ(submitted.size(), 1);
    EXPECT_EQ(submitted[0][0].toString(), QStringLiteral("qwen"));
}

TEST_F(HubPageTest, SubmitsWhatIsPasted) {
    QSignalSpy submitted(&page, &HubPage::submitted);
    QApplication::clipboard()->setText(QStringLiteral("https://huggingface.co/Qwen/Qwen3-8B"));

    QTest::keyClick(field, Qt::Key_V, Qt::ControlModifier);

    ASSERT_EQ(submitted.size(), 1);
    EXPECT_EQ(submitted[0][0].toString(), QStringLiteral("https://huggingface.co/Qwen/Qwen3-8B"));
}

TEST_F(HubPageTest, SettingAValueTellsNothing) {
    QSignalSpy typed(&page, &HubPage::textChanged);
    QSignalSpy sorted(&page, &HubPage::sortChanged);
    QSignalSpy chosen(&page, &HubPage::modelChosen);

    page.setText(QStringLiteral("x"));
    page.setSort(HubSort::likes);
    showRows();
    page.select(QStringLiteral("Qwen/Qwen3-8B"));

    EXPECT_EQ(page.sort(), HubSort::likes);
    EXPECT_EQ(page.selectedId(), QStringLiteral("Qwen/Qwen3-8B"));
    EXPECT_EQ(typed.size() + sorted.size() + chosen.size(), 0);
}

TEST_F(HubPageTest, SaysWhichModelWasChosenByMouseAndByKeys) {
    showRows();
    QSignalSpy chosen(&page, &HubPage::modelChosen);

    const QRect rect = list->visualRect(list->model()->index(1, 0));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, rect.center());
    QTest::keyClick(list, Qt::Key_Down);

    ASSERT_EQ(chosen.size(), 2);
    EXPECT_EQ(chosen[0][0].toString(), QStringLiteral("meta-llama/Llama-3.1-8B-Instruct"));
    EXPECT_EQ(chosen[1][0].toString(), QStringLiteral("mlx-community/Qwen3-8B-4bit"));
}

TEST_F(HubPageTest, GoesFromTheFieldIntoTheList) {
    page.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&page));
    showRows();
    page.focusField();

    QTest::keyClick(field, Qt::Key_Down);

    EXPECT_TRUE(list->hasFocus());
    EXPECT_EQ(page.selectedId(), QStringLiteral("Qwen/Qwen3-8B"));
}

TEST_F(HubPageTest, AsksForMoreNearTheEndOnly) {
    QSignalSpy more(&page, &HubPage::moreRequested);
    QList<HubRow> many;
    for (int i = 0; i < 40; ++i) {
        HubRow row;
        row.id = row.name = QString::number(i);
        many.append(row);
    }
    page.setRows(many);
    page.setView({HubPicture::list, {}, {}, HubMore::canLoad, {}});
    QTest::qWait(1);
    EXPECT_EQ(more.size(), 0);

    list->verticalScrollBar()->setValue(list->verticalScrollBar()->maximum());
    EXPECT_GE(more.size(), 1);

    page.setView({HubPicture::list, {}, {}, HubMore::loading, {}});
    EXPECT_THAT(visibleWords(), HasSubstr("Loading more"));
    const auto before = more.size();
    list->verticalScrollBar()->setValue(0);
    list->verticalScrollBar()->setValue(list->verticalScrollBar()->maximum());
    EXPECT_EQ(more.size(), before);
}

TEST_F(HubPageTest, AsksForMoreWhenTheListIsTooShortToScroll) {
    QSignalSpy more(&page, &HubPage::moreRequested);
    page.resize(320, 1400);

    showRows(HubMore::canLoad);

    EXPECT_TRUE(QTest::qWaitFor([&] { return more.size() >= 1; }));
}

TEST_F(HubPageTest, KeepsTheChoiceWhenThePageBelowArrives) {
    showRows();
    page.select(QStringLiteral("kim/Qwen3-8B-tuned"));
    const int before = list->verticalScrollBar()->value();
    QList<HubRow> longer = sampleHubRows();
    HubRow row;
    row.id = row.name = QStringLiteral("one-more");
    longer.append(row);

    page.setRows(longer);

    EXPECT_EQ(page.selectedId(), QStringLiteral("kim/Qwen3-8B-tuned"));
    EXPECT_EQ(list->verticalScrollBar()->value(), before);
}

TEST_F(HubPageTest, TriesAgainAfterALoadThatFailed) {
    page.setRows(sampleHubRows());
    page.setView({HubPicture::list, {}, {}, HubMore::failed, QStringLiteral("It broke off.")});
    QSignalSpy more(&page, &HubPage::moreRequested);
    EXPECT_THAT(visibleWords(), HasSubstr("It broke off."));

    for (QPushButton* button : page.findChildren<QPushButton*>()) {
        if (button->isVisible()) {
            QTest::mouseClick(button, Qt::LeftButton);
        }
    }

    EXPECT_EQ(more.size(), 1);
}

TEST_F(HubPageTest, ShowsNoMatchAndClearsTheSearch) {
    page.setText(QStringLiteral("qwurt"));
    page.setView({HubPicture::list, {}, {}, HubMore::none, {}});
    QSignalSpy typed(&page, &HubPage::textChanged);
    EXPECT_THAT(visibleWords(), HasSubstr("qwurt"));

    QTest::mouseClick(pictureButton(), Qt::LeftButton);

    EXPECT_EQ(page.text(), QString());
    EXPECT_EQ(typed.size(), 1);
}

TEST_F(HubPageTest, ShowsFailureAndOfflineWithAWayOut) {
    QSignalSpy retry(&page, &HubPage::retryRequested);
    QSignalSpy disk(&page, &HubPage::diskRequested);

    page.setView({HubPicture::failed, {}, QStringLiteral("No connection."), HubMore::none, {}});
    EXPECT_THAT(visibleWords(), HasSubstr("No connection."));
    QTest::mouseClick(pictureButton(), Qt::LeftButton);
    page.setView({HubPicture::offline, {}, QStringLiteral("HF_HUB_OFFLINE."), HubMore::none, {}});
    EXPECT_THAT(visibleWords(), HasSubstr("HF_HUB_OFFLINE."));
    QTest::mouseClick(pictureButton(), Qt::LeftButton);

    EXPECT_EQ(retry.size(), 1);
    EXPECT_EQ(disk.size(), 1);
}

TEST(HubModel, SpeaksARowWhole) {
    const QList<HubRow> rows = sampleHubRows();

    EXPECT_EQ(spokenRow(rows[0]).toStdString(),
              "Qwen3-8B, Qwen, 4.8M downloads, 812 likes, 26 Jul 2025, Downloaded, 8.2B "
              "parameters, qwen3, BF16, licence apache-2.0");
    EXPECT_THAT(spokenRow(rows[1]).toStdString(), HasSubstr("gated"));
    EXPECT_THAT(spokenRow(rows[2]).toStdString(), HasSubstr("Already MLX"));
    EXPECT_THAT(spokenRow(rows[4]).toStdString(),
                HasSubstr("Not supported, no config.json with a model type"));
}

TEST(HubModel, AddsAtTheEndAndChangesInPlace) {
    HubModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::Fatal);
    QList<HubRow> rows = sampleHubRows();
    model.setRows(rows.mid(0, 3));
    QSignalSpy inserted(&model, &HubModel::rowsInserted);
    QSignalSpy changed(&model, &HubModel::dataChanged);
    QSignalSpy reset(&model, &HubModel::modelReset);

    rows[1].onDisk = OnDisk::whole;
    model.setRows(rows);
    EXPECT_EQ(inserted.size(), 1);
    EXPECT_EQ(changed.size(), 1);
    EXPECT_EQ(reset.size(), 0);
    model.setRows(rows.mid(2));

    EXPECT_EQ(reset.size(), 1);
    EXPECT_EQ(model.rowCount(), rows.size() - 2);
}

TEST(HubRowLayout, StaysInsideAnyWidth) {
    for (const HubRow& row : sampleHubRows()) {
        for (int width = 60; width <= 700; width += 20) {
            const QRect rect(0, 0, width, HubRowLayout::of(row, {}).height);
            const HubRowLayout layout = HubRowLayout::of(row, rect);
            EXPECT_TRUE(rect.contains(layout.nameRect)) << width;
            EXPECT_TRUE(rect.contains(layout.factsRect)) << width;
            for (const RowPill& pill : layout.pills) {
                EXPECT_TRUE(rect.contains(pill.rect)) << width << pill.text.toStdString();
            }
        }
    }
}

TEST(FinderTest, SwitchesSidesByMouseAndByArrowKeys) {
    Finder finder;
    finder.resize(320, 500);
    finder.show();
    finder.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&finder));
    QSignalSpy changed(&finder, &Finder::sideChanged);
    const auto segments = finder.findChild<Segmented*>()->findChildren<QAbstractButton*>();

    QTest::mouseClick(segments[1], Qt::LeftButton);
    EXPECT_EQ(finder.side(), Finder::Side::hub);
    EXPECT_TRUE(finder.hub().isVisible());
    segments[1]->setFocus(Qt::TabFocusReason);
    QTest::keyClick(segments[1], Qt::Key_Left);
    EXPECT_EQ(finder.side(), Finder::Side::disk);
    EXPECT_EQ(changed.size(), 2);

    finder.setSide(Finder::Side::hub);
    EXPECT_EQ(changed.size(), 3);
    EXPECT_TRUE(segments[1]->isChecked());
}

TEST(FinderTest, EscapeClearsTheFieldThatIsShown) {
    MainWindow window;
    fillHub(window);
    window.show();
    window.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&window));

    QTest::keyClick(&window, Qt::Key_Escape);
    EXPECT_EQ(window.hubPage().text(), QString());
    QTest::keyClick(&window, Qt::Key_F, Qt::ControlModifier);

    EXPECT_TRUE(window.hubPage().isAncestorOf(QApplication::focusWidget()));
}

}  // namespace
}  // namespace ui
