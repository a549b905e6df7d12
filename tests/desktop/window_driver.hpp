#pragma once

#include "desktop/app_window.hpp"
#include "desktop/test_models.hpp"
#include "ui/pages/model_page.hpp"

#include <QApplication>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QTest>

#include <gtest/gtest.h>

namespace app::test {

/// The whole program with a home of its own, driven as a person drives it; what it asks of the
/// computer is written down.
class WindowDriver : public testing::Test {
protected:
    WindowDriver() : m_theme(*qApp) {
        std::filesystem::create_directories(m_folder / "home/.lmstudio");
    }

    AppWindow& openWith(ConvertFunction convert, HubAccess hub, const QString& sampleFolder) {
        SystemServices services;
        services.reveal = [this](const QString& path) { m_revealed.append(path); };
        services.openFile = [this](const QString& file) { m_openedFiles.append(file); };
        services.openPage = [this](const QUrl& page) { m_pages.append(page.toString()); };
        services.notify = [this](QWidget*, const QString& title, const QString&) {
            m_notified.append(title);
        };
        services.keepAwake = [this](const QString&) {
            ++m_awake;
            return std::shared_ptr<void>(nullptr, [this](void*) { --m_awake; });
        };
        m_app.reset();
        m_app = std::make_unique<AppWindow>(AppParts{
            m_settings, m_log, m_theme, emptyHome(m_folder), quince::ArchitectureLibrary::builtIn(),
            sampleFolder, services, std::move(convert), std::move(hub), m_lmStudio});
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

    void click(const char* words) { click(QString::fromUtf8(words)); }
    void click(const QString& words) {
        ASSERT_TRUE(becomes([&] { return button(words) != nullptr && button(words)->isEnabled(); }))
            << words.toStdString();
        QTest::mouseClick(button(words), Qt::LeftButton);
    }

    /// By key: what was just unfolded may still move away under a pointer.
    void press(const QString& words) {
        ASSERT_TRUE(becomes([&] { return button(words) != nullptr && button(words)->isEnabled(); }))
            << words.toStdString();
        button(words)->setFocus();
        QTest::keyClick(button(words), Qt::Key_Space);
    }

    /// Drags files over the window and lets go. Gives whether the window let them in.
    bool drop(const QList<QUrl>& urls) {
        QMimeData data;
        data.setUrls(urls);
        ui::MainWindow& window = m_app->window();
        const QPoint middle = window.rect().center();
        QDragEnterEvent enter(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &enter);
        QDragMoveEvent move(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &move);
        if (!move.isAccepted()) {
            QDragLeaveEvent leave;
            QApplication::sendEvent(&window, &leave);
            return false;
        }
        QDropEvent dropped(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &dropped);
        return dropped.isAccepted();
    }

    /// By its accessible name.
    template <typename Widget>
    Widget* control(const char* name) {
        for (Widget* one : m_app->window().findChildren<Widget*>()) {
            if (one->accessibleName() == QLatin1String(name)) {
                return one;
            }
        }
        return nullptr;
    }

    /// Whether a label of the model page says these words.
    bool says(const QString& words) {
        for (const QLabel* label : m_app->window().modelPage().findChildren<QLabel*>()) {
            if (label->isVisible() && label->text().contains(words)) {
                return true;
            }
        }
        return false;
    }

    /// All that the model page says, for a test that waits for something else.
    std::string words() {
        QStringList all;
        for (const QLabel* label : m_app->window().modelPage().findChildren<QLabel*>()) {
            all.append(label->isVisible() ? label->text() : QString());
        }
        return all.join(QLatin1Char('|')).toStdString();
    }

    bool dropModel(const std::string& name) {
        return drop({QUrl::fromLocalFile(text(makeModel(m_folder, name)))});
    }

    const QList<QueuedJob>& jobs() { return m_app->conversions().jobs(); }

    TempFolder m_folder;
    ui::Theme m_theme;
    Settings m_settings{text(m_folder / "quince.ini")};
    LogFile m_log{text(m_folder / "quince.log")};
    QStringList m_revealed;
    QStringList m_openedFiles;
    QStringList m_pages;  ///< opened in the browser
    QStringList m_notified;
    LmStudioCalls m_lmStudio;
    int m_awake = 0;
    std::unique_ptr<AppWindow> m_app;
};

}  // namespace app::test
