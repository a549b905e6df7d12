#include "desktop/app_window.hpp"
#include "desktop/hub_rows.hpp"
#include "desktop/library_rows.hpp"
#include "desktop/paths.hpp"
#include "ui/pages/account_section.hpp"
#include "ui/pages/library_page.hpp"
#include "ui/pages/settings_dialog.hpp"

#include <quince/repo_id.hpp>

#include <QLineEdit>

namespace app {

using quince::ConversionState;

// What the window does with the Hub: finding, downloads, account, publishing.

void AppWindow::connectHub() {
    // What is chosen on one side of the finder is not chosen on the other.
    connect(&m_window.libraryPage(), &ui::LibraryPage::modelChosen, &m_hub,
            &HubPresenter::clearSelection);
    connect(&m_hub, &HubPresenter::localChosen, &m_library, &LibraryPresenter::showModel);
    connect(&m_hub, &HubPresenter::remoteChosen, this,
            [this](const FoundModel& model, const QString& revision) {
                m_library.clearSelection();
                m_model.showRemote(model, revision);
            });
    connect(&m_hub, &HubPresenter::webPageRequested, this,
            [this](const QUrl& page) { m_parts.services.openPage(page); });
    m_model.setHub({m_parts.hub.calls.inspect, [this] { return m_library.roots().front().folder; },
                    [this](const std::string& repo) { return m_conversions.isDownloading(repo); },
                    m_parts.hub.publish != nullptr});
    m_jobs.setCanPublish(m_parts.hub.publish != nullptr);
    connect(&m_model, &ModelPresenter::webPageRequested, this, [this](const QString& repoId) {
        m_parts.services.openPage(webPageOf(repoId.toStdString(), m_parts.hub.endpoint));
    });
    connect(&m_model, &ModelPresenter::hubModelRequested, &m_hub, &HubPresenter::goTo);
    connect(&m_model, &ModelPresenter::signInRequested, this,
            [this] { showSettings()->account().askForToken(); });
}

void AppWindow::connectDownloads() {
    connect(&m_model, &ModelPresenter::downloadRequested, this, &AppWindow::enqueueDownload);
    connect(&m_model, &ModelPresenter::resumeDownloadRequested, this, &AppWindow::resumeDownload);
    connect(&m_conversions, &ConversionController::downloaded, this, [this](const QString& repoId) {
        m_parts.log.info("Downloaded " + repoId.toStdString() + ".");
        m_library.rescan();
    });
}

void AppWindow::enqueueDownload(const QString& title, const DownloadOrder& order, bool inLmStudio,
                                const std::shared_ptr<const Jobs>& jobs) {
    m_parts.log.info("Queued the download of " + order.repoId + ".");
    for (const quince::ConversionJob& job : *jobs) {
        m_parts.log.info("Queued " + toQt(job.destination).toStdString() + ", " +
                         quince::describe(job.plan.recipe) + ", after the download.");
    }
    m_window.showQueued(m_conversions.enqueueDownload(title, order, inLmStudio, jobs));
}

/// Goes on with what an earlier run, or another program, has left unfinished in the cache.
void AppWindow::resumeDownload(const QString& id) {
    const LibraryEntry* entry = m_library.controller().find(id);
    if (entry == nullptr || m_conversions.isDownloading(entry->model.repoId)) {
        return;
    }
    const quince::CachedModel& model = entry->model;
    DownloadOrder order{model.repoId, "main", {}, model.root.parent_path()};
    if (model.current) {
        const quince::CachedRevision& revision = model.revisions[*model.current];
        order.revision = revision.refs.empty() ? "main" : revision.refs.front();
        order.commit = revision.commit;
        order.finishes = true;
    }
    enqueueDownload(toQt(quince::modelNameOf(model.repoId)), order, false,
                    std::make_shared<const Jobs>());
}

void AppWindow::takeScan(int models) {
    m_parts.log.info("Found " + std::to_string(models) + " models.");
    // What was shown as not here, or not whole, may be so now.
    const QString shown = m_model.shownId();
    for (const LibraryEntry& entry : m_library.controller().entries()) {
        const bool isShown =
            entry.model.kind == quince::ModelKind::cache && shown == hubEntryId(entry.model.repoId);
        const bool isRefused = entry.id == m_model.resumableId();
        if ((isShown && onDiskOf(&entry) == ui::OnDisk::whole) ||
            (isRefused && canBeInspected(entry))) {
            m_library.showModel(entry.id);
            return;
        }
    }
}

void AppWindow::connectAccount() {
    // What was refused without a token, or with another, may work now.
    connect(&m_account, &AccountController::tokenChanged, &m_hub, &HubPresenter::searchAgain);
    connect(&m_account, &AccountController::tokenChanged, &m_model, &ModelPresenter::retryRemote);
    connect(&m_account, &AccountController::tokenChanged, this, [this] {
        const ui::AccountView& view = m_account.view();
        if (view.state != ui::AccountState::failed) {  // then nothing was kept or forgotten
            m_parts.settings.setHasKeptToken(view.canSignOut && !view.source.isEmpty());
        }
    });
    connect(&m_publish, &PublishPresenter::tokenPageRequested, this, &AppWindow::openTokenPage);
    connect(&m_publish, &PublishPresenter::pageRequested, this,
            [this](const QUrl& page) { m_parts.services.openPage(page); });
}

void AppWindow::connectPublishing() {
    const auto open = [this](const QString& folder) { m_publish.open(toPath(folder)); };
    connect(&m_jobs, &JobPresenter::publishRequested, this, open);
    connect(&m_model, &ModelPresenter::publishRequested, this, open);
    PublishController& controller = m_publish.controller();
    connect(&controller, &PublishController::changed, this, [this, &controller] {
        keepAwake(m_publishAwake, controller.isRunning(), tr("A model is being published"));
        guardClose();
    });
    connect(&controller, &PublishController::ended, this, [this, &controller] {
        const std::string& repo = controller.order().repoId;
        if (controller.view().state == ConversionState::failed) {
            const ui::PublishView& view = controller.view();
            m_parts.log.warn("Publishing " + repo + " failed: " + view.words.toStdString() +
                             (view.details.isEmpty() ? "" : " " + view.details.toStdString()));
        } else {
            m_parts.log.info((controller.view().state == ConversionState::succeeded
                                  ? "Published "
                                  : "Stopped publishing ") +
                             repo + ".");
        }
    });
}

void AppWindow::openTokenPage() {
    QUrl page = m_parts.hub.endpoint;
    page.setPath(page.path() + QStringLiteral("/settings/tokens"));
    m_parts.services.openPage(page);
}

void AppWindow::logDownload(const QueuedJob& job) {
    const std::string& repo = job.download->repoId;
    if (job.state == ConversionState::failed) {
        m_parts.log.warn("Download of " + repo + " failed: " + job.error().message);
    } else if (job.state == ConversionState::stopped) {
        m_parts.log.info("Download of " + repo + " stopped.");
    }
}

}  // namespace app
