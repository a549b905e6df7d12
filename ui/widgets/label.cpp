#include "ui/widgets/label.hpp"

#include "ui/theme/state_colors.hpp"

#include <QApplication>
#include <QEvent>

namespace ui {

namespace {

QColor colorOf(Tone tone, const StateColors& colors) {
    switch (tone) {
        case Tone::muted:
            return colors.muted;
        case Tone::success:
            return colors.success;
        case Tone::warning:
            return colors.warning;
        case Tone::danger:
            return colors.danger;
        case Tone::normal:
            break;
    }
    return colors.text;
}

}  // namespace

Label::Label(TextRole role, QWidget* parent, Tone tone)
    : QLabel(parent), m_role(role), m_tone(tone) {
    setTextFormat(Qt::PlainText);
    setForegroundRole(QPalette::WindowText);  // on every background: the tone lives there
    adopt();
}

Label::Label(const QString& text, TextRole role, QWidget* parent, Tone tone)
    : Label(role, parent, tone) {
    setText(text);
}

void Label::setTone(Tone tone) {
    if (m_tone != tone) {
        m_tone = tone;
        adopt();
    }
}

Label* Label::wrapped() {
    setWordWrap(true);
    setMinimumWidth(1);
    return this;
}

void Label::changeEvent(QEvent* event) {
    QLabel::changeEvent(event);
    const auto type = event->type();
    if (type == QEvent::ApplicationFontChange || type == QEvent::ApplicationPaletteChange ||
        type == QEvent::PaletteChange) {
        adopt();
    }
}

void Label::adopt() {
    if (m_adopting) {
        return;
    }
    m_adopting = true;
    setFont(fontFor(m_role));
    if (m_tone == Tone::normal) {
        setPalette(QPalette());
    } else {
        QPalette own;
        own.setColor(QPalette::WindowText,
                     colorOf(m_tone, StateColors::of(QApplication::palette())));
        setPalette(own);
    }
    m_adopting = false;
}

}  // namespace ui
