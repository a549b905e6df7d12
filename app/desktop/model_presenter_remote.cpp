#include "desktop/model_presenter.hpp"
#include "desktop/model_words.hpp"
#include "desktop/paths.hpp"
#include "desktop/remote_words.hpp"
#include "ui/text/format.hpp"

#include <quince/repo_id.hpp>

#include <QStorageInfo>

namespace app {

// A model of the Hub that is not on this disk: the same page, with a download before the rest.

namespace {

QString volumeOf(std::filesystem::path folder) {
    std::error_code failure;
    while (folder.has_relative_path() && !std::filesystem::exists(folder, failure)) {
        folder = folder.parent_path();
    }
    return QStorageInfo(toQt(folder)).rootPath();
}

}  // namespace

QString hubEntryId(const std::string& repoId, const QString& revision) {
    return QStringLiteral("hub:") + toQt(repoId) + QLatin1Char('@') + revision;
}

void ModelPresenter::setHub(HubUse hub) {
    m_hub = std::move(hub);
}

void ModelPresenter::showRemote(const FoundModel& model, const QString& revision) {
    LibraryEntry entry;
    entry.id = hubEntryId(model.id, revision);
    entry.model.kind = quince::ModelKind::cache;
    entry.model.repoId = model.id;
    begin(entry);
    m_remote = Remote{model, revision.toStdString(), m_hub.cacheFolder(), nullptr};
    auto found = std::make_shared<RemoteModel>();
    const quince::RepoReference reference{model.id, m_remote->revision};
    // What is found is written by the worker before its answer is on the way here.
    m_remote->found = found;
    m_inspection.open(
        [inspect = m_hub.inspect, reference, cache = m_remote->cache,
         found](const quince::StopToken& stop)
            -> quince::Result<std::shared_ptr<const quince::Inspection>> {
            auto answer = inspect(reference, cache, stop);
            if (!answer) {
                return answer.error();
            }
            *found = *std::move(answer);
            return found->inspection;
        },
        m_recipe, m_settings.contextLength());
}

ui::ModelView ModelPresenter::shownModel(const quince::Inspection& inspection) const {
    ui::ModelView view = modelView(*m_entry, inspection);
    if (m_remote) {
        view.facts.removeLast();  // the size of the weights: here all that is fetched counts
        view.facts.append(remoteFacts(m_remote->about, m_remote->revision, *m_remote->found));
        view.folder.clear();
    }
    return view;
}

/// Why the download has no room; empty when it has.
QString ModelPresenter::noRoomForDownload(bool withResult) const {
    const RemoteModel& model = *m_remote->found;
    if (model.spaceNeeded > model.spaceFree) {
        return tr("The download needs %1, and the cache's disk has %2 left.")
            .arg(ui::formatBytes(model.spaceNeeded), ui::formatBytes(model.spaceFree));
    }
    if (!withResult) {
        return {};
    }
    const auto path = pathOf(m_destination, m_context);
    const quint64 both = model.spaceNeeded + totalBytes();
    if (path && both > model.spaceFree && volumeOf(*path) == volumeOf(m_remote->cache)) {
        return tr("Download and result need %1 together, and the disk has %2 left.")
            .arg(ui::formatBytes(both), ui::formatBytes(model.spaceFree));
    }
    return {};
}

/// What a download adds to the buttons.
ui::ConvertView ModelPresenter::withDownload(ui::ConvertView view) const {
    const RemoteModel& model = *m_remote->found;
    const bool isDownloading = m_hub.isDownloading(model.repoId);
    view.verb = tr("Download and convert");
    view.offersDownload = true;
    view.downloadEnabled = canDownload();
    const QString noRoom = noRoomForDownload(true);
    if (isDownloading) {
        view.enabled = false;
        view.offersReplace = false;
        view.reason = tr("This model is in the queue already.");
    } else if (view.enabled && !noRoom.isEmpty()) {
        view.enabled = false;
        view.reason = noRoom;
    }
    return view;
}

bool ModelPresenter::canDownload() const {
    return !m_hub.isDownloading(m_remote->found->repoId) && noRoomForDownload(false).isEmpty();
}

/// The bits for a size are chosen by measuring the weights, which are not here.
void ModelPresenter::showThatTargetsNeedWeights() {
    ui::TargetView target;
    target.picture = ui::TargetPicture::failed;
    target.words =
        tr("The bits of each layer are chosen by measuring the weights. Download the "
           "model first, or choose a recipe without a size to aim at.");
    m_page.setTarget(target);
    m_page.setFootprint(nullptr);
    ui::ConvertView convert;
    convert.reason = tr("This size can be aimed at once the model is downloaded.");
    convert.verb = tr("Download and convert");
    convert.offersDownload = true;
    convert.downloadEnabled = canDownload();
    setConvert(convert);
}

DownloadOrder ModelPresenter::downloadOrder() const {
    const RemoteModel& model = *m_remote->found;
    return {model.repoId, m_remote->revision.empty() ? "main" : m_remote->revision, model.commit,
            m_remote->cache};
}

void ModelPresenter::download() {
    if (!m_remote || !m_inspection.inspection() || !canDownload()) {
        return;
    }
    Q_EMIT downloadRequested(toQt(quince::modelNameOf(m_remote->about.id)), downloadOrder(), false,
                             std::make_shared<const Jobs>());
    if (m_budget) {
        showThatTargetsNeedWeights();  // with the button as it is now
    }
    judge();
}

void ModelPresenter::takeAction(const QString& id) {
    if (id == model_action::resumeDownload) {
        Q_EMIT resumeDownloadRequested(m_resumable);
    } else if (id == model_action::signIn) {
        Q_EMIT signInRequested();
    } else if (id.startsWith(model_action::goTo)) {
        Q_EMIT hubModelRequested(id.mid(model_action::goTo.size()));
    } else if (!m_refused) {
        return;
    } else if (id == model_action::webPage) {
        Q_EMIT webPageRequested(QString::fromStdString(m_refused->about.id));
    } else if (id == model_action::retry) {
        const Remote again = *m_refused;
        showRemote(again.about, QString::fromStdString(again.revision));
    }
}

void ModelPresenter::retryRemote() {
    takeAction(model_action::retry);
}

}  // namespace app
