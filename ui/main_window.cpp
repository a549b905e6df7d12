#include "ui/main_window.hpp"

#include "ui/pages/about.hpp"
#include "ui/pages/conversion_pane.hpp"
#include "ui/pages/evaluate_dialog.hpp"
#include "ui/pages/finder.hpp"
#include "ui/pages/library_page.hpp"
#include "ui/pages/model_page.hpp"
#include "ui/pages/settings_dialog.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/widgets/drop_area.hpp"

#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

namespace {

constexpr QSize usualSize(1080, 700);
constexpr QSize leastSize(640, 400);
constexpr int libraryWidth = 320;
constexpr int leastLibraryWidth = 220;
constexpr double mostPaneShare = 0.45;

}  // namespace

MainWindow::MainWindow(QWidget* parent)
    : QMainWindow(parent),
      m_finder(new Finder),
      m_model(new ModelPage),
      m_conversions(new ConversionPane),
      m_columns(new QSplitter(Qt::Horizontal)),
      m_rows(new QSplitter(Qt::Vertical)),
      m_picker(systemFolderPicker()),
      m_filePicker(systemFilePicker()),
      m_savePicker(systemSavePicker()) {
    setWindowTitle(QStringLiteral("Quince"));
    setAcceptDrops(true);
    setMinimumSize(leastSize);
    m_finder->setMinimumWidth(leastLibraryWidth);
    m_columns->addWidget(m_finder);
    m_columns->addWidget(m_model);
    m_columns->setStretchFactor(0, 0);
    m_columns->setStretchFactor(1, 1);
    m_columns->setChildrenCollapsible(false);
    m_columns->setSizes({libraryWidth, usualSize.width() - libraryWidth});
    m_rows->addWidget(m_columns);
    m_rows->addWidget(m_conversions);
    m_rows->setStretchFactor(0, 1);
    m_rows->setStretchFactor(1, 0);
    m_rows->setChildrenCollapsible(false);
    auto* whole = new QWidget(this);
    auto* column = new QVBoxLayout(whole);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_rows);
    setCentralWidget(whole);
    m_conversions->hide();
    m_dropArea = new DropArea(whole);  // over the splitters, not one of their panes
    resize(usualSize);
    makeMenus();
    connectPages();
    m_finder->focusField();
}

void MainWindow::connectPages() {
    connect(&libraryPage(), &LibraryPage::addFolderRequested, this, &MainWindow::addFolder);
    connect(&libraryPage(), &LibraryPage::rescanRequested, this, &MainWindow::rescanRequested);
    connect(m_model, &ModelPage::convertRequested, this, &MainWindow::convertRequested);
    connect(m_model, &ModelPage::chooseFolderRequested, this, &MainWindow::chooseDestination);
    connect(m_model, &ModelPage::recipeOpenRequested, this, &MainWindow::openRecipe);
    connect(m_model, &ModelPage::recipeSaveRequested, this, &MainWindow::saveRecipe);
    connect(m_conversions, &ConversionPane::stopRequested, this, &MainWindow::stopRequested);
    connect(m_conversions, &ConversionPane::runningChanged, this, &MainWindow::showRunning);
    connect(m_conversions, &ConversionPane::emptyChanged, this, &MainWindow::showPane);
    connect(m_conversions, &ConversionPane::roomWanted, this, &MainWindow::fitPane);
}

void MainWindow::showPane(bool empty) {
    m_conversions->setVisible(!empty);
}

void MainWindow::fitPane() {
    const int most = static_cast<int>(m_rows->height() * mostPaneShare);
    const int wanted = std::min(most, m_conversions->sizeHint().height());
    if (m_conversions->height() < wanted || !m_rows->isVisible()) {
        m_rows->setSizes({m_rows->height() - wanted, wanted});
    }
}

LibraryPage& MainWindow::libraryPage() {
    return m_finder->library();
}

HubPage& MainWindow::hubPage() {
    return m_finder->hub();
}

void MainWindow::setDropJudge(std::function<DropVerdict(const QList<QUrl>&)> judge) {
    m_judge = std::move(judge);
}

void MainWindow::setFolderPicker(FolderPicker picker) {
    m_picker = std::move(picker);
}

void MainWindow::setFilePicker(FolderPicker picker) {
    m_filePicker = std::move(picker);
}

void MainWindow::setSavePicker(FolderPicker picker) {
    m_savePicker = std::move(picker);
}

WindowLayout MainWindow::windowLayout() const {
    return {saveGeometry(), m_columns->saveState(), m_rows->saveState(), m_model->advancedShown()};
}

void MainWindow::restoreWindowLayout(const WindowLayout& layout) {
    restoreGeometry(layout.geometry);
    m_columns->restoreState(layout.columns);
    m_rows->restoreState(layout.rows);
    m_model->setAdvancedShown(layout.advancedShown);
    m_conversions->setVisible(!m_conversions->isEmpty());
}

SettingsDialog* MainWindow::showSettings(const SettingsView& view, const SettingsHints& hints) {
    auto* dialog = new SettingsDialog(view, hints, m_picker, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &SettingsDialog::applied, this, &MainWindow::settingsApplied);
    dialog->open();
    return dialog;
}

PublishDialog* MainWindow::showPublish(const QString& model, const PublishChoice& choice,
                                       PublishJudge judge) {
    auto* dialog = new PublishDialog(model, choice, std::move(judge), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
    return dialog;
}

EvaluateDialog* MainWindow::showEvaluate(const QString& model, const EvaluationChoice& choice) {
    auto* dialog = new EvaluateDialog(model, choice, m_filePicker, m_picker, m_savePicker, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
    return dialog;
}

void MainWindow::showQueued(const QString& jobId) {
    m_conversions->scrollTo(jobId);
    if (m_model->isConvertFocused()) {
        m_conversions->focusJob(jobId);
    }
}

void MainWindow::addFolder() {
    const QString folder = m_picker(this, tr("Add a folder with models"), {});
    if (!folder.isEmpty()) {
        Q_EMIT folderAddRequested(folder);
    }
}

void MainWindow::chooseDestination() {
    Destination destination = m_model->destination();
    const QString folder = m_picker(this, tr("Folder for the new model"), destination.parentFolder);
    if (!folder.isEmpty()) {
        m_model->setParentFolder(folder);
    }
}

void MainWindow::openRecipe() {
    const QString file = m_filePicker(this, tr("Open a recipe"), {});
    if (!file.isEmpty()) {
        Q_EMIT recipeOpenRequested(file);
    }
}

void MainWindow::saveRecipe() {
    const QString file = m_savePicker(this, tr("Save the recipe"), m_recipeName);
    if (!file.isEmpty()) {
        Q_EMIT recipeSaveRequested(file);
    }
}

void MainWindow::escape() {
    if (m_dropArea->isVisible()) {
        m_dropArea->hide();
    } else if (m_finder->hasText()) {
        m_finder->clearText();
    } else if (const QString id = m_conversions->runningId(); !id.isEmpty()) {
        Q_EMIT stopRequested(id);
    }
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (m_closeGuarded) {
        event->ignore();
        Q_EMIT closeRequested();
    } else {
        QMainWindow::closeEvent(event);
    }
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!event->mimeData()->hasUrls() || !m_judge) {
        event->ignore();
        return;
    }
    m_verdict = m_judge(event->mimeData()->urls());
    m_dropArea->showVerdict(m_verdict.accepted, m_verdict.text);
    // Taken even when refused, so that the leaving is told; the move below says no.
    event->setDropAction(Qt::CopyAction);
    event->accept();
}

void MainWindow::dragMoveEvent(QDragMoveEvent* event) {
    if (m_verdict.accepted) {
        event->setDropAction(Qt::CopyAction);
        event->accept();
    } else {
        event->ignore();
    }
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent*) {
    m_dropArea->hide();
}

void MainWindow::dropEvent(QDropEvent* event) {
    m_dropArea->hide();
    if (m_verdict.accepted && event->mimeData()->hasUrls()) {
        event->setDropAction(Qt::CopyAction);
        event->accept();
        Q_EMIT dropped(event->mimeData()->urls());
    }
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    m_dropArea->setGeometry(centralWidget()->rect());
}

}  // namespace ui
