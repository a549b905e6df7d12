#pragma once

#include "ui/pages/folder_picker.hpp"
#include "ui/pages/settings_view.hpp"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QSpinBox;

namespace ui {

class AccountSection;
class FolderField;

/// The settings, as one value in and one value out.
class SettingsDialog : public QDialog {
    Q_OBJECT

public:
    SettingsDialog(const SettingsView& view, SettingsHints hints, FolderPicker picker,
                   QWidget* parent = nullptr);

    [[nodiscard]] SettingsView view() const;
    /// The account is no part of the settings: what is asked of it holds at once.
    [[nodiscard]] AccountSection& account() { return *m_account; }

Q_SIGNALS:
    void applied(const ui::SettingsView& view);  ///< OK was pressed

public:
    void accept() override;

private:
    QWidget* makeLibrary();
    QWidget* makeFolders(QWidget* parent);
    QWidget* makeResult();
    QWidget* makeWork();
    void fill(const SettingsView& view);
    void refresh();

    SettingsHints m_hints;
    FolderPicker m_picker;
    AccountSection* m_account = nullptr;
    FolderField* m_cacheFolder = nullptr;
    QListWidget* m_folders = nullptr;
    QPushButton* m_removeFolder = nullptr;
    FolderField* m_modelsFolder = nullptr;
    QLineEdit* m_publisher = nullptr;
    QLineEdit* m_template = nullptr;
    QLabel* m_example = nullptr;
    QSpinBox* m_threads = nullptr;
    QCheckBox* m_verify = nullptr;
    QCheckBox* m_open = nullptr;
    QComboBox* m_scheme = nullptr;
};

}  // namespace ui
