#include "desktop/conversion_controller.hpp"

#include <algorithm>

namespace app {

using quince::ConversionState;

namespace {

constexpr int pollMilliseconds = 50;

}  // namespace

bool isEnd(ConversionState state) {
    return state == ConversionState::succeeded || state == ConversionState::failed ||
           state == ConversionState::stopped;
}

ConversionController::ConversionController(ConvertFunction convert, QObject* parent)
    : QObject(parent), m_worker(new ConversionWorker(std::move(convert))) {
    m_timer.setInterval(pollMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &ConversionController::poll);
    m_thread.setObjectName(QStringLiteral("conversion"));
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
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
        return !isEnd(job.state) && job.job->destination == destination;
    });
}

QString ConversionController::enqueue(const QString& title, const QString& sourceId,
                                      bool inLmStudio,
                                      std::shared_ptr<const quince::ConversionJob> job) {
    QueuedJob queued;
    queued.id = QString::number(++m_lastId);
    queued.title = title;
    queued.sourceId = sourceId;
    queued.inLmStudio = inLmStudio;
    queued.job = std::move(job);
    const QString id = queued.id;
    m_jobs.append(std::move(queued));
    Q_EMIT jobsChanged();
    startNext();
    return id;
}

void ConversionController::stop(const QString& id) {
    QueuedJob* job = findMutable(id);
    if (job == nullptr || isEnd(job->state)) {
        return;
    }
    if (id == m_running) {
        m_stop.requestStop();
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
        isDestinationTaken(job->job->destination)) {
        return;
    }
    QueuedJob again = *job;
    again.state = ConversionState::idle;
    again.progress = {};
    again.bytesPerSecond.reset();
    again.secondsLeft.reset();
    again.error.reset();
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
    m_progress = std::make_shared<quince::Progress>();
    m_meter = quince::ProgressMeter();
    next->state = ConversionState::preparing;
    const ConversionOrder order{next->job, m_progress, m_stop.token()};
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, order] { worker->run(order); }, Qt::QueuedConnection);
    m_timer.start();
    Q_EMIT runningChanged(true);
    Q_EMIT jobChanged(m_running);
}

void ConversionController::poll() {
    QueuedJob* job = findMutable(m_running);
    if (job == nullptr) {
        return;
    }
    const quince::ProgressSnapshot now = quince::snapshotOf(*m_progress);
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
    if (outcome->ok()) {
        job->state = ConversionState::succeeded;
        job->report = outcome->value();
    } else if (outcome->error().code == quince::ErrorCode::stopped) {
        job->state = ConversionState::stopped;
    } else {
        job->state = ConversionState::failed;
        job->error = outcome->error();
    }
    m_running.clear();
    Q_EMIT jobChanged(id);
    Q_EMIT jobEnded(id);
    startNext();
    if (!isRunning()) {
        Q_EMIT runningChanged(false);
    }
}

void ConversionController::discard(const QueuedJob& job) {
    if (job.state != ConversionState::stopped && job.state != ConversionState::failed) {
        return;
    }
    if (isDestinationTaken(job.job->destination)) {
        return;  // another job goes on with it
    }
    QMetaObject::invokeMethod(
        m_worker,
        [staging = job.job->staging] {
            // What cannot be removed now is found and replaced by the next run.
            static_cast<void>(quince::discardStaging(staging));
        },
        Qt::QueuedConnection);
}

}  // namespace app
