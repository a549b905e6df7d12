#pragma once

#include "desktop/app_window.hpp"
#include "desktop/test_models.hpp"
#include "ui/pages/finder.hpp"
#include "ui/pages/hub_page.hpp"
#include "ui/widgets/segmented.hpp"

#include <QApplication>
#include <QListView>
#include <QPushButton>
#include <QTest>

#include <gtest/gtest.h>

namespace app::test {

/// The whole program with a home of its own, driven as a person drives it.
class HubWindowDriver : public testing::Test {
protected:
    HubWindowDriver() : m_theme(*qApp) {
        std::filesystem::create_directories(m_folder / "home/.lmstudio");
    }

    AppWindow& openWith(HubAccess hub) {
        SystemServices services;
        services.reveal = [](const QString&) {};
        services.openFile = [](const QString&) {};
        services.openPage = [this](const QUrl& page) { m_pages.append(page.toString()); };
        services.notify = [](QWidget*, const QString&, const QString&) {};
        services.keepAwake = [](const QString&) { return std::shared_ptr<void>(); };
        m_app.reset();
        m_app = std::make_unique<AppWindow>(AppParts{
            m_settings, m_log, m_theme, emptyHome(m_folder), quince::ArchitectureLibrary::builtIn(),
            QString(), services, quince::convertTogether, std::move(hub)});
        m_app->start({});
        EXPECT_TRUE(QTest::qWaitForWindowExposed(&m_app->window()));
        return *m_app;
    }

    /// A visible button by its text.
    QPushButton* button(const QString& words) {
        QWidget* top = QApplication::activeModalWidget();
        for (QWidget* owner : {top, static_cast<QWidget*>(&m_app->window())}) {
            if (owner == nullptr) {
                continue;
            }
            for (QPushButton* one : owner->findChildren<QPushButton*>()) {
                if (one->text().remove(QLatin1Char('&')) == words && one->isVisible()) {
                    return one;
                }
            }
        }
        return nullptr;
    }

    void click(const char* words) {
        const QString text = QString::fromUtf8(words);
        ASSERT_TRUE(becomes([&] { return button(text) != nullptr && button(text)->isEnabled(); }))
            << words;
        QTest::mouseClick(button(text), Qt::LeftButton);
    }

    QListView* rows() { return m_app->window().hubPage().findChild<QListView*>(); }

    void lookAtHub() {
        auto* segments = m_app->window().finder().findChild<ui::Segmented*>();
        QTest::mouseClick(segments->findChildren<QAbstractButton*>()[1], Qt::LeftButton);
    }

    void chooseRow(int row) {
        ASSERT_TRUE(becomes([&] { return rows()->model()->rowCount() > row; }));
        const QRect rect = rows()->visualRect(rows()->model()->index(row, 0));
        QTest::mouseClick(rows()->viewport(), Qt::LeftButton, {}, rect.center());
    }

    const QList<QueuedJob>& jobs() { return m_app->conversions().jobs(); }

    TempFolder m_folder;
    ui::Theme m_theme;
    Settings m_settings{text(m_folder / "quince.ini")};
    LogFile m_log{text(m_folder / "quince.log")};
    QStringList m_pages;  ///< opened in the browser
    std::unique_ptr<AppWindow> m_app;
};

}  // namespace app::test
