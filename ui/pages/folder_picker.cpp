#include "ui/pages/folder_picker.hpp"

#include <QFileDialog>

namespace ui {

FolderPicker systemFolderPicker() {
    return [](QWidget* parent, const QString& title, const QString& start) {
        return QFileDialog::getExistingDirectory(parent, title, start);
    };
}

}  // namespace ui
