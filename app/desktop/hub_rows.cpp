#include "desktop/hub_rows.hpp"

#include "desktop/paths.hpp"

#include <quince/repo_id.hpp>

#include <QDateTime>
#include <QLocale>

namespace app {

namespace {

QString dayOf(const std::string& time) {
    const QDateTime parsed = QDateTime::fromString(toQt(time), Qt::ISODate);
    return parsed.isValid() ? QLocale().toString(parsed.toLocalTime().date(), QLocale::ShortFormat)
                            : QString();
}

void judge(const FoundModel& model, ui::HubRow& row) {
    if (model.isMlx) {
        row.state = ui::RowState::alreadyMlx;
    } else if (!model.isSupported) {
        row.state = ui::RowState::unsupported;
        row.reason = toQt(model.whyNot);
    }
}

}  // namespace

ui::OnDisk onDiskOf(const LibraryEntry* local) {
    if (local == nullptr) {
        return ui::OnDisk::no;
    }
    const quince::CachedModel& model = local->model;
    return model.state == quince::ModelState::complete || model.hasAllWeights ? ui::OnDisk::whole
                                                                              : ui::OnDisk::partly;
}

ui::HubRow hubRowOf(const FoundModel& model, const LibraryEntry* local) {
    ui::HubRow row;
    row.id = toQt(model.id);
    row.name = toQt(quince::modelNameOf(model.id));
    row.owner = toQt(quince::orgOf(model.id));
    row.downloads = model.downloads;
    row.likes = model.likes;
    row.updated = dayOf(model.changed);
    row.architecture = toQt(model.modelType);
    row.dtype = toQt(model.dtype);
    row.parameters = model.isMlx ? 0 : model.parameters;  // packed ones say nothing
    row.licence = toQt(model.licence);
    row.isGated = model.isGated;
    row.isPrivate = model.isPrivate;
    row.onDisk = onDiskOf(local);
    judge(model, row);
    return row;
}

}  // namespace app
