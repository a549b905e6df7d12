#include "ui/pages/settings_dialog.hpp"

#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

#include <gtest/gtest.h>

namespace ui {

namespace {

SettingsView someSettings() {
    SettingsView view;
    view.cacheFolder = QStringLiteral("/data/hub");
    view.folders = {QStringLiteral("/data/a"), QStringLiteral("/data/b")};
    view.modelsFolder = QStringLiteral("/data/models");
    view.publisher = QStringLiteral("kim");
    view.nameTemplate = QStringLiteral("{model}-MLX-{recipe}");
    view.threads = 3;
    view.verifyEverything = false;
    view.openWhenDone = true;
    view.scheme = Scheme::dark;
    return view;
}

SettingsHints someHints() {
    SettingsHints hints;
    hints.maxThreads = 8;
    return hints;
}

TEST(SettingsDialog, GivesBackWhatItWasGiven) {
    const SettingsDialog dialog(someSettings(), someHints(), {});

    EXPECT_EQ(dialog.view(), someSettings());
}

TEST(SettingsDialog, AppliesWhatWasTyped) {
    SettingsDialog dialog(someSettings(), someHints(), {});
    dialog.show();
    SettingsView applied;
    QObject::connect(&dialog, &SettingsDialog::applied, &dialog,
                     [&applied](const SettingsView& view) { applied = view; });
    for (QLineEdit* edit : dialog.findChildren<QLineEdit*>()) {
        if (edit->accessibleName() == QStringLiteral("Publisher")) {
            edit->selectAll();
            QTest::keyClicks(edit, QStringLiteral("robin"));
        }
    }

    QTest::mouseClick(dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok),
                      Qt::LeftButton);

    EXPECT_EQ(applied.publisher, QStringLiteral("robin"));
}

template <typename Widget>
Widget* named(const SettingsDialog& dialog, const char* name) {
    for (Widget* each : dialog.findChildren<Widget*>()) {
        if (each->accessibleName() == QLatin1String(name)) {
            return each;
        }
    }
    ADD_FAILURE() << "no control is called " << name;
    return nullptr;
}

TEST(SettingsDialog, ShowsTheCacheAsFoundUntilAnotherIsChosen) {
    SettingsHints hints = someHints();
    hints.foundCacheFolder = QStringLiteral("/home/kim/hub");
    QString start;
    const FolderPicker picker = [&start](QWidget*, const QString&, const QString& from) {
        start = from;
        return QStringLiteral("/data/hub");
    };
    SettingsDialog dialog({}, hints, picker);
    dialog.show();
    auto* edit = named<QLineEdit>(dialog, "Hugging Face cache");
    auto* reset = named<QPushButton>(dialog, "Reset the Hugging Face cache");
    EXPECT_EQ(edit->placeholderText(), QStringLiteral("/home/kim/hub"));
    EXPECT_FALSE(reset->isEnabled());

    QTest::mouseClick(named<QPushButton>(dialog, "Choose the Hugging Face cache"), Qt::LeftButton);
    EXPECT_EQ(start, QStringLiteral("/home/kim/hub"));
    EXPECT_EQ(dialog.view().cacheFolder, QStringLiteral("/data/hub"));

    QTest::mouseClick(reset, Qt::LeftButton);
    EXPECT_EQ(dialog.view().cacheFolder, QString());
    EXPECT_FALSE(reset->isEnabled());
}

TEST(SettingsDialog, OffersNoCacheWhereAVariableDecides) {
    SettingsHints hints = someHints();
    hints.cacheFixedBy = QStringLiteral("HF_HOME is set");
    const SettingsDialog dialog(someSettings(), hints, {});

    EXPECT_FALSE(named<QLineEdit>(dialog, "Hugging Face cache")->isEnabled());
    EXPECT_EQ(dialog.view(), someSettings());
}

TEST(SettingsDialog, AddsAFolderOnce) {
    const FolderPicker picker = [](QWidget*, const QString&, const QString&) {
        return QStringLiteral("/data/c");
    };
    SettingsDialog dialog(someSettings(), someHints(), picker);
    dialog.show();

    for (QPushButton* button : dialog.findChildren<QPushButton*>()) {
        if (button->text() == QStringLiteral("&Add folder…")) {
            QTest::mouseClick(button, Qt::LeftButton);
            QTest::mouseClick(button, Qt::LeftButton);
        }
    }

    EXPECT_EQ(dialog.view().folders.size(), 3);
    EXPECT_EQ(dialog.view().folders.last(), QStringLiteral("/data/c"));
}

}  // namespace

}  // namespace ui
