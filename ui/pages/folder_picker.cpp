#include "ui/pages/folder_picker.hpp"

#include <QFileDialog>

namespace ui {

FolderPicker systemFolderPicker() {
    return [](QWidget* parent, const QString& title, const QString& start) {
        return QFileDialog::getExistingDirectory(parent, title, start);
    };
}

FolderPicker systemFilePicker() {
    return [](QWidget* parent, const QString& title, const QString& start) {
        return QFileDialog::getOpenFileName(parent, title, start);
    };
}

FolderPicker systemSavePicker() {
    return [](QWidget* parent, const QString& title, const QString& start) {
        return QFileDialog::getSaveFileName(parent, title, start);
    };
}

}  // namespace ui
