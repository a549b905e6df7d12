#include "desktop/job_presenter.hpp"

#include "desktop/job_words.hpp"
#include "desktop/paths.hpp"

namespace app {

JobPresenter::JobPresenter(ui::ConversionPane& pane, ConversionController& controller,
                           QObject* parent)
    : QObject(parent), m_pane(pane), m_controller(controller) {
    connect(&controller, &ConversionController::jobsChanged, this, &JobPresenter::showJobs);
    connect(&controller, &ConversionController::jobChanged, this, [this](const QString& id) {
        if (const QueuedJob* job = m_controller.find(id)) {
            m_pane.updateJob(viewOf(*job));
        }
    });
    connect(&pane, &ui::ConversionPane::pauseRequested, &controller, &ConversionController::pause);
    connect(&pane, &ui::ConversionPane::resumeRequested, &controller,
            &ConversionController::resume);
    connect(&pane, &ui::ConversionPane::retryRequested, &controller, &ConversionController::resume);
    connect(&pane, &ui::ConversionPane::removeRequested, &controller,
            &ConversionController::remove);
    connect(&pane, &ui::ConversionPane::clearEndedRequested, &controller,
            &ConversionController::clearEnded);
    connect(&pane, &ui::ConversionPane::openFolderRequested, this, [this](const QString& id) {
        const QueuedJob* job = m_controller.find(id);
        if (job != nullptr && !job->reports.empty()) {
            Q_EMIT revealRequested(toQt(job->reports.front().folder));
        }
    });
    connect(&pane, &ui::ConversionPane::publishRequested, this, [this](const QString& id) {
        const QueuedJob* job = m_controller.find(id);
        if (job != nullptr && !job->reports.empty()) {
            Q_EMIT publishRequested(toQt(job->reports.front().folder));
        }
    });
    connect(&pane, &ui::ConversionPane::evaluateRequested, this, [this](const QString& id) {
        const QueuedJob* job = m_controller.find(id);
        if (job != nullptr && !job->reports.empty()) {
            const quince::ConversionPlan& plan = job->jobs->front().plan;
            Q_EMIT evaluateRequested(job->title, toQt(job->reports.front().folder),
                                     toQt(plan.inspection->checkpoint.folder));
        }
    });
}

ui::JobView JobPresenter::viewOf(const QueuedJob& job) const {
    ui::JobView view = jobView(job);
    view.canPublish = view.canPublish && m_canPublish;
    return view;
}

void JobPresenter::showJobs() {
    QList<ui::JobView> views;
    for (const QueuedJob& job : m_controller.jobs()) {
        views.append(viewOf(job));
    }
    m_pane.setJobs(views);
}

}  // namespace app
