#include "desktop/library_presenter.hpp"

#include "desktop/library_rows.hpp"
#include "desktop/paths.hpp"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace app {

using quince::CacheRoot;

LibraryPresenter::LibraryPresenter(ui::LibraryPage& page, Settings& settings,
                                   std::shared_ptr<const quince::ArchitectureLibrary> architectures,
                                   quince::Environment environment, QString sampleFolder,
                                   QObject* parent)
    : QObject(parent),
      m_page(page),
      m_settings(settings),
      m_environment(std::move(environment)),
      m_sampleFolder(std::move(sampleFolder)),
      m_controller(std::move(architectures)) {
    connect(&m_controller, &LibraryController::scanStarted, this, [this] {
        if (m_controller.entries().isEmpty()) {
            m_page.setView({ui::LibraryPicture::loading, {}, !m_sampleFolder.isEmpty()});
        }
    });
    connect(&m_controller, &LibraryController::scanned, this, [this] {
        showRows();
        choosePending();
        Q_EMIT scanned(static_cast<int>(m_controller.entries().size()));
    });
    connect(&m_controller, &LibraryController::entryChanged, this,
            [this](const QString& id) { m_page.updateRow(rowOf(*m_controller.find(id))); });
    connect(&m_page, &ui::LibraryPage::modelChosen, this, &LibraryPresenter::choose);
    connect(&m_page, &ui::LibraryPage::sampleRequested, this, &LibraryPresenter::addSample);
    connect(&m_page, &ui::LibraryPage::removeRequested, this, &LibraryPresenter::removeFolder);
    connect(&m_page, &ui::LibraryPage::revealRequested, this, [this](const QString& id) {
        if (const LibraryEntry* entry = m_controller.find(id)) {
            Q_EMIT revealRequested(rowOf(*entry).folder);
        }
    });
}

std::vector<CacheRoot> LibraryPresenter::roots() const {
    const ui::SettingsView preferences = m_settings.preferences();
    std::vector<std::filesystem::path> added;
    for (const QString& folder : preferences.folders) {
        added.push_back(toPath(folder));
    }
    return quince::cacheRoots(m_environment,
                              m_environment.expand(preferences.cacheFolder.toStdString()), added);
}

void LibraryPresenter::rescan() {
    m_controller.scan(roots());
}

void LibraryPresenter::addFolders(const QStringList& folders) {
    ui::SettingsView preferences = m_settings.preferences();
    m_pending.clear();
    for (const QString& name : folders) {
        QString folder = QDir::cleanPath(QFileInfo(name).absoluteFilePath());
        std::string revision;
        if (const auto model = quince::modelAt(toPath(folder))) {
            folder = toQt(model->root);
            revision = model->current ? model->revisions[*model->current].commit : std::string();
        }
        const bool isKnown = preferences.folders.contains(folder) ||
                             m_controller.findFolder(toPath(folder)) != nullptr;
        if (!isKnown) {
            preferences.folders.append(folder);
        }
        if (m_pending.isEmpty()) {
            m_pending = folder;
            m_pendingRevision = revision;
        }
    }
    m_settings.setPreferences(preferences);
    rescan();
}

void LibraryPresenter::addSample() {
    if (!m_sampleFolder.isEmpty()) {
        addFolders({m_sampleFolder});
    }
}

void LibraryPresenter::showRows() {
    QList<ui::LibraryRow> rows;
    for (const LibraryEntry& entry : m_controller.entries()) {
        rows.append(rowOf(entry));
    }
    m_page.setRows(rows);
    const ui::LibraryPicture picture =
        rows.isEmpty() ? ui::LibraryPicture::empty : ui::LibraryPicture::list;
    m_page.setView({picture, {}, !m_sampleFolder.isEmpty()});
    if (!m_chosen.isEmpty() && m_controller.find(m_chosen) == nullptr) {
        choose({});
    }
}

void LibraryPresenter::choosePending() {
    if (m_pending.isEmpty()) {
        return;
    }
    const QString folder = std::exchange(m_pending, QString());
    const LibraryEntry* entry = m_controller.findFolder(toPath(folder));
    if (entry == nullptr) {  // a folder of models: the first of them
        const QString inside = folder + QLatin1Char('/');
        for (const LibraryEntry& one : m_controller.entries()) {
            if (entry == nullptr && one.id.startsWith(inside)) {
                entry = &one;
            }
        }
    }
    if (entry == nullptr) {
        Q_EMIT modelRefused(QFileInfo(folder).fileName(), tr("No model was found in this folder."),
                            tr("%1 holds no folder with config.json and .safetensors files, up to "
                               "two levels down.")
                                .arg(folder),
                            {});
        return;
    }
    const QString id = entry->id;
    if (!m_pendingRevision.empty()) {
        m_controller.chooseRevision(id, m_pendingRevision);
    }
    m_page.select(id);
    choose(id);
}

void LibraryPresenter::choose(const QString& id) {
    const LibraryEntry* entry = m_controller.find(id);
    m_chosen = entry == nullptr ? QString() : id;
    Q_EMIT revisionsFound(entry == nullptr ? ui::RevisionsView() : revisionsOf(*entry));
    if (entry == nullptr) {
        Q_EMIT nothingChosen();
    } else if (canBeInspected(*entry)) {
        Q_EMIT modelChosen(*entry);
    } else {
        const ui::LibraryRow row = rowOf(*entry);
        QStringList missing;
        for (const std::string& name : entry->model.missing) {
            missing.append(toQt(name));
        }
        Q_EMIT modelRefused(row.name, tr("This model cannot be converted: %1.").arg(row.reason),
                            missing.size() > 1 ? missing.join(QLatin1Char('\n')) : QString(),
                            canBeCompleted(*entry) ? id : QString());
    }
}

void LibraryPresenter::showModel(const QString& id) {
    m_page.select(id);
    choose(id);
}

void LibraryPresenter::clearSelection() {
    m_page.select({});
    m_chosen.clear();
    Q_EMIT revisionsFound({});
}

void LibraryPresenter::chooseRevision(const QString& commit) {
    m_controller.chooseRevision(m_chosen, commit.toStdString());
    choose(m_chosen);
}

void LibraryPresenter::removeFolder(const QString& id) {
    const LibraryEntry* entry = m_controller.find(id);
    if (entry == nullptr || !entry->added) {
        return;
    }
    ui::SettingsView preferences = m_settings.preferences();
    preferences.folders.removeAll(toQt(entry->model.root));
    m_settings.setPreferences(preferences);
    rescan();
}

}  // namespace app
