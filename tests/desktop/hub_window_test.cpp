#include "desktop/hub_window.hpp"

#include "ui/pages/account_section.hpp"
#include "ui/pages/library_page.hpp"

#include <QLineEdit>

#include <gmock/gmock.h>

namespace app {
namespace {

using quince::ConversionState;
using quince::Error;
using quince::ErrorCode;
using test::becomes;
using test::HubWindow;

TEST_F(HubWindow, AsksNothingBeforeThePersonLooks) {
    open();
    ASSERT_TRUE(becomes([&] {
        return m_app->window().libraryPage().findChild<QListView*>()->isVisible() ||
               button(QStringLiteral("Add a folder…")) != nullptr;
    }));
    EXPECT_EQ(m_searches, 0);

    lookAtHub();

    EXPECT_TRUE(becomes([&] { return rows()->model()->rowCount() == 2; }));
    EXPECT_EQ(m_searches, 1);
}

TEST_F(HubWindow, DownloadsAndConvertsInOneEntry) {
    open();
    lookAtHub();
    chooseRow(0);
    click("Download and convert");
    ASSERT_TRUE(becomes([&] { return jobs().size() == 1 && isEnd(jobs().front().state); }));

    EXPECT_EQ(jobs().front().state, ConversionState::succeeded)
        << (jobs().front().errors.empty() ? "" : jobs().front().error().message);
    const auto made = m_folder / "home/.lmstudio/models/kim/Tiny-MLX-4bit";
    EXPECT_TRUE(std::filesystem::exists(made / "model.safetensors"));
    EXPECT_EQ(jobs().front().jobs->front().sourceRevision, commit);
    EXPECT_FALSE(jobs().front().jobs->front().plan.inspection->checkpoint.isRemote);
    // The page now shows the model that is on the disk.
    EXPECT_TRUE(becomes([&] { return button(QStringLiteral("Convert to MLX")) != nullptr; }));
    EXPECT_TRUE(becomes([&] { return !m_app->window().libraryPage().selectedId().isEmpty(); }));
}

TEST_F(HubWindow, PausesAndResumesADownload) {
    m_holds = true;
    open();
    lookAtHub();
    chooseRow(0);
    click("Download");
    click("Pause");
    ASSERT_TRUE(becomes([&] { return jobs().front().state == ConversionState::stopped; }));
    EXPECT_TRUE(becomes([&] { return button(QStringLiteral("Download"))->isEnabled(); }));

    m_holds = false;
    click("Resume");

    ASSERT_TRUE(becomes([&] { return jobs().front().state == ConversionState::succeeded; }));
    EXPECT_TRUE(jobs().front().onlyDownloads());
}

TEST_F(HubWindow, AStoppedDownloadIsInTheLibraryAndGoesOnFromThere) {
    m_holds = true;
    open();
    lookAtHub();
    chooseRow(0);
    click("Download and convert");
    click("Stop");
    ASSERT_TRUE(becomes([&] { return jobs().isEmpty(); }));

    m_app->window().finder().setSide(ui::Finder::Side::disk);
    auto* list = m_app->window().libraryPage().findChild<QListView*>();
    ASSERT_TRUE(becomes([&] { return list->model()->rowCount() == 1 && list->isVisible(); }));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                      list->visualRect(list->model()->index(0, 0)).center());
    m_holds = false;
    click("Resume download");

    ASSERT_TRUE(becomes(
        [&] { return jobs().size() == 1 && jobs().front().state == ConversionState::succeeded; }));
    click("Convert to MLX");
    EXPECT_TRUE(becomes([&] { return jobs().size() == 2 && isEnd(jobs().back().state); }));
    EXPECT_EQ(jobs().back().state, ConversionState::succeeded);
}

TEST_F(HubWindow, SaysWhatToDoAboutAGatedModel) {
    open();
    lookAtHub();
    chooseRow(1);
    click("Open its page");

    EXPECT_EQ(m_pages, QStringList{QStringLiteral("https://huggingface.co/kim/Gated")});
    click("Sign in…");
    EXPECT_TRUE(becomes([&] {
        auto* account = m_app->window().findChild<ui::AccountSection*>();
        return account != nullptr && account->field()->hasFocus();
    }));
    QTest::keyClick(QApplication::activeModalWidget(), Qt::Key_Escape);
}

TEST_F(HubWindow, ShowsAGatedModelOnceThePersonIsSignedIn) {
    open();
    lookAtHub();
    chooseRow(1);
    click("Sign in…");
    auto* account = m_app->window().findChild<ui::AccountSection*>();
    QTest::keyClicks(account->field(), QStringLiteral("hf_wrong"));
    click("Sign in");
    ASSERT_TRUE(becomes([&] { return m_app->account().view().state == ui::AccountState::failed; }));

    QTest::keyClicks(account->field(), QStringLiteral("hf_kim"));
    click("Sign in");
    ASSERT_TRUE(
        becomes([&] { return m_app->account().view().state == ui::AccountState::signedIn; }));
    QTest::keyClick(QApplication::activeModalWidget(), Qt::Key_Escape);

    EXPECT_TRUE(becomes([&] {
        return button(QStringLiteral("Download and convert")) != nullptr &&
               button(QStringLiteral("Download and convert"))->isEnabled();
    }));
    for (const char* file : {"quince.ini", "quince.log"}) {
        EXPECT_THAT(quince::test::contentOf(m_folder / file),
                    testing::Not(testing::HasSubstr("hf_")))
            << file;
    }
}

TEST_F(HubWindow, GoesStraightToAPastedAddress) {
    open();
    lookAtHub();
    auto* field = m_app->window().hubPage().findChild<QLineEdit*>();
    field->setText(QStringLiteral("https://huggingface.co/kim/Tiny"));

    ASSERT_TRUE(becomes([&] {
        return button(QStringLiteral("Download and convert")) != nullptr &&
               button(QStringLiteral("Download and convert"))->isEnabled();
    }));
    EXPECT_EQ(m_app->window().hubPage().selectedId(), QStringLiteral("kim/Tiny"));
}

TEST_F(HubWindow, DoesNotDownloadWithoutRoom) {
    m_spaceFree = 1'000'000;
    open();
    lookAtHub();
    chooseRow(0);
    ASSERT_TRUE(becomes([&] { return button(QStringLiteral("Download and convert")) != nullptr; }));

    ASSERT_TRUE(becomes([&] {
        return button(QStringLiteral("Download and convert"))
            ->toolTip()
            .contains(QStringLiteral("cache's disk"));
    }));
    EXPECT_FALSE(button(QStringLiteral("Download and convert"))->isEnabled());
    EXPECT_FALSE(button(QStringLiteral("Download"))->isEnabled());
}

TEST_F(HubWindow, AimsAtASizeOnlyOnceTheWeightsAreHere) {
    quince::Budget budget;
    budget.bitsPerWeight = 6;
    m_settings.setLastBudget(budget);
    open();
    lookAtHub();
    chooseRow(0);
    ASSERT_TRUE(becomes([&] {
        return button(QStringLiteral("Download")) != nullptr &&
               button(QStringLiteral("Download"))->isEnabled();
    }));
    EXPECT_FALSE(button(QStringLiteral("Download and convert"))->isEnabled());

    click("Download");

    EXPECT_TRUE(becomes([&] {
        return button(QStringLiteral("Convert to MLX")) != nullptr &&
               button(QStringLiteral("Convert to MLX"))->isEnabled();
    }));
}

TEST_F(HubWindow, ShowsWhatIsOnTheDiskInsteadOfDownloadingItAgain) {
    open();
    lookAtHub();
    chooseRow(0);
    click("Download");
    ASSERT_TRUE(becomes([&] { return jobs().size() == 1 && isEnd(jobs().front().state); }));
    ASSERT_TRUE(becomes([&] { return button(QStringLiteral("Convert to MLX")) != nullptr; }));
    chooseRow(1);
    ASSERT_TRUE(becomes([&] { return button(QStringLiteral("Open its page")) != nullptr; }));

    chooseRow(0);

    EXPECT_TRUE(becomes([&] {
        return button(QStringLiteral("Convert to MLX")) != nullptr &&
               button(QStringLiteral("Convert to MLX"))->isEnabled();
    }));
}

TEST_F(HubWindow, AsksNothingWhenOffline) {
    m_offline = QStringLiteral("HF_HUB_OFFLINE is set.");
    open();
    lookAtHub();
    auto* field = m_app->window().hubPage().findChild<QLineEdit*>();
    QTest::keyClicks(field, QStringLiteral("qwen"));
    QTest::keyClick(field, Qt::Key_Return);
    click("Show what is on this disk");

    EXPECT_EQ(m_app->window().finder().side(), ui::Finder::Side::disk);
    EXPECT_EQ(m_searches, 0);
}

TEST_F(HubWindow, RemembersSearchAndOrderButNoToken) {
    open();
    lookAtHub();
    auto* field = m_app->window().hubPage().findChild<QLineEdit*>();
    QTest::keyClicks(field, QStringLiteral("Tiny"));
    Q_EMIT m_app->window().hubPage().sortChanged(ui::HubSort::likes);
    field->setText(QStringLiteral("hf_secret"));

    open();

    EXPECT_EQ(m_app->window().hubPage().text(), QStringLiteral("Tiny"));
    EXPECT_EQ(m_app->window().hubPage().sort(), ui::HubSort::likes);
}

}  // namespace
}  // namespace app
