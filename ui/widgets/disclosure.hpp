#pragma once

#include <QToolButton>

namespace ui {

/// A heading that unfolds what stands under it.
class Disclosure : public QToolButton {
    Q_OBJECT

public:
    /// Hides `target` until opened; does not own it.
    Disclosure(const QString& text, QWidget* target, QWidget* parent = nullptr);

    [[nodiscard]] bool isOpen() const { return isChecked(); }
    void setOpen(bool open) { setChecked(open); }

private:
    void adopt(bool open);

    QWidget* m_target;
};

}  // namespace ui
