#pragma once

#include <QString>

#include <functional>

class QWidget;

namespace ui {

/// Asks the person for a folder; an empty string when none was chosen. Tests put their own.
using FolderPicker =
    std::function<QString(QWidget* parent, const QString& title, const QString& start)>;

/// The system's own folder dialog.
[[nodiscard]] FolderPicker systemFolderPicker();
/// The system's dialog for a file to read; the same kind of function.
[[nodiscard]] FolderPicker systemFilePicker();

/// The system's dialog for a file to write; it asks before one is replaced.
[[nodiscard]] FolderPicker systemSavePicker();

}  // namespace ui
