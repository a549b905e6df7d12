#pragma once

#include "desktop/hub_calls.hpp"
#include "desktop/library_controller.hpp"
#include "ui/pages/hub_view.hpp"

namespace app {

/// What a model of the Hub looks like in its row. `local`: of the same repo on this disk; may be
/// null.
[[nodiscard]] ui::HubRow hubRowOf(const FoundModel& model, const LibraryEntry* local);

/// How much of a repo is on this disk.
[[nodiscard]] ui::OnDisk onDiskOf(const LibraryEntry* local);

}  // namespace app
