#pragma once

#include "desktop/conversion_controller.hpp"
#include "desktop/evaluation_presenter.hpp"
#include "desktop/hub_presenter.hpp"
#include "desktop/job_presenter.hpp"
#include "desktop/library_presenter.hpp"
#include "desktop/lm_studio_controller.hpp"
#include "desktop/log_file.hpp"
#include "desktop/model_presenter.hpp"
#include "desktop/publish_presenter.hpp"
#include "desktop/settings.hpp"
#include "desktop/system_services.hpp"
#include "ui/main_window.hpp"
#include "ui/pages/stop_question.hpp"
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
    HubAccess hub{};
    LmStudioCalls lmStudio{};
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
    [[nodiscard]] AccountController& account() { return m_account; }
    [[nodiscard]] PublishController& publishing() { return m_publish.controller(); }
    [[nodiscard]] LmStudioController& lmStudio() { return m_lmStudio; }
    [[nodiscard]] EvaluationController& evaluation() { return m_evaluation.controller(); }

private:
    void connectLibrary();
    void connectHub();
    void connectDownloads();
    void connectModel();
    void connectJobs();
    void connectEvaluation();
    void connectAccount();
    void connectPublishing();
    void connectWindow();

    void takeJobEnd(const QString& id);
    void takeScan(int models);
    void resumeDownload(const QString& id);
    void enqueueDownload(const QString& title, const DownloadOrder& order, bool inLmStudio,
                         const std::shared_ptr<const Jobs>& jobs);
    void logDownload(const QueuedJob& job);
    void openTokenPage();
    /// Holds the computer awake as long as it is wanted.
    void keepAwake(std::shared_ptr<void>& hold, bool wanted, const QString& why);
    void setRunning(bool running);
    void guardClose();
    [[nodiscard]] ui::StopQuestion closeQuestion() const;
    void requestStop(const QString& id);
    void requestClose();
    ui::SettingsDialog* showSettings();
    void applySettings(const ui::SettingsView& view);
    void rememberLayout();
    [[nodiscard]] ui::SettingsHints settingsHints() const;

    AppParts m_parts;
    ui::MainWindow m_window;
    ConversionController m_conversions;
    LibraryPresenter m_library;
    HubPresenter m_hub;
    ModelPresenter m_model;
    LmStudioController m_lmStudio;
    JobPresenter m_jobs;
    EvaluationPresenter m_evaluation;
    AccountController m_account;
    PublishPresenter m_publish;
    std::shared_ptr<void> m_awake;
    std::shared_ptr<void> m_evaluationAwake;
    std::shared_ptr<void> m_publishAwake;
    QElapsedTimer m_runningSince;
    bool m_closing = false;  ///< the window goes when all has stopped
};

}  // namespace app
