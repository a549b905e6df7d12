#include "ui/pages/library_page.hpp"

#include "ui/samples.hpp"
#include "ui/widgets/empty_state.hpp"

#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

namespace ui {

namespace {

class LibraryPageTest : public ::testing::Test {
protected:
    void SetUp() override {
        page.resize(320, 600);
        page.show();
        (void)QTest::qWaitForWindowExposed(&page);
        list = page.findChild<QListView*>();
        filter = page.findChild<QLineEdit*>();
    }

    void showRows() {
        page.setView({LibraryPicture::list, {}, true});
        page.setRows(sampleRows());
        QTest::qWait(1);
    }

    void click(int row) {
        const QRect rect = list->visualRect(list->model()->index(row, 0));
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, rect.center());
    }

    QPushButton* visibleButton() {
        for (QPushButton* button : page.findChild<EmptyState*>()->findChildren<QPushButton*>()) {
            if (button->isVisible()) {
                return button;
            }
        }
        return nullptr;
    }

    LibraryPage page;
    QListView* list = nullptr;
    QLineEdit* filter = nullptr;
};

TEST_F(LibraryPageTest, SaysWhichModelWasClicked) {
    showRows();
    QSignalSpy chosen(&page, &LibraryPage::modelChosen);

    click(1);

    ASSERT_EQ(chosen.size(), 1);
    EXPECT_EQ(chosen[0][0].toString(), QStringLiteral("meta-llama/Llama-3.2-3B-Instruct"));
}

TEST_F(LibraryPageTest, SaysNothingWhenRowsOrSelectionAreSet) {
    QSignalSpy chosen(&page, &LibraryPage::modelChosen);

    showRows();
    page.select(QStringLiteral("mistralai/Mistral-7B-v0.3"));
    QList<LibraryRow> fewer = sampleRows();
    fewer.removeAt(2);
    page.setRows(fewer);

    EXPECT_EQ(chosen.size(), 0);
    EXPECT_EQ(page.selectedId(), QString());
}

TEST_F(LibraryPageTest, KeepsTheSelectionWhenRowsAreSetAgain) {
    showRows();
    page.select(QStringLiteral("mistralai/Mistral-7B-v0.3"));
    QList<LibraryRow> fewer = sampleRows();
    fewer.removeAt(0);

    page.setRows(fewer);

    EXPECT_EQ(page.selectedId(), QStringLiteral("mistralai/Mistral-7B-v0.3"));
}

TEST_F(LibraryPageTest, MovesFromTheFilterIntoItsMatches) {
    showRows();
    QSignalSpy chosen(&page, &LibraryPage::modelChosen);
    page.focusFilter();

    QTest::keyClicks(filter, QStringLiteral("mistral"));
    EXPECT_EQ(list->model()->rowCount(), 1);
    QTest::keyClick(filter, Qt::Key_Down);

    ASSERT_EQ(chosen.size(), 1);
    EXPECT_EQ(chosen[0][0].toString(), QStringLiteral("mistralai/Mistral-7B-v0.3"));
}

TEST_F(LibraryPageTest, OffersToClearAFilterWithoutMatch) {
    showRows();
    QTest::keyClicks(filter, QStringLiteral("zzz"));
    ASSERT_TRUE(page.findChild<EmptyState*>()->isVisible());

    QTest::mouseClick(visibleButton(), Qt::LeftButton);

    EXPECT_EQ(page.filterText(), QString());
    EXPECT_TRUE(list->isVisible());
}

TEST_F(LibraryPageTest, OffersTheSampleWhenThereIsNothing) {
    page.setView({LibraryPicture::empty, {}, true});
    QSignalSpy sample(&page, &LibraryPage::sampleRequested);

    QTest::mouseClick(visibleButton(), Qt::LeftButton);

    EXPECT_EQ(sample.size(), 1);
}

TEST_F(LibraryPageTest, OffersAFolderWhenThereIsNoSample) {
    page.setView({LibraryPicture::empty, {}, false});
    QSignalSpy folder(&page, &LibraryPage::addFolderRequested);

    QTest::mouseClick(visibleButton(), Qt::LeftButton);

    EXPECT_EQ(folder.size(), 1);
}

TEST_F(LibraryPageTest, OffersToTryAgainAfterAFailure) {
    page.setView({LibraryPicture::failed, QStringLiteral("Permission denied."), true});
    QSignalSpy rescan(&page, &LibraryPage::rescanRequested);

    QTest::mouseClick(visibleButton(), Qt::LeftButton);

    EXPECT_EQ(rescan.size(), 1);
}

}  // namespace

}  // namespace ui
