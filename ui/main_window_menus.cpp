#include "ui/main_window.hpp"
#include "ui/pages/about.hpp"
#include "ui/pages/conversion_pane.hpp"
#include "ui/pages/finder.hpp"
#include "ui/pages/model_page.hpp"

#include <QAction>
#include <QMenu>
#include <QMenuBar>
#include <QShortcut>

namespace ui {

void MainWindow::makeMenus() {
    makeFileMenu();
    QMenu* edit = menuBar()->addMenu(tr("&Edit"));
    edit->addAction(tr("&Find a model"), QKeySequence::Find, m_finder, &Finder::focusField);
    makeConversionMenu();
    makeHelpMenu();

    // Esc has two meanings; see escape(). The menu only shows it.
    connect(new QShortcut(Qt::Key_Escape, this), &QShortcut::activated, this, &MainWindow::escape);
    const auto go = [this](Qt::Key key, QWidget* pane) {
        auto* shortcut = new QShortcut(QKeySequence(Qt::CTRL | key), this);
        connect(shortcut, &QShortcut::activated, pane, [pane] {
            for (QWidget* child : pane->findChildren<QWidget*>()) {
                const bool canFocus = (child->focusPolicy() & Qt::TabFocus) != 0;
                if (canFocus && child->isVisible() && child->isEnabled()) {
                    child->setFocus(Qt::ShortcutFocusReason);
                    return;
                }
            }
        });
    };
    connect(new QShortcut(Qt::CTRL | Qt::Key_1, this), &QShortcut::activated, m_finder,
            &Finder::focusField);
    go(Qt::Key_2, m_model);
    go(Qt::Key_3, m_conversions);
}

void MainWindow::makeFileMenu() {
    QMenu* file = menuBar()->addMenu(tr("&File"));
    file->addAction(tr("&Add folder…"), QKeySequence::Open, this, &MainWindow::addFolder);
    file->addAction(tr("&Rescan"), QKeySequence::Refresh, this, &MainWindow::rescanRequested);
    file->addSeparator();
    file->addAction(tr("Open r&ecipe…"), this, &MainWindow::openRecipe);
    m_saveRecipeAction = file->addAction(tr("Save reci&pe…"), this, &MainWindow::saveRecipe);
    m_saveRecipeAction->setShortcut(QKeySequence::Save);
    m_saveRecipeAction->setEnabled(false);
    file->addSeparator();
    QAction* settings = file->addAction(tr("&Settings…"), this, &MainWindow::settingsRequested);
    settings->setShortcut(Qt::CTRL | Qt::Key_Comma);
    settings->setMenuRole(QAction::PreferencesRole);
    file->addSeparator();
    QAction* quit = file->addAction(tr("&Quit"), this, &MainWindow::close);
    quit->setShortcut(Qt::CTRL | Qt::Key_Q);
    quit->setMenuRole(QAction::QuitRole);
}

void MainWindow::makeConversionMenu() {
    QMenu* menu = menuBar()->addMenu(tr("Con&version"));
    m_convertAction = menu->addAction(tr("&Convert to MLX"), this, &MainWindow::convertRequested);
    m_convertAction->setShortcuts(
        {QKeySequence(Qt::CTRL | Qt::Key_Return), QKeySequence(Qt::CTRL | Qt::Key_Enter)});
    m_convertAction->setEnabled(false);
    m_stopAction = menu->addAction(tr("&Stop") + QLatin1Char('\t') + tr("Esc"), this,
                                   [this] { Q_EMIT stopRequested(m_conversions->runningId()); });
    m_stopAction->setEnabled(false);
}

void MainWindow::makeHelpMenu() {
    QMenu* help = menuBar()->addMenu(tr("&Help"));
    help->addAction(tr("&Keyboard shortcuts"), QKeySequence::HelpContents, this,
                    &MainWindow::showShortcuts);
    help->addAction(tr("Open &log file"), this, &MainWindow::openLogRequested);
    help->addSeparator();
    QAction* about = help->addAction(tr("&About Quince"), this, &MainWindow::showAbout);
    about->setMenuRole(QAction::AboutRole);
}

void MainWindow::setConvertEnabled(bool enabled) {
    m_convertAction->setEnabled(enabled);
}

void MainWindow::setRecipeName(const QString& name) {
    m_recipeName = name;
    m_saveRecipeAction->setEnabled(!name.isEmpty());
}

void MainWindow::showRunning(const QString& jobId) {
    m_stopAction->setEnabled(!jobId.isEmpty());
}

void MainWindow::showShortcuts() {
    showShortcutsDialog(this);
}

void MainWindow::showAbout() {
    showAboutDialog(m_about, this);
}

}  // namespace ui
