#pragma once

#include "desktop/conversion_controller.hpp"
#include "ui/pages/job_view.hpp"

namespace app {

/// A conversion as its card shows it.
[[nodiscard]] ui::JobView jobView(const QueuedJob& job);

/// The ready commands to use a result with mlx-lm.
[[nodiscard]] QList<ui::Command> commandsFor(const QString& folder);

/// `text` as one word of a POSIX shell.
[[nodiscard]] QString shellQuoted(const QString& text);

}  // namespace app
