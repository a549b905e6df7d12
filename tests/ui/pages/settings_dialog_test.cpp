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
