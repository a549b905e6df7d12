#include "desktop/model_presenter.hpp"
#include "desktop/paths.hpp"
#include "ui/text/format.hpp"

#include <quince/repo_id.hpp>

#include <algorithm>

namespace app {

// What is made, and where: the chosen recipe's result, and those that are ticked beside it.

void ModelPresenter::readContext() {
    const ui::SettingsView preferences = m_settings.preferences();
    m_context.modelsFolder = modelsFolderOf(preferences.modelsFolder, m_environment);
    m_context.publisher = preferences.publisher;
    m_context.nameTemplate = preferences.nameTemplate;
    if (m_entry) {
        const std::string& id = m_entry->model.repoId;
        const bool isRepo = m_entry->model.kind == quince::ModelKind::cache;
        m_context.org = isRepo ? toQt(quince::orgOf(id)) : QString();
        m_context.model = isRepo ? toQt(quince::modelNameOf(id)) : toQt(id);
    }
}

/// A newly chosen model: the defaults, with the kind and the folder that were last chosen.
void ModelPresenter::resetDestination() {
    const bool isFirst = m_automaticName.isEmpty();
    if (isFirst || m_context.modelsFolder.empty()) {
        m_destination.kind = m_context.modelsFolder.empty() ? ui::DestinationKind::folder
                                                            : ui::DestinationKind::lmStudio;
    }
    if (m_destination.parentFolder.isEmpty()) {
        m_destination.parentFolder = toQt(m_environment.home);
    }
    m_destination.publisher = defaultPublisher(m_context);
    m_destination.replace = false;
    m_destination.name.clear();
    m_automaticName.clear();
}

/// Follows the recipe with the name, unless the person wrote one.
void ModelPresenter::rename() {
    const std::shared_ptr<const Planned> planned = m_inspection.current();
    if (!planned || m_destination.name != m_automaticName) {
        return;
    }
    const QString name = defaultName(planned->plan, m_context);
    if (name != m_automaticName) {
        m_destination.replace = false;
    }
    m_automaticName = name;
    m_destination.name = name;
    m_page.setDestination(m_destination, m_destinationView);
}

void ModelPresenter::refreshDestination() {
    readContext();
    if (m_context.modelsFolder.empty()) {
        m_destination.kind = ui::DestinationKind::folder;
    }
    if (m_inspection.current()) {
        rename();
        showAlso();  // with the names that the settings give
        judge();
    }
}

quint64 ModelPresenter::totalBytes() const {
    quint64 bytes = m_inspection.current()->layout.fileBytes;
    for (const auto& also : alsoChosen()) {
        bytes += also->layout.fileBytes;
    }
    return bytes;
}

/// Of totalBytes(), what a stopped run set aside. Asked only where a work folder is left at all:
/// finding out costs a copy of the plan.
quint64 ModelPresenter::bytesThere() const {
    const auto hasStaging = [this](const ui::Destination& destination) {
        const auto path = pathOf(destination, m_context);
        std::error_code failure;
        return path && std::filesystem::exists(stagingOf(destination, *path, m_context), failure);
    };
    bool any = hasStaging(m_destination);
    for (const auto& also : alsoChosen()) {
        any = any || hasStaging(destinationOf(*also));
    }
    quint64 bytes = 0;
    for (const quince::ConversionJob& job : any ? makeJobs() : Jobs()) {
        bytes += job.layout.fileBytes - std::min(job.layout.fileBytes, quince::spaceNeeded(job));
    }
    return bytes;
}

AlsoPlanner::Results ModelPresenter::alsoChosen() const {
    AlsoPlanner::Results chosen;
    for (const auto& also : m_alsoPlanner.results()) {
        if (m_also.contains(also->id)) {
            chosen.push_back(also);
        }
    }
    return chosen;
}

ui::Destination ModelPresenter::destinationOf(const AlsoPlanned& also) const {
    ui::Destination destination = m_destination;
    destination.name = defaultName(also.plan, m_context);
    return destination;
}

void ModelPresenter::showAlso() {
    ui::AlsoView view;
    quint64 more = 0;
    int count = 0;
    for (const auto& also : m_alsoPlanner.results()) {
        const bool chosen = m_also.contains(also->id);
        view.choices.append(
            {also->id, also->words, destinationOf(*also).name, also->layout.fileBytes, chosen});
        more += chosen ? also->layout.fileBytes : 0;
        count += chosen ? 1 : 0;
    }
    view.summary =
        count == 0 ? tr("Further sizes in the same go; the model is read only once.")
        : count == 1
            ? tr("One model more, %1; the source is read only once.").arg(ui::formatBytes(more))
            : tr("%1 models more, %2 together; the source is read only once.")
                  .arg(count)
                  .arg(ui::formatBytes(more));
    m_page.setAlso(view);
}

/// What stands in the way of the further results is told where the first one's is.
void ModelPresenter::judgeAlso(ui::DestinationView& view) const {
    QStringList names{m_destination.name};
    for (const auto& also : alsoChosen()) {
        const ui::Destination destination = destinationOf(*also);
        const ui::DestinationView own = judgeDestination(destination, m_context, 0, 0);
        view.exists = view.exists || own.exists;
        if (view.severity != quince::Severity::error && names.contains(destination.name)) {
            view.severity = quince::Severity::error;
            view.message =
                tr("Two results would be called %1. Choose another name.").arg(destination.name);
        } else if (own.severity == quince::Severity::error &&
                   view.severity != quince::Severity::error) {
            view.severity = own.severity;
            view.message = own.exists ? tr("A model called %1 exists. Replace, or do not make it.")
                                            .arg(destination.name)
                                      : own.message;
        } else if (own.severity == quince::Severity::warning &&
                   view.severity == quince::Severity::note) {
            view.severity = own.severity;
            view.message = own.message;
        }
        names.append(destination.name);
    }
}

std::optional<quince::ConversionJob> ModelPresenter::makeJob(
    const ui::Destination& destination, const quince::ConversionPlan& plan,
    const quince::OutputLayout& layout) const {
    const auto path = pathOf(destination, m_context);
    if (!path) {
        return std::nullopt;
    }
    const ui::SettingsView preferences = m_settings.preferences();
    quince::ConversionJob job;
    job.plan = plan;
    job.layout = layout;
    job.destination = *path;
    job.staging = stagingOf(destination, *path, m_context);
    job.inLmStudio = destination.kind == ui::DestinationKind::lmStudio;
    job.replaceExisting = destination.replace;
    if (m_entry->model.kind == quince::ModelKind::cache) {
        job.sourceRepo = m_entry->model.repoId;
        if (m_remote) {
            job.sourceRevision = m_remote->found->commit;
        } else if (m_entry->model.current) {
            job.sourceRevision = m_entry->model.revisions[*m_entry->model.current].commit;
        }
    }
    job.threads = static_cast<unsigned>(preferences.threads);
    job.verifyEverything = preferences.verifyEverything;
    return job;
}

Jobs ModelPresenter::makeJobs() const {
    const std::shared_ptr<const Planned> planned = m_inspection.current();
    if (!planned || !m_entry) {
        return {};
    }
    Jobs jobs;
    auto first = makeJob(m_destination, planned->plan, planned->layout);
    if (!first) {
        return {};
    }
    jobs.push_back(*std::move(first));
    for (const auto& also : alsoChosen()) {
        auto job = makeJob(destinationOf(*also), also->plan, also->layout);
        if (!job) {
            return {};
        }
        jobs.push_back(*std::move(job));
    }
    return jobs;
}

}  // namespace app
