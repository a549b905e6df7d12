#pragma once

#include "hub/lm_studio_client.hpp"
#include "ui/pages/lm_studio_view.hpp"

#include <quince/result.hpp>

#include <cstddef>

namespace app {

/// What a finished job of `count` results says: `check` is of the first that is not listed, or
/// else of the last.
[[nodiscard]] ui::LmStudioView viewOf(const hub::LmStudioCheck& check, std::size_t count);
[[nodiscard]] ui::LmStudioView viewOf(const hub::LmStudioLoad& load);
[[nodiscard]] ui::LmStudioView viewOf(const hub::LmStudioTrial& trial);
/// It could not be asked, loaded or tried, or was stopped.
[[nodiscard]] ui::LmStudioView viewOf(const quince::Error& error, ui::LmStudioAction action);
/// While it is done.
[[nodiscard]] ui::LmStudioView busyView(ui::LmStudioAction action);

}  // namespace app
