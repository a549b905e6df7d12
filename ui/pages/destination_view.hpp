#pragma once

#include <quince/architecture.hpp>

#include <QString>

#include <optional>

namespace ui {

enum class DestinationKind { lmStudio, folder };

/// Where the result goes: the person's choice, as a value.
struct Destination {
    DestinationKind kind = DestinationKind::lmStudio;
    QString publisher;     ///< lmStudio: folder below the models folder
    QString name;          ///< the model's own folder
    QString parentFolder;  ///< folder: where the model's folder is made
    bool replace = false;  ///< an existing model may be replaced

    friend bool operator==(const Destination&, const Destination&) = default;
};

/// What is known about that choice.
struct DestinationView {
    QString modelsFolder;  ///< LM Studio's; empty when not found
    QString path;          ///< the folder that will be made
    quince::Severity severity = quince::Severity::note;
    QString message;      ///< one sentence, or empty when all is well
    bool exists = false;  ///< something is there already: offers Replace
    quint64 bytesNeeded = 0;
    std::optional<qint64> bytesFreeAfter;  ///< negative: not enough; absent: unknown

    friend bool operator==(const DestinationView&, const DestinationView&) = default;
};

}  // namespace ui
