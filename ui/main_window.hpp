#pragma once

#include "ui/pages/about_view.hpp"
#include "ui/pages/evaluate_view.hpp"
#include "ui/pages/folder_picker.hpp"
#include "ui/pages/publish_dialog.hpp"
#include "ui/pages/settings_view.hpp"

#include <QByteArray>
#include <QList>
#include <QMainWindow>
#include <QUrl>

#include <functional>

class QAction;
class QSplitter;

namespace ui {

class ConversionPane;
class DropArea;
class EvaluateDialog;
class Finder;
class HubPage;
class LibraryPage;
class ModelPage;
class SettingsDialog;

/// What would happen if these files were dropped.
struct DropVerdict {
    bool accepted = false;
    QString text;  ///< "Add Qwen3-8B", or why not
};

/// How the window lay when it was last closed. Empty parts: defaults.
struct WindowLayout {
    QByteArray geometry;
    QByteArray columns;
    QByteArray rows;
    bool advancedShown = false;
};

/// The one window: library, model, conversions. It arranges pages and asks for folders; whoever
/// owns it connects the pages' signals.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(QWidget* parent = nullptr);

    [[nodiscard]] Finder& finder() { return *m_finder; }
    [[nodiscard]] LibraryPage& libraryPage();
    [[nodiscard]] HubPage& hubPage();
    [[nodiscard]] ModelPage& modelPage() { return *m_model; }
    [[nodiscard]] ConversionPane& conversionPane() { return *m_conversions; }

    /// Judges a drag by its URLs; quick, no more disk work than `exists`.
    void setDropJudge(std::function<DropVerdict(const QList<QUrl>&)> judge);
    void setFolderPicker(FolderPicker picker);
    void setFilePicker(FolderPicker picker);
    void setSavePicker(FolderPicker picker);
    void setAbout(const AboutView& view) { m_about = view; }

    [[nodiscard]] WindowLayout windowLayout() const;
    void restoreWindowLayout(const WindowLayout& layout);

    /// Opens the dialog; settingsApplied follows when the person says so. Whoever asked connects
    /// its account.
    SettingsDialog* showSettings(const SettingsView& view, const SettingsHints& hints);
    /// Opens the dialog, which deletes itself when it is closed; whoever asked connects it.
    EvaluateDialog* showEvaluate(const QString& model, const EvaluationChoice& choice);
    /// Opens the dialog beside the window, which can be used meanwhile: sending takes long. It
    /// deletes itself when it is closed; whoever asked connects it.
    PublishDialog* showPublish(const QString& model, const PublishChoice& choice,
                               PublishJudge judge);
    /// Brings a job that was just queued into view; the keyboard follows from the Convert button,
    /// which has nothing more to do.
    void showQueued(const QString& jobId);
    /// Enables Convert in the menu; the page's own button follows setConvert.
    void setConvertEnabled(bool enabled);
    /// Proposed as the name of a recipe file; empty: there is nothing to save.
    void setRecipeName(const QString& name);

Q_SIGNALS:
    void folderAddRequested(const QString& folder);  ///< chosen in the dialog
    void dropped(const QList<QUrl>& urls);           ///< judged acceptable before
    void recipeOpenRequested(const QString& file);
    void recipeSaveRequested(const QString& file);
    void rescanRequested();
    void convertRequested();
    void stopRequested(const QString& jobId);
    void settingsRequested();  ///< answer with showSettings
    void settingsApplied(const ui::SettingsView& view);
    void openLogRequested();
    void closeRequested();  ///< only when setCloseGuarded(true)

public:
    /// While guarded (work is running), closing emits closeRequested instead.
    void setCloseGuarded(bool guarded) { m_closeGuarded = guarded; }

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void makeMenus();
    void makeFileMenu();
    void makeConversionMenu();
    void makeHelpMenu();
    void connectPages();
    void addFolder();
    void chooseDestination();
    void openRecipe();
    void saveRecipe();
    void escape();
    void showPane(bool empty);
    void fitPane();
    void showRunning(const QString& jobId);
    void showShortcuts();
    void showAbout();

    Finder* m_finder;
    ModelPage* m_model;
    ConversionPane* m_conversions;
    DropArea* m_dropArea;
    QSplitter* m_columns;
    QSplitter* m_rows;
    QAction* m_convertAction = nullptr;
    QAction* m_stopAction = nullptr;
    QAction* m_saveRecipeAction = nullptr;
    std::function<DropVerdict(const QList<QUrl>&)> m_judge;
    DropVerdict m_verdict;
    FolderPicker m_picker;
    FolderPicker m_filePicker;
    FolderPicker m_savePicker;
    AboutView m_about;
    QString m_recipeName;
    bool m_closeGuarded = false;
};

}  // namespace ui
