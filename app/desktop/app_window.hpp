#pragma once

#include "desktop/conversion_controller.hpp"
#include "desktop/evaluation_presenter.hpp"
#include "desktop/job_presenter.hpp"
#include "desktop/library_presenter.hpp"
#include "desktop/log_file.hpp"
#include "desktop/model_presenter.hpp"
#include "desktop/settings.hpp"
#include "desktop/system_services.hpp"
#include "ui/main_window.hpp"
#include "ui/theme/theme.hpp"

#include <QElapsedTimer>
#include <QObject>
#include <QStringList>

#include <memory>

namespace app {

/// What the window is made from. References must outlive it.
struct AppParts {
    Settings& settings;
    LogFile& log;
    ui::Theme& theme;
    quince::Environment environment;
    std::shared_ptr<const quince::ArchitectureLibrary> architectures;
    QString sampleFolder;  ///< empty: there is none
    SystemServices services;
    ConvertFunction convert;
};

/// The whole program behind one window: joins ui::MainWindow, the controllers and the computer.
class AppWindow : public QObject {
    Q_OBJECT

public:
    explicit AppWindow(AppParts parts);
    ~AppWindow() override;

    /// Shows the window first; scanning begins when it stands. `folders` are added.
    void start(const QStringList& folders);
    void addFolders(const QStringList& folders);

    [[nodiscard]] ui::MainWindow& window() { return m_window; }
    [[nodiscard]] ConversionController& conversions() { return m_conversions; }
    [[nodiscard]] EvaluationController& evaluation() { return m_evaluation.controller(); }

private:
    void connectLibrary();
    void connectModel();
    void connectJobs();
    void connectEvaluation();
    void connectWindow();

    void takeJobEnd(const QString& id);
    void logDownload(const QueuedJob& job);
    void setRunning(bool running);
    void requestStop(const QString& id);
    void requestClose();
    void showSettings();
    void applySettings(const ui::SettingsView& view);
    void rememberLayout();
    [[nodiscard]] ui::SettingsHints settingsHints() const;

    AppParts m_parts;
    ui::MainWindow m_window;
    ConversionController m_conversions;
    LibraryPresenter m_library;
    ModelPresenter m_model;
    JobPresenter m_jobs;
    EvaluationPresenter m_evaluation;
    std::shared_ptr<void> m_awake;
    std::shared_ptr<void> m_evaluationAwake;
    QElapsedTimer m_runningSince;
    bool m_closing = false;  ///< the window goes when the conversion has stopped
};

}  // namespace app
