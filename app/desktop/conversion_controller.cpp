#include "desktop/conversion_controller.hpp"

#include <algorithm>

namespace app {

using quince::ConversionState;

namespace {

constexpr int pollMilliseconds = 50;

}  // namespace

const quince::Error& QueuedJob::error() const {
    const auto found = std::find_if(errors.begin(), errors.end(), [](const quince::Error& one) {
        return one.code != quince::ErrorCode::stopped;
    });
    return found == errors.end() ? errors.front() : *found;
}

bool isEnd(ConversionState state) {
    return state == ConversionState::succeeded || state == ConversionState::failed ||
           state == ConversionState::stopped;
}

ConversionController::ConversionController(ConversionWork work, QObject* parent)
    : QObject(parent), m_worker(new ConversionWorker(std::move(work))) {
    m_timer.setInterval(pollMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &ConversionController::poll);
    m_thread.setObjectName(QStringLiteral("conversion"));
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &ConversionWorker::downloaded, this, &ConversionController::takeDownload,
            Qt::QueuedConnection);
    connect(m_worker, &ConversionWorker::ended, this, &ConversionController::takeOutcome,
            Qt::QueuedConnection);
    m_thread.start();
}

ConversionController::~ConversionController() {
    m_stop.requestStop();
    m_thread.quit();
    m_thread.wait();
}

const QueuedJob* ConversionController::find(const QString& id) const {
    const auto job = std::find_if(m_jobs.begin(), m_jobs.end(),
                                  [&](const QueuedJob& one) { return one.id == id; });
    return job == m_jobs.end() ? nullptr : &*job;
}

QueuedJob* ConversionController::findMutable(const QString& id) {
    const auto job = std::find_if(m_jobs.begin(), m_jobs.end(),
                                  [&](const QueuedJob& one) { return one.id == id; });
    return job == m_jobs.end() ? nullptr : &*job;
}

bool ConversionController::isDestinationTaken(const std::filesystem::path& destination) const {
    return std::any_of(m_jobs.begin(), m_jobs.end(), [&](const QueuedJob& job) {
        return !isEnd(job.state) && std::any_of(job.jobs->begin(), job.jobs->end(),
                                                [&](const quince::ConversionJob& one) {
                                                    return one.destination == destination;
                                                });
    });
}

bool ConversionController::isAnyTaken(const Jobs& jobs) const {
    return std::any_of(jobs.begin(), jobs.end(), [this](const quince::ConversionJob& one) {
        return isDestinationTaken(one.destination);
    });
}

QString ConversionController::enqueue(const QString& title, const QString& sourceId,
                                      bool inLmStudio, std::shared_ptr<const Jobs> jobs,
                                      const QString& command) {
    QueuedJob queued;
    queued.title = title;
    queued.sourceId = sourceId;
    queued.inLmStudio = inLmStudio;
    queued.jobs = std::move(jobs);
    queued.command = command;
    return append(std::move(queued));
}

QString ConversionController::enqueueDownload(const QString& title, const DownloadOrder& download,
                                              bool inLmStudio, std::shared_ptr<const Jobs> jobs) {
    QueuedJob queued;
    queued.title = title;
    queued.download = download;
    queued.inLmStudio = inLmStudio;
    queued.jobs = std::move(jobs);
    return append(std::move(queued));
}

QString ConversionController::append(QueuedJob job) {
    job.id = QString::number(++m_lastId);
    const QString id = job.id;
    m_jobs.append(std::move(job));
    Q_EMIT jobsChanged();
    startNext();
    return id;
}

bool ConversionController::isDownloading(const std::string& repoId) const {
    return std::any_of(m_jobs.begin(), m_jobs.end(), [&](const QueuedJob& job) {
        return !isEnd(job.state) && job.download && job.download->repoId == repoId;
    });
}

void ConversionController::pause(const QString& id) {
    QueuedJob* job = findMutable(id);
    if (job != nullptr && job->state == ConversionState::downloading) {
        job->isPaused = true;
        m_stop.requestStop();
        job->state = ConversionState::stopping;
        Q_EMIT jobChanged(id);
    }
}

void ConversionController::stop(const QString& id) {
    QueuedJob* job = findMutable(id);
    if (job == nullptr || isEnd(job->state)) {
        return;
    }
    if (id == m_running) {
        m_stop.requestStop();
        job->leaves = job->download.has_value() && !job->isPaused;
        job->state = ConversionState::stopping;
        Q_EMIT jobChanged(id);
        return;
    }
    job->state = ConversionState::stopped;
    Q_EMIT jobChanged(id);
    Q_EMIT jobEnded(id);
}

void ConversionController::resume(const QString& id) {
    const auto job = std::find_if(m_jobs.begin(), m_jobs.end(),
                                  [&](const QueuedJob& one) { return one.id == id; });
    if (job == m_jobs.end() ||
        (job->state != ConversionState::stopped && job->state != ConversionState::failed) ||
        isAnyTaken(*job->jobs) || (job->download && isDownloading(job->download->repoId))) {
        return;
    }
    QueuedJob again = *job;
    again.state = ConversionState::idle;
    again.isPaused = false;
    again.leaves = false;
    again.progress = {};
    again.bytesPerSecond.reset();
    again.secondsLeft.reset();
    again.errors.clear();
    m_jobs.erase(job);
    m_jobs.append(std::move(again));
    Q_EMIT jobsChanged();
    startNext();
}

void ConversionController::remove(const QString& id) {
    const auto job = std::find_if(m_jobs.begin(), m_jobs.end(),
                                  [&](const QueuedJob& one) { return one.id == id; });
    if (job == m_jobs.end() || id == m_running) {
        return;
    }
    discard(*job);
    m_jobs.erase(job);
    Q_EMIT jobsChanged();
}

void ConversionController::clearEnded() {
    QList<QueuedJob> kept;
    for (const QueuedJob& job : m_jobs) {
        // What was stopped or failed stays: clearing the list must not throw work away.
        if (job.state != ConversionState::succeeded) {
            kept.append(job);
        }
    }
    m_jobs = std::move(kept);
    Q_EMIT jobsChanged();
}

void ConversionController::stopAll() {
    const QList<QueuedJob> jobs = m_jobs;
    for (const QueuedJob& job : jobs) {
        if (job.id != m_running) {
            stop(job.id);
        }
    }
    stop(m_running);
}

void ConversionController::startNext() {
    if (isRunning()) {
        return;
    }
    const auto next = std::find_if(m_jobs.begin(), m_jobs.end(), [](const QueuedJob& job) {
        return job.state == ConversionState::idle;
    });
    if (next == m_jobs.end()) {
        return;
    }
    m_running = next->id;
    m_stop = quince::StopSource();
    m_downloading = std::make_shared<hub::DownloadProgress>();
    m_progress = std::make_shared<quince::Progress>();
    m_meter = quince::ProgressMeter();
    next->state = ConversionState::preparing;
    const ConversionOrder order{next->download, next->jobs, m_downloading, m_progress,
                                m_stop.token()};
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, order] { worker->run(order); }, Qt::QueuedConnection);
    m_timer.start();
    Q_EMIT runningChanged(true);
    Q_EMIT jobChanged(m_running);
}

quince::ProgressSnapshot ConversionController::snapshot(QueuedJob& job) const {
    job.waitsForServer = false;
    const hub::DownloadPhase phase = m_downloading->phase;
    if (phase == hub::DownloadPhase::idle || m_progress->state != ConversionState::idle) {
        return quince::snapshotOf(*m_progress);
    }
    quince::ProgressSnapshot now = hub::snapshotOf(*m_downloading);
    now.state = phase == hub::DownloadPhase::asking      ? ConversionState::preparing
                : phase == hub::DownloadPhase::finishing ? ConversionState::publishing
                                                         : ConversionState::downloading;
    const std::uint32_t waiting = m_downloading->waitingForServer;
    job.waitsForServer = waiting > 0 && waiting == m_downloading->running;
    return now;
}

void ConversionController::poll() {
    QueuedJob* job = findMutable(m_running);
    if (job == nullptr) {
        return;
    }
    const quince::ProgressSnapshot now = snapshot(*job);
    m_meter.update(now, std::chrono::steady_clock::now());
    job->progress = now;
    job->bytesPerSecond = m_meter.bytesPerSecond();
    job->secondsLeft = m_meter.secondsLeft();
    // An end is believed when the outcome is here; until then it is the last step that runs.
    if (job->state != ConversionState::stopping && now.state != ConversionState::idle &&
        !isEnd(now.state)) {
        job->state = now.state;
    }
    Q_EMIT jobChanged(m_running);
}

void ConversionController::takeDownload() {
    QueuedJob* job = findMutable(m_running);
    if (job == nullptr || !job->download) {
        return;
    }
    const QString repoId = QString::fromStdString(job->download->repoId);
    if (!job->onlyDownloads()) {
        job->download.reset();  // an ordinary conversion from now on
    }
    Q_EMIT downloaded(repoId);
}

void ConversionController::takeOutcome(const ConversionOutcome& outcome) {
    m_timer.stop();
    poll();
    const QString id = m_running;
    QueuedJob* job = findMutable(id);
    if (job == nullptr) {
        return;
    }
    job->bytesPerSecond.reset();
    job->secondsLeft.reset();
    job->jobs = outcome.jobs;
    QString whole;  // the job that the results which are whole became
    const auto isOk = [](const auto& one) { return one.ok(); };
    if (std::all_of(outcome.results->begin(), outcome.results->end(), isOk)) {
        job->state = ConversionState::succeeded;
        for (const auto& one : *outcome.results) {
            job->reports.push_back(*one);
        }
    } else {
        if (std::any_of(outcome.results->begin(), outcome.results->end(), isOk)) {
            whole = partWhole(id, *outcome.results);
            job = findMutable(id);
        }
        job->state = ConversionState::stopped;
        for (const auto& one : *outcome.results) {
            if (!one) {
                job->errors.push_back(one.error());
                const bool stopped = one.error().code == quince::ErrorCode::stopped;
                job->state = stopped ? job->state : ConversionState::failed;
            }
        }
        if (job->state == ConversionState::stopped) {
            job->errors.clear();
        }
    }
    m_running.clear();
    const bool leaves = job->state == ConversionState::stopped && job->leaves && job->download;
    if (whole.isEmpty()) {
        Q_EMIT jobChanged(id);
    } else {
        Q_EMIT jobsChanged();
        Q_EMIT jobEnded(whole);
    }
    Q_EMIT jobEnded(id);
    if (leaves) {
        remove(id);
    }
    startNext();
    if (!isRunning()) {
        Q_EMIT runningChanged(false);
    }
}

QString ConversionController::partWhole(const QString& id, const Outcomes& outcomes) {
    const auto job = std::find_if(m_jobs.begin(), m_jobs.end(),
                                  [&](const QueuedJob& one) { return one.id == id; });
    const auto nameOf = [](const Jobs& jobs) {
        return QString::fromStdU16String(jobs.front().destination.filename().u16string());
    };
    auto made = std::make_shared<Jobs>();
    auto left = std::make_shared<Jobs>();
    QueuedJob whole = *job;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        (outcomes[i] ? made : left)->push_back((*job->jobs)[i]);
        if (outcomes[i]) {
            whole.reports.push_back(*outcomes[i]);
        }
    }
    whole.id = QString::number(++m_lastId);
    whole.state = ConversionState::succeeded;
    whole.title = nameOf(*made);
    whole.jobs = std::move(made);
    job->title = nameOf(*left);
    job->jobs = std::move(left);
    const QString wholeId = whole.id;
    m_jobs.insert(job, std::move(whole));
    return wholeId;
}

void ConversionController::discard(const QueuedJob& job) {
    if (job.state != ConversionState::stopped && job.state != ConversionState::failed) {
        return;
    }
    for (const quince::ConversionJob& one : *job.jobs) {
        if (isDestinationTaken(one.destination)) {
            continue;  // another job goes on with it
        }
        QMetaObject::invokeMethod(
            m_worker,
            [staging = one.staging] {
                // What cannot be removed now is found and replaced by the next run.
                static_cast<void>(quince::discardStaging(staging));
            },
            Qt::QueuedConnection);
    }
}

}  // namespace app
