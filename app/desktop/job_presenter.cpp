#include "desktop/job_presenter.hpp"

#include "desktop/job_words.hpp"
#include "desktop/paths.hpp"

namespace app {

namespace {

std::vector<hub::LmStudioModel> modelsOf(const QueuedJob& job) {
    std::vector<hub::LmStudioModel> models;
    for (const quince::ConversionReport& report : job.reports) {
        models.push_back({toQt(report.folder.parent_path().filename()).toStdString(),
                          toQt(report.folder.filename()).toStdString()});
    }
    return models;
}

bool isInLmStudio(const QueuedJob* job) {
    return job != nullptr && job->inLmStudio && !job->onlyDownloads() &&
           job->state == quince::ConversionState::succeeded && !job->reports.empty();
}

}  // namespace

JobPresenter::JobPresenter(ui::ConversionPane& pane, ConversionController& controller,
                           LmStudioController& lmStudio, QObject* parent)
    : QObject(parent), m_pane(pane), m_controller(controller), m_lmStudio(lmStudio) {
    connectLmStudio();
    connect(&controller, &ConversionController::jobsChanged, this, &JobPresenter::showJobs);
    connect(&controller, &ConversionController::jobChanged, this, &JobPresenter::showJob);
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

void JobPresenter::showJobs() {
    QList<ui::JobView> views;
    for (const QueuedJob& job : m_controller.jobs()) {
        views.append(viewOf(job));
    }
    m_pane.setJobs(views);
}

void JobPresenter::showJob(const QString& id) {
    if (const QueuedJob* job = m_controller.find(id)) {
        m_pane.updateJob(viewOf(*job));
    }
}

ui::JobView JobPresenter::viewOf(const QueuedJob& job) const {
    ui::JobView view = jobView(job);
    view.canPublish = view.canPublish && m_canPublish;
    if (isInLmStudio(&job)) {
        view.lmStudio = m_lmStudio.view(job.id);
    }
    return view;
}

void JobPresenter::connectLmStudio() {
    connect(&m_lmStudio, &LmStudioController::changed, this, &JobPresenter::showJob);
    connect(&m_controller, &ConversionController::jobEnded, this, [this](const QString& id) {
        const QueuedJob* job = m_controller.find(id);
        if (isInLmStudio(job)) {
            m_lmStudio.lookFor(id, modelsOf(*job));
        }
    });
    connect(&m_controller, &ConversionController::jobsChanged, this, [this] {
        QStringList ids;
        for (const QueuedJob& job : m_controller.jobs()) {
            ids.append(job.id);
        }
        m_lmStudio.keepOnly(ids);
    });
    connect(&m_pane, &ui::ConversionPane::lmStudioRequested, this,
            [this](const QString& id, ui::LmStudioAction action) {
                const QueuedJob* job = m_controller.find(id);
                if (isInLmStudio(job)) {
                    m_lmStudio.ask(id, modelsOf(*job), action);
                }
            });
}

}  // namespace app
