#include "desktop/hub_window.hpp"
#include "ui/pages/account_section.hpp"
#include "ui/pages/publish_dialog.hpp"

#include <QLineEdit>
#include <QPointer>

#include <gmock/gmock.h>

namespace app {
namespace {

using quince::ConversionState;
using test::becomes;

/// The window with a model that was just made, and somebody signed in.
class PublishWindow : public test::HubWindow {
protected:
    void makeModelAndOpenDialog() {
        open();
        lookAtHub();
        chooseRow(0);
        click("Download and convert");
        ASSERT_TRUE(becomes([&] { return jobs().size() == 1 && isEnd(jobs().front().state); }));
        openDialog();
    }

    void openDialog() {
        click("Publish…");
        ASSERT_TRUE(
            becomes([&] { return m_app->account().view().state != ui::AccountState::checking; }));
        m_dialog = m_app->window().findChildren<ui::PublishDialog*>().last();
    }

    void signIn() {
        QTest::keyClicks(m_dialog->findChild<ui::AccountSection*>()->field(),
                         QStringLiteral("hf_kim"));
        click("Sign in");
    }

    QPointer<ui::PublishDialog> m_dialog;
};

TEST_F(PublishWindow, PublishesWhatItMade) {
    makeModelAndOpenDialog();
    EXPECT_FALSE(button(QStringLiteral("Publish"))->isEnabled());

    signIn();
    m_holds = true;
    click("Publish");
    click("Stop");
    ASSERT_TRUE(becomes([&] { return button(QStringLiteral("Resume")) != nullptr; }));
    m_holds = false;
    click("Resume");
    click("Open its page");

    EXPECT_EQ(m_order.repoId, "kim/Tiny-MLX-4bit");
    EXPECT_FALSE(m_order.isPublic);
    EXPECT_THAT(m_order.card, testing::HasSubstr("library_name: mlx"));
    EXPECT_EQ(m_pages.back(), QStringLiteral("https://huggingface.co/kim/Tiny-MLX-4bit"));
    click("Close");
}

TEST_F(PublishWindow, GoesOnBesideTheWindowUntilThePersonStopsIt) {
    makeModelAndOpenDialog();
    signIn();
    m_holds = true;
    click("Publish");
    ASSERT_TRUE(becomes([&] { return m_app->publishing().isRunning(); }));
    EXPECT_EQ(QApplication::activeModalWidget(), nullptr);

    click("Publish…");  // shows the dialog that is there
    EXPECT_EQ(m_app->window().findChildren<ui::PublishDialog*>().size(), 1);
    QTest::keyClick(m_dialog, Qt::Key_Escape);
    click("Keep publishing");
    EXPECT_TRUE(m_app->publishing().isRunning());
    QTest::keyClick(m_dialog, Qt::Key_Escape);
    ASSERT_NE(QApplication::activeModalWidget(), nullptr);
    click("Stop");

    EXPECT_TRUE(becomes([&] { return !m_app->publishing().isRunning(); }));
    EXPECT_EQ(m_app->publishing().view().state, ConversionState::stopped);
    EXPECT_TRUE(becomes([&] { return m_dialog == nullptr; }));
}

TEST_F(PublishWindow, AsksBeforeItClosesWhilePublishing) {
    makeModelAndOpenDialog();
    signIn();
    m_holds = true;
    click("Publish");
    ASSERT_TRUE(becomes([&] { return m_app->publishing().isRunning(); }));

    m_app->window().close();
    click("Keep publishing");
    EXPECT_TRUE(m_app->window().isVisible());
    EXPECT_TRUE(m_app->publishing().isRunning());
    m_app->window().close();
    click("Stop");

    EXPECT_TRUE(becomes([&] { return !m_app->window().isVisible(); }));
    EXPECT_FALSE(m_app->publishing().isRunning());
}

}  // namespace
}  // namespace app
