#pragma once

#include "ui/main_window.hpp"

#include <QList>
#include <QUrl>

namespace app {

/// What would happen if these were dropped on the window. No disk work but `exists`.
[[nodiscard]] ui::DropVerdict judgeDrop(const QList<QUrl>& urls);

/// The recipe file that alone was dropped; empty when it is something else.
[[nodiscard]] QString recipeOf(const QList<QUrl>& urls);

/// The folders to add, for urls that were judged acceptable: a file stands for its folder.
[[nodiscard]] QStringList foldersOf(const QList<QUrl>& urls);

}  // namespace app
