#pragma once

#include <QFont>

namespace ui {

/// The sizes of text on a page.
enum class TextRole { title, heading, strong, body, caption, monospace };

/// The system's font in that role. Sizes in points, so the system's text scale holds.
[[nodiscard]] QFont fontFor(TextRole role);

}  // namespace ui
