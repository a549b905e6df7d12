#include "desktop/destination_rules.hpp"

#include "desktop/paths.hpp"
#include "ui/text/format.hpp"

#include <quince/name_parts.hpp>

#include <QCoreApplication>
#include <QFileInfo>

namespace app {

using quince::Error;
using quince::ErrorCode;
using quince::Result;
using quince::Severity;

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Destination", text);
}

/// The outermost folder that is there, for the question of space.
std::filesystem::path existingAncestor(std::filesystem::path path) {
    std::error_code failure;
    while (!std::filesystem::exists(path, failure) && path.has_relative_path()) {
        path = path.parent_path();
    }
    return path;
}

}  // namespace

std::filesystem::path modelsFolderOf(const QString& setting,
                                     const quince::Environment& environment) {
    if (!setting.isEmpty()) {
        return toPath(setting);
    }
    const quince::LmStudio found = quince::findLmStudio(environment);
    return found.exists || found.modelsFromSettings ? found.models : std::filesystem::path();
}

QString defaultName(const quince::ConversionPlan& plan, const DestinationContext& context) {
    const quince::NameParts parts =
        quince::namePartsOf(plan, context.org.toStdString(), context.model.toStdString());
    for (const std::string& nameTemplate :
         {context.nameTemplate.toStdString(), std::string(quince::defaultNameTemplate)}) {
        if (const Result<std::string> name = quince::resultName(nameTemplate, parts)) {
            return toQt(*name);
        }
    }
    return context.model;
}

QString defaultPublisher(const DestinationContext& context) {
    return context.publisher.isEmpty()
               ? toQt(quince::suggestedPublisher({}, context.org.toStdString()))
               : context.publisher;
}

Result<std::filesystem::path> pathOf(const ui::Destination& destination,
                                     const DestinationContext& context) {
    if (destination.kind == ui::DestinationKind::lmStudio) {
        if (context.modelsFolder.empty()) {
            return Error{ErrorCode::invalidArgument,
                         tr("LM Studio was not found; name its models folder in the settings.")
                             .toStdString(),
                         {}};
        }
        return quince::destinationFor(context.modelsFolder, destination.publisher.toStdString(),
                                      destination.name.toStdString());
    }
    if (destination.parentFolder.isEmpty()) {
        return Error{ErrorCode::invalidArgument, tr("Choose a folder.").toStdString(), {}};
    }
    if (quince::Status valid = quince::validateModelName(destination.name.toStdString()); !valid) {
        return std::move(valid).error();
    }
    return toPath(destination.parentFolder) / toPath(destination.name);
}

std::filesystem::path stagingOf(const ui::Destination& destination,
                                const std::filesystem::path& path,
                                const DestinationContext& context) {
    if (destination.kind == ui::DestinationKind::lmStudio) {
        return quince::stagingFor(path, context.modelsFolder);
    }
    return quince::stagingFor(path, std::nullopt);
}

ui::DestinationView judgeDestination(const ui::Destination& destination,
                                     const DestinationContext& context, quint64 bytesNeeded,
                                     quint64 bytesResumable) {
    ui::DestinationView view;
    view.modelsFolder = toQt(context.modelsFolder);
    view.bytesNeeded = bytesNeeded - std::min(bytesNeeded, bytesResumable);
    const Result<std::filesystem::path> path = pathOf(destination, context);
    if (!path) {
        view.severity = Severity::error;
        view.message = toQt(path.error().message);
        return view;
    }
    view.path = toQt(*path);
    const std::filesystem::path parent = existingAncestor(path->parent_path());
    const auto space = quince::spaceAvailable(parent);
    if (space) {
        view.bytesFreeAfter = static_cast<qint64>(*space) - static_cast<qint64>(view.bytesNeeded);
    }
    std::error_code failure;
    view.exists = std::filesystem::exists(*path, failure);
    if (!QFileInfo(toQt(parent)).isWritable()) {
        view.severity = Severity::error;
        view.message = tr("The folder %1 cannot be written to.").arg(toQt(parent));
    } else if (view.bytesFreeAfter && *view.bytesFreeAfter < 0) {
        view.severity = Severity::error;
        view.message = tr("%1 more are needed on this disk.")
                           .arg(ui::formatBytes(static_cast<quint64>(-*view.bytesFreeAfter)));
    } else if (view.exists && !destination.replace) {
        view.severity = Severity::error;
        view.message = tr("A model of this name exists. Choose another name, or Replace.");
    } else if (view.exists) {
        view.severity = Severity::warning;
        view.message = tr("The existing model is replaced once the new one is whole.");
    }
    return view;
}

}  // namespace app
