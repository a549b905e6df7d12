#pragma once

#include <QWidget>

class QLineEdit;
class QToolButton;

namespace ui {

/// A command to take away: monospace, selectable, with a button that copies it.
class CopyField : public QWidget {
    Q_OBJECT

public:
    /// `name` says what the command does; it becomes the accessible name.
    CopyField(const QString& name, const QString& text, QWidget* parent = nullptr);

    [[nodiscard]] QString text() const;
    [[nodiscard]] QLineEdit* field() const { return m_field; }

private:
    void copy();

    QLineEdit* m_field;
    QToolButton* m_button;
};

}  // namespace ui
