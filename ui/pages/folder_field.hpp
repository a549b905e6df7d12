#pragma once

#include "ui/pages/folder_picker.hpp"

#include <QWidget>

class QLineEdit;
class QPushButton;

namespace ui {

/// A folder that is found by itself unless the person names another: a line to type in, a button
/// that asks, and one that goes back to what was found.
class FolderField : public QWidget {
    Q_OBJECT

public:
    /// `found` stands there in grey while nothing is named; `title` heads the question.
    FolderField(FolderPicker picker, QString title, QString found, QWidget* parent = nullptr);

    void setFolder(const QString& folder);
    /// Empty: as found.
    [[nodiscard]] QString folder() const;
    void setChooseText(const QString& text);
    /// For a field where nothing is found by itself.
    void hideReset();

    [[nodiscard]] QLineEdit* edit() const { return m_edit; }

private:
    void choose();

    FolderPicker m_picker;
    QString m_title;
    QString m_found;
    QLineEdit* m_edit;
    QPushButton* m_choose;
    QPushButton* m_reset;
};

}  // namespace ui
