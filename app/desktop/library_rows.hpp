#pragma once

#include "desktop/library_controller.hpp"
#include "ui/pages/library_view.hpp"
#include "ui/pages/model_view.hpp"

namespace app {

/// What a model of the library looks like in its row.
[[nodiscard]] ui::LibraryRow rowOf(const LibraryEntry& entry);

/// Its revisions on disk, newest first.
[[nodiscard]] ui::RevisionsView revisionsOf(const LibraryEntry& entry);

/// Whether a download can make it whole: a repo of the Hub, some of whose files are missing.
[[nodiscard]] bool canBeCompleted(const LibraryEntry& entry);

/// Whether anything can be shown of it on the model page.
[[nodiscard]] bool canBeInspected(const LibraryEntry& entry);

}  // namespace app
