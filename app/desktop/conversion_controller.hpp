#pragma once

#include "desktop/conversion_worker.hpp"

#include <quince/progress_meter.hpp>

#include <QList>
#include <QObject>
#include <QString>
#include <QThread>
#include <QTimer>

#include <optional>

namespace app {

/// One entry of the queue: a download, a conversion of one result or several, or both in turn.
/// `state` is idle while it waits for its turn. All of its results share its end: what ends
/// otherwise becomes a job of its own.
struct QueuedJob {
    QString id;
    QString title;     ///< name of the first result
    QString sourceId;  ///< of the library entry
    bool inLmStudio = false;
    std::optional<DownloadOrder> download;  ///< what is fetched first; absent once it is there
    std::shared_ptr<const Jobs> jobs;       ///< empty: nothing is converted
    QString command;  ///< for quince-cli, to do the same; empty: there is none
    quince::ConversionState state = quince::ConversionState::idle;
    quince::ProgressSnapshot progress;
    bool waitsForServer = false;  ///< the download, all of it
    std::optional<double> bytesPerSecond;
    std::optional<double> secondsLeft;
    bool isPaused = false;  ///< stopped, to go on later
    bool leaves = false;    ///< goes out of the queue when it has stopped
    /// Parallel to jobs; of a download alone there is one.
    std::vector<quince::Error> errors;              ///< failed
    std::vector<quince::ConversionReport> reports;  ///< succeeded

    [[nodiscard]] bool onlyDownloads() const { return jobs->empty(); }

    /// Of several errors the one that is no stop. REQUIRES: failed
    [[nodiscard]] const quince::Error& error() const;
};

[[nodiscard]] bool isEnd(quince::ConversionState state);

/// The queue of conversions: one runs, on a worker thread that calls the core; the others wait.
/// Quantities are polled from the core's counters, the outcome comes as one queued signal.
class ConversionController : public QObject {
    Q_OBJECT

public:
    explicit ConversionController(ConversionWork work, QObject* parent = nullptr);
    /// Stops what runs and waits for it; the work can be resumed at the next start.
    ~ConversionController() override;

    [[nodiscard]] const QList<QueuedJob>& jobs() const { return m_jobs; }
    /// Null if there is none.
    [[nodiscard]] const QueuedJob* find(const QString& id) const;
    [[nodiscard]] bool isRunning() const { return !m_running.isEmpty(); }
    [[nodiscard]] QString runningId() const { return m_running; }
    /// Whether a job that has not ended makes this folder.
    [[nodiscard]] bool isDestinationTaken(const std::filesystem::path& destination) const;

    /// Adds a job and starts it when nothing runs. Returns its id.
    QString enqueue(const QString& title, const QString& sourceId, bool inLmStudio,
                    std::shared_ptr<const Jobs> jobs, const QString& command = {});
    /// The same, downloading first. `jobs` are planned anew when the model is there; they may be
    /// empty.
    QString enqueueDownload(const QString& title, const DownloadOrder& download, bool inLmStudio,
                            std::shared_ptr<const Jobs> jobs);
    /// Whether a job that has not ended fetches this repo.
    [[nodiscard]] bool isDownloading(const std::string& repoId) const;
    /// Stops a running download for a while: it stays in the queue.
    void pause(const QString& id);
    /// A running job stops soon; a waiting one leaves the queue as stopped at once. A download
    /// that was stopped is gone from the queue; what it has fetched stays in the cache.
    void stop(const QString& id);
    /// Puts a stopped or failed job at the end of the queue; it goes on where it was.
    void resume(const QString& id);
    /// Forgets a job that does not run, and what it had written when it did not succeed.
    void remove(const QString& id);
    void clearEnded();
    /// Stops the running job and takes the waiting ones out of the queue.
    void stopAll();

Q_SIGNALS:
    void jobsChanged();
    void jobChanged(const QString& id);
    void runningChanged(bool running);
    void jobEnded(const QString& id);
    void downloaded(const QString& repoId);  ///< a model is whole in the cache

private:
    QueuedJob* findMutable(const QString& id);
    QString append(QueuedJob job);
    void startNext();
    void poll();
    void takeDownload();
    [[nodiscard]] quince::ProgressSnapshot snapshot(QueuedJob& job) const;
    void takeOutcome(const ConversionOutcome& outcome);
    /// Makes a job of its own of the results that are whole, before the job `id`; gives its id.
    QString partWhole(const QString& id, const Outcomes& outcomes);
    [[nodiscard]] bool isAnyTaken(const Jobs& jobs) const;
    void discard(const QueuedJob& job);

    QList<QueuedJob> m_jobs;
    QString m_running;
    std::shared_ptr<hub::DownloadProgress> m_downloading;
    std::shared_ptr<quince::Progress> m_progress;
    quince::StopSource m_stop;
    quince::ProgressMeter m_meter;
    quint64 m_lastId = 0;
    QTimer m_timer;
    QThread m_thread;
    ConversionWorker* m_worker;  ///< lives on m_thread, which deletes it at its end
};

}  // namespace app
