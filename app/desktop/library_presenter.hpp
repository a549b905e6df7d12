#pragma once

#include "desktop/library_controller.hpp"
#include "desktop/settings.hpp"
#include "ui/pages/library_page.hpp"
#include "ui/pages/model_view.hpp"

#include <quince/environment.hpp>

#include <QObject>
#include <QStringList>

namespace app {

/// Joins the library page to the scan: which folders are looked at, what the rows say, which
/// model is chosen.
class LibraryPresenter : public QObject {
    Q_OBJECT

public:
    /// `page` and `settings` must outlive this.
    LibraryPresenter(ui::LibraryPage& page, Settings& settings,
                     std::shared_ptr<const quince::ArchitectureLibrary> architectures,
                     quince::Environment environment, QString sampleFolder,
                     QObject* parent = nullptr);

    void rescan();
    /// Remembers the folders, scans, and chooses the first model of the first folder.
    void addFolders(const QStringList& folders);
    void addSample();
    /// As if the person had chosen it.
    void showModel(const QString& id);
    /// What is chosen on the other side of the finder is not chosen here.
    void clearSelection();
    /// Of the chosen model.
    void chooseRevision(const QString& commit);

    [[nodiscard]] std::vector<quince::CacheRoot> roots() const;
    [[nodiscard]] const LibraryController& controller() const { return m_controller; }

Q_SIGNALS:
    void modelChosen(const app::LibraryEntry& entry);
    /// A model that cannot be opened, or a folder without any.
    /// `resumable`: its id when a download can complete it; empty otherwise.
    void modelRefused(const QString& title, const QString& sentence, const QString& details,
                      const QString& resumable);
    void nothingChosen();
    /// Of the model that is chosen next; none where nothing is.
    void revisionsFound(const ui::RevisionsView& revisions);
    void revealRequested(const QString& path);
    void scanned(int models);

private:
    void showRows();
    void choose(const QString& id);
    void choosePending();
    void removeFolder(const QString& id);

    ui::LibraryPage& m_page;
    Settings& m_settings;
    quince::Environment m_environment;
    QString m_sampleFolder;
    QString m_pending;  ///< folder to choose from when the scan has ended
    std::string m_pendingRevision;
    QString m_chosen;
    LibraryController m_controller;
};

}  // namespace app
