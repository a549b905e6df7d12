#include "desktop/model_presenter.hpp"

#include "desktop/model_words.hpp"
#include "desktop/paths.hpp"
#include "desktop/remote_words.hpp"
#include "ui/text/format.hpp"

#include <quince/evaluate.hpp>
#include <quince/repo_id.hpp>

#include <QDir>

#include <algorithm>

namespace app {

namespace {

constexpr int slowMilliseconds = 150;

}  // namespace

ModelPresenter::ModelPresenter(ui::ModelPage& page, Settings& settings,
                               std::shared_ptr<const quince::ArchitectureLibrary> architectures,
                               quince::Environment environment, QObject* parent)
    : QObject(parent),
      m_page(page),
      m_settings(settings),
      m_environment(std::move(environment)),
      m_inspection(std::move(architectures)),
      m_isTaken([](const std::filesystem::path&) { return false; }) {
    m_slow.setSingleShot(true);
    m_slow.setInterval(slowMilliseconds);
    connectAll();
    connectRecipe();
    showNothing();
}

void ModelPresenter::connectAll() {
    connect(&m_inspection, &InspectionController::inspected, this, &ModelPresenter::takeInspection);
    connect(&m_inspection, &InspectionController::failed, this, &ModelPresenter::takeFailure);
    connect(&m_inspection, &InspectionController::planned, this, &ModelPresenter::takePlan);
    connect(&m_quality, &QualityController::changed, this,
            [this] { m_page.setQuality(m_quality.view()); });
    // Most plans are there at once; dimming the numbers for them would only flicker.
    connect(&m_inspection, &InspectionController::planRequested, this, [this] { m_slow.start(); });
    connect(&m_slow, &QTimer::timeout, this, [this] {
        m_page.setFootprint(nullptr);
        setConvert({});
    });
    connect(&m_page, &ui::ModelPage::noticeActionRequested, this, &ModelPresenter::takeAction);
    connect(&m_page, &ui::ModelPage::downloadRequested, this, &ModelPresenter::download);
    connect(&m_page, &ui::ModelPage::publishRequested, this, [this] {
        if (m_entry) {
            Q_EMIT publishRequested(toQt(m_entry->model.folder));
        }
    });
    connect(&m_page, &ui::ModelPage::evaluateRequested, this, [this] {
        if (m_entry) {
            Q_EMIT evaluateRequested(toQt(quince::modelNameOf(m_entry->model.repoId)),
                                     toQt(m_entry->model.folder));
        }
    });
    connect(&m_page, &ui::ModelPage::contextLengthChanged, this,
            &ModelPresenter::takeContextLength);
    connect(&m_alsoPlanner, &AlsoPlanner::changed, this, [this] {
        showAlso();
        judge();
    });
    connect(&m_page, &ui::ModelPage::alsoChanged, this, [this](const QStringList& ids) {
        m_also = ids;
        m_destination.replace = false;
        m_page.setDestination(m_destination, m_destinationView);
        showAlso();
        judge();
    });
    connect(&m_page, &ui::ModelPage::destinationChanged, this,
            [this](const ui::Destination& destination) {
                m_destination = destination;
                judge();
            });
}

void ModelPresenter::setTakenTest(std::function<bool(const std::filesystem::path&)> isTaken) {
    m_isTaken = std::move(isTaken);
}

void ModelPresenter::show(const LibraryEntry& entry) {
    if (m_noticesOf != entry.id) {  // a rescan opens the same one again
        m_ownNotices.clear();
    }
    begin(entry);
    m_inspection.open(entry.model.folder, m_recipe, m_settings.contextLength());
}

/// What is done for a model of the disk and of the Hub alike, before it is opened.
void ModelPresenter::begin(const LibraryEntry& entry) {
    m_entry = entry;
    m_remote.reset();
    m_refused.reset();
    m_resumable.clear();
    ui::ModelView view;
    view.picture = ui::ModelPicture::inspecting;
    view.title = toQt(quince::modelNameOf(entry.model.repoId));
    view.folder = toQt(entry.model.folder);
    m_page.setModel(view);
    m_quality.close();
    m_target.close();
    m_also.clear();
    m_alsoPlanner.close();
    setConvert({});
    readContext();
    if (m_recipeOf != entry.id) {
        m_recipeOf = entry.id;
        m_recipe = wishedRecipe();
        m_budget = m_settings.lastBudget();
    }
}

void ModelPresenter::showNothing() {
    m_entry.reset();
    m_remote.reset();
    m_refused.reset();
    m_resumable.clear();
    m_inspection.close();
    m_quality.close();
    m_target.close();
    m_also.clear();
    m_alsoPlanner.close();
    m_slow.stop();
    m_page.setModel({});
    setConvert({});
    Q_EMIT recipeNameChanged({});
}

void ModelPresenter::showRefusal(const QString& title, const QString& sentence,
                                 const QString& details, const QString& resumable) {
    showNothing();
    m_resumable = resumable;
    ui::ModelView view;
    view.picture = ui::ModelPicture::failed;
    view.title = title;
    view.message = sentence;
    view.details = details;
    if (!resumable.isEmpty()) {
        view.actions.append({model_action::resumeDownload, tr("Resume &download")});
    }
    m_page.setModel(view);
}

void ModelPresenter::takeFailure(const QString& headline, const QString& details,
                                 quince::ErrorCode code) {
    if (m_remote) {
        const Remote remote = *m_remote;
        showNothing();
        m_page.setModel(remoteRefusal(remote.about, headline, details, code));
        m_refused = remote;
        Q_EMIT failed(toQt(remote.about.id), details);
        return;
    }
    const QString folder = m_entry ? toQt(m_entry->model.folder) : QString();
    const QString title = m_entry ? toQt(quince::modelNameOf(m_entry->model.repoId)) : QString();
    showRefusal(title, headline, details);
    Q_EMIT failed(folder, details);
}

void ModelPresenter::takeInspection() {
    if (!m_entry) {
        return;
    }
    const quince::Inspection& inspection = *m_inspection.inspection();
    m_page.setModel(shownModel(inspection));
    m_page.setEvaluate(!m_remote && quince::canEvaluate(inspection).ok());
    m_page.setPublish(m_hub.canPublish && !m_remote && inspection.checkpoint.isMlx);
    const ui::RecipeOptions options = recipeOptions(inspection);
    m_recipe = usableRecipe(options);
    if (!m_recipe.quantize) {
        m_budget.reset();
    }
    m_page.setRecipe(m_recipe, options, m_budget);
    m_inspection.setRecipe(m_recipe);
    m_page.setContextLength(m_inspection.contextLength());
    setProblems(inspection.blueprintFor(inspection.usualVision()).problems);
    resetDestination();
    fit();  // while the plan tells what is known without it
    Q_EMIT opened(
        toQt(m_remote ? std::filesystem::path(m_remote->about.id) : m_entry->model.folder));
}

void ModelPresenter::takePlan() {
    m_slow.stop();
    const std::shared_ptr<const Planned> planned = m_inspection.current();
    const ui::FootprintView footprint = footprintView(*planned);
    m_page.setFootprint(&footprint);
    setProblems(planned->plan.problems);
    if (isFitting()) {
        m_page.setFootprint(nullptr);
        rename();
        m_inspection.dropPlan();
        return;
    }
    if (!m_remote) {  // its weights are not here to be measured
        m_quality.show(planned->plan);
    }
    m_alsoPlanner.plan(planned->plan);
    rename();
    judge();
    Q_EMIT recipeNameChanged(m_destination.name + QStringLiteral(".json"));
}

void ModelPresenter::judge() {
    const std::shared_ptr<const Planned> planned = m_inspection.current();
    if (!planned) {
        return;
    }
    m_destinationView = judgeDestination(m_destination, m_context, totalBytes(), bytesThere());
    judgeAlso(m_destinationView);
    m_page.setDestinationView(m_destinationView);
    setConvert(convertView());
}

/// Why this cannot be converted now; empty when it can.
QString ModelPresenter::blockingReason() const {
    if (!m_inspection.current()->plan.ok()) {
        return tr("This cannot be converted; the reason stands above.");
    }
    if (m_destinationView.severity == quince::Severity::error) {
        return m_destinationView.message;
    }
    const auto isQueued = [this](const ui::Destination& destination) {
        const auto path = pathOf(destination, m_context);
        return path && m_isTaken(*path);
    };
    const AlsoPlanner::Results also = alsoChosen();
    if (isQueued(m_destination) || std::any_of(also.begin(), also.end(), [&](const auto& one) {
            return isQueued(destinationOf(*one));
        })) {
        return tr("This conversion is in the queue already.");
    }
    return {};
}

ui::ConvertView ModelPresenter::convertView() const {
    return m_remote ? withDownload(localConvertView()) : localConvertView();
}

ui::ConvertView ModelPresenter::localConvertView() const {
    const std::shared_ptr<const Planned> planned = m_inspection.current();
    ui::ConvertView view;
    if (!m_also.isEmpty() && !m_alsoPlanner.isReady()) {
        return view;  // answered in a moment
    }
    view.reason = blockingReason();
    if (!view.reason.isEmpty()) {
        view.offersReplace = planned->plan.ok() && m_destinationView.exists &&
                             m_destinationView.severity == quince::Severity::error &&
                             !m_destination.replace &&
                             m_destinationView.bytesFreeAfter.value_or(0) >= 0;
    } else {
        view.enabled = true;
        const auto more = static_cast<int>(alsoChosen().size());
        const QString bytes = ui::formatBytes(totalBytes());
        const QString after = more == 0 ? bytes : tr("%1 models of %2").arg(more + 1).arg(bytes);
        const QString sizes =
            m_remote ? tr("%1 to download, %2 after")
                           .arg(ui::formatBytes(m_remote->found->bytesMissing), after)
                     : tr("%1 to %2")
                           .arg(ui::formatBytes(planned->plan.inspection->checkpoint.tensorBytes),
                                after);
        view.summary =
            m_destinationView.exists ? tr("%1, replacing the model that is there").arg(sizes)
            : m_destination.kind == ui::DestinationKind::lmStudio
                ? tr("%1, into LM Studio").arg(sizes)
                : tr("%1, into %2").arg(sizes, QDir(m_destination.parentFolder).dirName());
    }
    return view;
}

void ModelPresenter::setConvert(const ui::ConvertView& view) {
    m_page.setConvert(view);
    Q_EMIT convertEnabledChanged(view.enabled);
}

void ModelPresenter::convert() {
    refreshDestination();  // the disk may have changed since it was looked at
    if (!m_inspection.current() || !convertView().enabled) {
        return;
    }
    Jobs jobs = makeJobs();
    if (m_remote && !jobs.empty() && quince::canConvertTogether(jobs)) {
        Q_EMIT downloadRequested(m_destination.name, downloadOrder(),
                                 m_destination.kind == ui::DestinationKind::lmStudio,
                                 std::make_shared<const Jobs>(std::move(jobs)));
        judge();
    } else if (!jobs.empty() && quince::canConvertTogether(jobs)) {
        Q_EMIT conversionRequested(m_destination.name, m_entry->id,
                                   m_destination.kind == ui::DestinationKind::lmStudio,
                                   std::make_shared<const Jobs>(std::move(jobs)), command());
        judge();
    }
}

}  // namespace app
