#include "desktop/app_window.hpp"

#include "desktop/drop_judge.hpp"
#include "desktop/error_words.hpp"
#include "desktop/paths.hpp"
#include "desktop/replan.hpp"
#include "ui/pages/account_section.hpp"
#include "ui/pages/library_page.hpp"
#include "ui/pages/model_page.hpp"
#include "ui/pages/settings_dialog.hpp"

#include <quince/name_parts.hpp>

#include <QTimer>

#include <algorithm>
#include <thread>

namespace app {

using quince::ConversionState;

namespace {

/// Stopping a run that is younger than this needs no question.
constexpr qint64 briefMilliseconds = 10'000;

QString conversionIsKept() {
    return AppWindow::tr(
        "What is written so far is kept, and the conversion can be resumed later.");
}

QString aboutDetails(const quince::ArchitectureLibrary& architectures) {
    return QStringLiteral("Qt %1, %2 model types")
        .arg(QLatin1String(qVersion()))
        .arg(architectures.modelTypes().size());
}

}  // namespace

AppWindow::AppWindow(AppParts parts)
    : m_parts(std::move(parts)),
      m_conversions({m_parts.convert, m_parts.hub.calls.download,
                     [architectures = m_parts.architectures](const std::filesystem::path& folder,
                                                             const Jobs& jobs) {
                         return replan(folder, jobs, *architectures);
                     }}),
      m_library(m_window.libraryPage(), m_parts.settings, m_parts.architectures,
                m_parts.environment, m_parts.sampleFolder),
      m_hub(m_window.finder(), m_parts.settings, m_library.controller(), m_parts.hub),
      m_model(m_window.modelPage(), m_parts.settings, m_parts.architectures, m_parts.environment),
      m_lmStudio(m_parts.lmStudio),
      m_jobs(m_window.conversionPane(), m_conversions, m_lmStudio),
      m_evaluation(m_window, m_parts.architectures),
      m_account(m_parts.hub.account),
      m_publish(m_window, m_account, m_parts.hub.publish, m_parts.hub.calls.look) {
    m_window.setAbout({QStringLiteral(QUINCE_VERSION), aboutDetails(*m_parts.architectures)});
    m_window.setDropJudge(judgeDrop);
    m_window.restoreWindowLayout(m_parts.settings.windowLayout());
    m_model.setTakenTest([this](const std::filesystem::path& path) {
        return m_conversions.isDestinationTaken(path);
    });
    connectLibrary();
    connectHub();
    connectModel();
    connectDownloads();
    connectJobs();
    connectEvaluation();
    connectAccount();
    connectPublishing();
    connectWindow();
}

AppWindow::~AppWindow() {
    rememberLayout();
    m_parts.log.info("Closed.");
}

void AppWindow::start(const QStringList& folders) {
    m_window.show();
    QTimer::singleShot(0, this, [this, folders] {
        if (folders.isEmpty()) {
            m_library.rescan();
        } else {
            m_library.addFolders(folders);
        }
    });
}

void AppWindow::addFolders(const QStringList& folders) {
    m_library.addFolders(folders);
}

void AppWindow::connectLibrary() {
    connect(&m_library, &LibraryPresenter::modelChosen, &m_model, &ModelPresenter::show);
    connect(&m_library, &LibraryPresenter::modelRefused, &m_model, &ModelPresenter::showRefusal);
    connect(&m_library, &LibraryPresenter::nothingChosen, &m_model, &ModelPresenter::showNothing);
    connect(&m_library, &LibraryPresenter::revisionsFound, &m_window.modelPage(),
            &ui::ModelPage::setRevisions);
    connect(&m_window.modelPage(), &ui::ModelPage::revisionChosen, &m_library,
            &LibraryPresenter::chooseRevision);
    connect(&m_library, &LibraryPresenter::revealRequested, this,
            [this](const QString& path) { m_parts.services.reveal(path); });
    connect(&m_library, &LibraryPresenter::scanned, this, &AppWindow::takeScan);
}

void AppWindow::connectModel() {
    connect(&m_model, &ModelPresenter::convertEnabledChanged, &m_window,
            &ui::MainWindow::setConvertEnabled);
    connect(&m_model, &ModelPresenter::opened, this, [this](const QString& folder) {
        m_parts.log.info("Opened " + folder.toStdString() + ".");
    });
    connect(
        &m_model, &ModelPresenter::failed, this,
        [this](const QString& folder, const QString& details) {
            m_parts.log.warn("Cannot open " + folder.toStdString() + ": " + details.toStdString());
        });
    connect(
        &m_model, &ModelPresenter::conversionRequested, this,
        [this](const QString& title, const QString& sourceId, bool inLmStudio,
               const std::shared_ptr<const Jobs>& jobs, const QString& command) {
            for (const quince::ConversionJob& job : *jobs) {
                m_parts.log.info("Queued " + toQt(job.destination).toStdString() + ", " +
                                 quince::describe(job.plan.recipe) + ".");
            }
            m_window.showQueued(m_conversions.enqueue(title, sourceId, inLmStudio, jobs, command));
        });
    connect(&m_model, &ModelPresenter::recipeNameChanged, &m_window,
            &ui::MainWindow::setRecipeName);
    connect(&m_window, &ui::MainWindow::recipeOpenRequested, &m_model, &ModelPresenter::openRecipe);
    connect(&m_window, &ui::MainWindow::recipeSaveRequested, &m_model, &ModelPresenter::saveRecipe);
}

void AppWindow::connectJobs() {
    connect(&m_conversions, &ConversionController::runningChanged, this, &AppWindow::setRunning);
    // Later: what changed the queue is not done with the model page yet.
    connect(&m_conversions, &ConversionController::jobsChanged, &m_model,
            &ModelPresenter::refreshDestination, Qt::QueuedConnection);
    connect(&m_conversions, &ConversionController::jobEnded, this, &AppWindow::takeJobEnd);
    connect(&m_jobs, &JobPresenter::revealRequested, this,
            [this](const QString& path) { m_parts.services.reveal(path); });
}

void AppWindow::connectEvaluation() {
    const auto open = [this](const QString& title, const QString& folder, const QString& source) {
        m_evaluation.setThreads(static_cast<unsigned>(m_parts.settings.preferences().threads));
        m_evaluation.open(title, toPath(folder), toPath(source));
    };
    connect(&m_jobs, &JobPresenter::evaluateRequested, this, open);
    connect(&m_model, &ModelPresenter::evaluateRequested, this,
            [open](const QString& title, const QString& folder) { open(title, folder, {}); });
    connect(&m_evaluation.controller(), &EvaluationController::changed, this, [this] {
        keepAwake(m_evaluationAwake, m_evaluation.controller().isRunning(),
                  tr("A model is being evaluated"));
    });
}

void AppWindow::connectWindow() {
    connect(&m_window, &ui::MainWindow::folderAddRequested, this,
            [this](const QString& folder) { m_library.addFolders({folder}); });
    connect(&m_window, &ui::MainWindow::dropped, this, [this](const QList<QUrl>& urls) {
        if (const QString recipe = recipeOf(urls); !recipe.isEmpty()) {
            m_model.openRecipe(recipe);
        } else {
            m_library.addFolders(foldersOf(urls));
        }
    });
    connect(&m_window, &ui::MainWindow::rescanRequested, &m_library, &LibraryPresenter::rescan);
    connect(&m_window, &ui::MainWindow::convertRequested, &m_model, &ModelPresenter::convert);
    connect(&m_window, &ui::MainWindow::stopRequested, this, &AppWindow::requestStop);
    connect(&m_window, &ui::MainWindow::settingsRequested, this, &AppWindow::showSettings);
    connect(&m_window, &ui::MainWindow::settingsApplied, this, &AppWindow::applySettings);
    connect(&m_window, &ui::MainWindow::openLogRequested, this,
            [this] { m_parts.services.openFile(m_parts.log.path()); });
    connect(&m_window, &ui::MainWindow::closeRequested, this, &AppWindow::requestClose);
}

void AppWindow::keepAwake(std::shared_ptr<void>& hold, bool wanted, const QString& why) {
    if (!wanted) {
        hold.reset();
    } else if (!hold) {
        hold = m_parts.services.keepAwake(why);
    }
}

void AppWindow::setRunning(bool running) {
    keepAwake(m_awake, running, tr("A model is being converted"));
    if (running) {
        m_runningSince.start();
    }
    guardClose();
}

void AppWindow::takeJobEnd(const QString& id) {
    const QueuedJob& job = *m_conversions.find(id);
    if (job.download) {
        logDownload(job);
        m_library.rescan();  // what it left shows there
    }
    for (std::size_t i = 0; !job.download && i < job.jobs->size(); ++i) {
        const std::string folder = toQt((*job.jobs)[i].destination).toStdString();
        if (job.state == ConversionState::failed) {
            m_parts.log.warn("Failed " + folder + ": " + job.errors[i].message);
        } else {
            m_parts.log.info((job.state == ConversionState::stopped ? "Stopped " : "Made ") +
                             folder + ".");
        }
    }
    m_runningSince.start();  // the next job of the queue is young again
    m_model.refreshDestination();
    if (m_closing || job.state == ConversionState::stopped) {
        return;
    }
    const bool succeeded = job.state == ConversionState::succeeded;
    if (!m_window.isActiveWindow()) {
        m_parts.services.notify(&m_window, job.title,
                                !succeeded            ? wordsFor(job.error()).headline
                                : job.onlyDownloads() ? tr("The model is downloaded.")
                                : job.jobs->size() == 1
                                    ? tr("The MLX model is ready.")
                                    : tr("%1 MLX models are ready.").arg(job.jobs->size()));
    }
    if (succeeded && !job.onlyDownloads() && m_parts.settings.preferences().openWhenDone) {
        m_parts.services.reveal(toQt(job.reports.front().folder));
    }
}

void AppWindow::requestStop(const QString& id) {
    const bool isYoung = m_runningSince.isValid() && !m_runningSince.hasExpired(briefMilliseconds);
    if (id != m_conversions.runningId() || isYoung) {
        m_conversions.stop(id);
        return;
    }
    const QueuedJob* job = m_conversions.find(id);
    const bool downloads = job != nullptr && job->download.has_value();
    ui::askToStop(
        &m_window,
        downloads ? ui::StopQuestion{tr("Stop this download?"),
                                     tr("It leaves this list. What is downloaded so far stays in "
                                        "the cache, and the library offers to go on with it."),
                                     tr("&Keep downloading")}
                  : ui::StopQuestion{tr("Stop this conversion?"), conversionIsKept(),
                                     tr("&Keep converting")},
        [this, id] { m_conversions.stop(id); });
}

/// The window is asked before it closes on long work; one that was told to close goes when all has
/// stopped.
void AppWindow::guardClose() {
    const bool isBusy = m_conversions.isRunning() || publishing().isRunning();
    m_window.setCloseGuarded(isBusy);
    if (m_closing && !isBusy) {
        m_window.close();
    }
}

ui::StopQuestion AppWindow::closeQuestion() const {
    const QueuedJob* job = m_conversions.find(m_conversions.runningId());
    if (job == nullptr) {
        return {tr("Stop publishing and close Quince?"),
                tr("What was sent is not sent again when you publish the model later."),
                tr("&Keep publishing")};
    }
    if (job->download) {
        return {tr("Stop the download and close Quince?"),
                tr("What is downloaded so far stays in the cache, and the library offers to go on "
                   "with it."),
                tr("&Keep downloading")};
    }
    return {tr("Stop the conversion and close Quince?"), conversionIsKept(),
            tr("&Keep converting")};
}

void AppWindow::requestClose() {
    ui::askToStop(&m_window, closeQuestion(), [this] {
        m_closing = true;
        m_conversions.stopAll();
        publishing().stop();
        guardClose();  // all may have ended while the question stood
    });
}

ui::SettingsHints AppWindow::settingsHints() const {
    ui::SettingsHints hints;
    const auto cacheWith = [this](const std::filesystem::path& setting) {
        return quince::cacheRoots(m_parts.environment, setting, {}).front();
    };
    hints.foundCacheFolder = toQt(cacheWith({}).folder);
    const std::filesystem::path another = m_parts.environment.home / "another";
    if (const quince::CacheRoot root = cacheWith(another); root.folder != another) {
        hints.cacheFixedBy = toQt(root.why);
    }
    hints.foundModelsFolder = toQt(modelsFolderOf({}, m_parts.environment));
    hints.templateWords = QStringLiteral("{model} {org} {quant} {mode} {bits} {group} {dtype}");
    hints.example = [](const QString& nameTemplate) {
        quince::NameParts parts;
        parts.model = "Qwen3-8B";
        parts.org = "Qwen";
        parts.mode = "affine";
        parts.bits = 4;
        parts.groupSize = 64;
        const auto name = quince::resultName(nameTemplate.toStdString(), parts);
        return name ? toQt(*name) : QString();
    };
    hints.maxThreads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    return hints;
}

ui::SettingsDialog* AppWindow::showSettings() {
    ui::SettingsDialog* dialog =
        m_window.showSettings(m_parts.settings.preferences(), settingsHints());
    ui::AccountSection& account = dialog->account();
    account.setView(m_account.view());
    connect(&m_account, &AccountController::changed, dialog,
            [this, &account] { account.setView(m_account.view()); });
    connect(&account, &ui::AccountSection::signInRequested, &m_account, &AccountController::signIn);
    connect(&account, &ui::AccountSection::signOutRequested, &m_account,
            &AccountController::signOut);
    connect(&account, &ui::AccountSection::tokenPageRequested, this, &AppWindow::openTokenPage);
    m_account.look();
    return dialog;
}

void AppWindow::applySettings(const ui::SettingsView& view) {
    const ui::SettingsView before = m_parts.settings.preferences();
    m_parts.settings.setPreferences(view);
    m_parts.theme.setScheme(view.scheme);
    m_model.refreshDestination();
    if (view.folders != before.folders || view.cacheFolder != before.cacheFolder) {
        m_library.rescan();
    }
}

void AppWindow::rememberLayout() {
    m_parts.settings.setWindowLayout(m_window.windowLayout());
}

}  // namespace app
