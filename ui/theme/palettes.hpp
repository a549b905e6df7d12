#pragma once

#include <QPalette>

namespace ui {

[[nodiscard]] QPalette lightPalette();
[[nodiscard]] QPalette darkPalette();

/// Whether text is lighter than what it stands on; works for any palette.
[[nodiscard]] bool isDark(const QPalette& palette);

}  // namespace ui
