#pragma once

#include "desktop/inspection_controller.hpp"
#include "ui/pages/destination_view.hpp"

#include <quince/convert.hpp>
#include <quince/lm_studio.hpp>

#include <QString>

#include <optional>

namespace app {

/// What the default destination depends on besides the plan.
struct DestinationContext {
    std::filesystem::path modelsFolder;  ///< LM Studio's; empty: not found
    QString publisher;                   ///< the person's; empty: the source's organisation
    QString nameTemplate;
    QString org;    ///< of the source
    QString model;  ///< the source's own name
};

/// LM Studio's models folder: the person's word, else as found; empty if LM Studio is not there.
[[nodiscard]] std::filesystem::path modelsFolderOf(const QString& setting,
                                                   const quince::Environment& environment);

/// The name that the template gives; with the default template when it cannot be used.
[[nodiscard]] QString defaultName(const quince::ConversionPlan& plan,
                                  const DestinationContext& context);
[[nodiscard]] QString defaultPublisher(const DestinationContext& context);

/// The model's own folder. Errors: invalidArgument.
[[nodiscard]] quince::Result<std::filesystem::path> pathOf(const ui::Destination& destination,
                                                           const DestinationContext& context);

/// The work folder for a result at `path`.
[[nodiscard]] std::filesystem::path stagingOf(const ui::Destination& destination,
                                              const std::filesystem::path& path,
                                              const DestinationContext& context);

/// What is known about a destination: whether it can be, what stands there, what is free.
/// `bytesResumable` of the needed ones are on the disk already.
[[nodiscard]] ui::DestinationView judgeDestination(const ui::Destination& destination,
                                                   const DestinationContext& context,
                                                   quint64 bytesNeeded, quint64 bytesResumable);

}  // namespace app
