#include "desktop/library_controller.hpp"

#include "desktop/paths.hpp"

#include <quince/plan.hpp>

#include <algorithm>

namespace app {

using quince::CachedModel;
using quince::CacheRoot;

namespace {

QList<LibraryEntry> entriesOf(std::vector<CachedModel> models,
                              const std::vector<CacheRoot>& roots) {
    QList<LibraryEntry> entries;
    for (CachedModel& model : models) {
        LibraryEntry entry;
        entry.id = toQt(model.root);
        entry.added = std::any_of(roots.begin(), roots.end(), [&](const CacheRoot& root) {
            return root.kind == quince::RootKind::added && root.folder == model.root;
        });
        entry.model = std::move(model);
        if (entry.model.state == quince::ModelState::undecided) {
            entry.model = quince::withRevision(std::move(entry.model), 0);  // the newest
        }
        entries.append(std::move(entry));
    }
    return entries;
}

/// False if there is no such revision.
bool setRevision(LibraryEntry& entry, const std::string& commit) {
    const auto& revisions = entry.model.revisions;
    const auto found = std::find_if(revisions.begin(), revisions.end(),
                                    [&](const auto& one) { return one.commit == commit; });
    if (found == revisions.end()) {
        return false;
    }
    const auto index = static_cast<std::size_t>(found - revisions.begin());
    if (entry.model.current != index) {
        entry.model = quince::withRevision(std::move(entry.model), index);
        entry.summary.reset();
    }
    entry.revision = commit;
    return true;
}

bool canBeOpened(const CachedModel& model) {
    return !model.folder.empty() &&
           (model.state == quince::ModelState::complete || model.hasAllWeights);
}

}  // namespace

ModelSummary summarize(const CachedModel& model, const quince::ArchitectureLibrary& architectures) {
    ModelSummary summary;
    summary.architecture = toQt(model.config.modelType);
    summary.dtype = toQt(model.config.dtype);
    summary.isMlx = model.config.isMlx;
    const auto checkpoint = quince::openCheckpoint(model.folder);
    if (!checkpoint) {
        summary.whyNot = toQt(checkpoint.error().message);
        return summary;
    }
    summary.architecture = toQt(checkpoint->modelType);
    summary.dtype = toQt(quince::traits(checkpoint->dtype).longName);
    summary.parameters = checkpoint->elements;
    summary.isMlx = checkpoint->isMlx;
    if (!architectures.knows(checkpoint->modelType)) {
        summary.whyNot = QStringLiteral("model type %1 is not known").arg(summary.architecture);
    }
    return summary;
}

LibraryController::LibraryController(
    std::shared_ptr<const quince::ArchitectureLibrary> architectures, QObject* parent)
    : QObject(parent),
      m_architectures(std::move(architectures)),
      m_background(QStringLiteral("library")) {}

LibraryController::~LibraryController() {
    m_stop.requestStop();
}

void LibraryController::scan(const std::vector<CacheRoot>& roots) {
    m_stop.requestStop();
    m_stop = quince::StopSource();
    const quint64 request = ++m_request;
    m_scanning = true;
    Q_EMIT scanStarted();
    m_background.post(
        [this, request, roots, stop = m_stop.token()] { work(request, roots, stop); });
}

// Runs on the worker thread: touches nothing of this but what never changes.
void LibraryController::work(quint64 request, const std::vector<CacheRoot>& roots,
                             const quince::StopToken& stop) {
    if (stop.stopRequested()) {
        return;
    }
    const QList<LibraryEntry> entries = entriesOf(quince::scanCache(roots, stop), roots);
    if (stop.stopRequested()) {
        return;
    }
    const auto deliver = [this](auto call) {
        QMetaObject::invokeMethod(this, std::move(call), Qt::QueuedConnection);
    };
    deliver([this, request, entries] { takeEntries(request, entries); });
    for (const LibraryEntry& entry : entries) {
        if (stop.stopRequested()) {
            return;
        }
        if (canBeOpened(entry.model)) {
            const ModelSummary summary = summarize(entry.model, *m_architectures);
            deliver([this, request, id = entry.id, folder = entry.model.folder, summary] {
                takeSummary(request, id, folder, summary);
            });
        }
    }
    deliver([this, request] {
        if (request == m_request) {
            Q_EMIT summariesDone();
        }
    });
}

void LibraryController::chooseRevision(const QString& id, const std::string& commit) {
    const auto entry = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&](const LibraryEntry& one) { return one.id == id; });
    if (entry == m_entries.end() || !setRevision(*entry, commit)) {
        return;
    }
    Q_EMIT entryChanged(id);
    if (entry->summary || !canBeOpened(entry->model)) {
        return;
    }
    m_background.post([this, id, request = m_request, model = entry->model] {
        const ModelSummary summary = summarize(model, *m_architectures);
        QMetaObject::invokeMethod(
            this,
            [this, id, request, folder = model.folder, summary] {
                takeSummary(request, id, folder, summary);
            },
            Qt::QueuedConnection);
    });
}

void LibraryController::takeEntries(quint64 request, const QList<LibraryEntry>& entries) {
    if (request != m_request) {
        return;
    }
    QList<LibraryEntry> fresh = entries;
    for (LibraryEntry& entry : fresh) {  // until it is read again the old summary is the best word
        const LibraryEntry* known = find(entry.id);
        if (known != nullptr && !known->revision.empty()) {
            setRevision(entry, known->revision);
        }
        if (known != nullptr && known->model.folder == entry.model.folder) {
            entry.summary = known->summary;
        }
    }
    m_entries = std::move(fresh);
    m_scanning = false;
    Q_EMIT scanned();
}

void LibraryController::takeSummary(quint64 request, const QString& id,
                                    const std::filesystem::path& folder,
                                    const ModelSummary& summary) {
    if (request != m_request) {
        return;
    }
    for (LibraryEntry& entry : m_entries) {
        if (entry.id == id && entry.model.folder == folder) {
            entry.summary = summary;
            Q_EMIT entryChanged(id);
            return;
        }
    }
}

const LibraryEntry* LibraryController::find(const QString& id) const {
    const auto entry = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&](const LibraryEntry& one) { return one.id == id; });
    return entry == m_entries.end() ? nullptr : &*entry;
}

const LibraryEntry* LibraryController::findFolder(const std::filesystem::path& folder) const {
    std::error_code failure;
    const auto same = [&](const std::filesystem::path& other) {
        return !other.empty() && std::filesystem::equivalent(folder, other, failure);
    };
    const auto entry = std::find_if(
        m_entries.begin(), m_entries.end(),
        [&](const LibraryEntry& one) { return same(one.model.folder) || same(one.model.root); });
    return entry == m_entries.end() ? nullptr : &*entry;
}

}  // namespace app
