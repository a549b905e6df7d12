#include "desktop/evaluation_controller.hpp"

#include "desktop/error_words.hpp"
#include "desktop/evaluation_words.hpp"

#include <chrono>

namespace app {

using quince::ConversionState;

namespace {

constexpr int lookMilliseconds = 100;

}  // namespace

EvaluationController::EvaluationController(
    std::shared_ptr<const quince::ArchitectureLibrary> architectures, QObject* parent)
    : QObject(parent),
      m_architectures(std::move(architectures)),
      m_background(QStringLiteral("evaluation")) {
    m_timer.setInterval(lookMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &EvaluationController::look);
}

EvaluationController::~EvaluationController() {
    if (m_running) {  // silently: who listens may be half gone
        m_shared->stop.requestStop();
    }
}

void EvaluationController::start(const quince::EvaluationJob& job) {
    m_shared = std::make_shared<Shared>();
    m_meter = {};
    m_importance = job.importance;
    m_running = true;
    m_view = {};
    m_view.state = ConversionState::preparing;
    m_timer.start();
    m_background.post([this, job, shared = m_shared, architectures = m_architectures] {
        auto report = std::make_shared<const quince::Result<quince::EvaluationReport>>(
            quince::evaluate(job, *architectures, shared->progress, shared->stop.token()));
        QMetaObject::invokeMethod(
            this, [this, report] { take(*report); }, Qt::QueuedConnection);
    });
    Q_EMIT changed();
}

void EvaluationController::stop() {
    if (m_running) {
        m_shared->stop.requestStop();
        look();
    }
}

void EvaluationController::clear() {
    m_view = {};
}

void EvaluationController::look() {
    quince::ProgressSnapshot now = quince::snapshotOf(m_shared->progress);
    m_meter.update(now, std::chrono::steady_clock::now());
    const bool stopping = m_shared->stop.stopRequested();
    m_view.state = stopping                                   ? ConversionState::stopping
                   : now.state == ConversionState::evaluating ? ConversionState::evaluating
                                                              : ConversionState::preparing;
    m_view.done = now.bytesDone;
    m_view.total = now.bytesTotal;
    m_view.secondsLeft = m_meter.secondsLeft();
    Q_EMIT changed();
}

void EvaluationController::take(const quince::Result<quince::EvaluationReport>& report) {
    m_timer.stop();
    m_running = false;
    if (report) {
        m_view = evaluationWords(*report, m_importance);
    } else {
        m_view = {};
        const bool stopped = report.error().code == quince::ErrorCode::stopped;
        m_view.state = stopped ? ConversionState::stopped : ConversionState::failed;
        const ErrorWords words = wordsFor(report.error());
        m_view.words = stopped ? tr("Stopped.") : words.headline;
        if (!stopped) {
            m_view.lines.append(words.details);
        }
    }
    Q_EMIT changed();
    Q_EMIT ended();
}

}  // namespace app
