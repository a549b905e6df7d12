#pragma once

#include "desktop/background.hpp"

#include <quince/architecture.hpp>
#include <quince/hf_cache.hpp>
#include <quince/stop_token.hpp>

#include <QList>
#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace app {

/// What the headers of a model tell; read in the background, one model after the other.
struct ModelSummary {
    QString architecture;
    QString dtype;
    quint64 parameters = 0;
    bool isMlx = false;
    QString whyNot;  ///< empty: it can be converted
};

/// One model of the library.
struct LibraryEntry {
    QString id;  ///< its root folder: stable and unique
    quince::CachedModel model;
    bool added = false;                   ///< the person added this very folder
    std::string revision;                 ///< the commit that the person chose; empty: none
    std::optional<ModelSummary> summary;  ///< absent: not read yet
};

/// Scans the folders and then looks into each model, on a thread of its own. Only the newest scan
/// counts: a newer one ends the older and its answers are dropped.
class LibraryController : public QObject {
    Q_OBJECT

public:
    explicit LibraryController(std::shared_ptr<const quince::ArchitectureLibrary> architectures,
                               QObject* parent = nullptr);
    ~LibraryController() override;

    /// Answers with scanned(), then entryChanged() for each model that was looked into.
    void scan(const std::vector<quince::CacheRoot>& roots);

    /// Makes another downloaded revision the current one of a model, also for the scans to come;
    /// what is not on disk is passed over. entryChanged() follows, and again when it was read.
    void chooseRevision(const QString& id, const std::string& commit);

    [[nodiscard]] bool isScanning() const { return m_scanning; }
    [[nodiscard]] const QList<LibraryEntry>& entries() const { return m_entries; }
    /// Null if there is none.
    [[nodiscard]] const LibraryEntry* find(const QString& id) const;
    /// By model folder or root; null if there is none.
    [[nodiscard]] const LibraryEntry* findFolder(const std::filesystem::path& folder) const;

Q_SIGNALS:
    void scanStarted();
    void scanned();
    void entryChanged(const QString& id);
    void summariesDone();

private:
    void work(quint64 request, const std::vector<quince::CacheRoot>& roots,
              const quince::StopToken& stop);
    void takeEntries(quint64 request, const QList<LibraryEntry>& entries);
    void takeSummary(quint64 request, const QString& id, const std::filesystem::path& folder,
                     const ModelSummary& summary);

    std::shared_ptr<const quince::ArchitectureLibrary> m_architectures;
    QList<LibraryEntry> m_entries;
    quince::StopSource m_stop;
    quint64 m_request = 0;
    bool m_scanning = false;
    Background m_background;  ///< last: joined before the rest goes
};

/// Reads config and headers of one model.
[[nodiscard]] ModelSummary summarize(const quince::CachedModel& model,
                                     const quince::ArchitectureLibrary& architectures);

}  // namespace app
