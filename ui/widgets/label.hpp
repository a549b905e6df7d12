#pragma once

#include "ui/theme/state_colors.hpp"
#include "ui/theme/type.hpp"

#include <QLabel>

namespace ui {

/// Text in one of the page's roles; follows the system's font and palette. Plain text only:
/// what it shows may come from a model's files.
class Label : public QLabel {
    Q_OBJECT

public:
    explicit Label(TextRole role, QWidget* parent = nullptr, Tone tone = Tone::normal);
    Label(const QString& text, TextRole role, QWidget* parent = nullptr, Tone tone = Tone::normal);

    void setTone(Tone tone);
    /// Wraps at the width there is.
    Label* wrapped();

protected:
    void changeEvent(QEvent* event) override;

private:
    void adopt();

    TextRole m_role;
    Tone m_tone;
    bool m_adopting = false;
};

}  // namespace ui
