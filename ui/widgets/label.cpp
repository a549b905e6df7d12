#include "ui/widgets/label.hpp"

#include <QApplication>
#include <QEvent>

namespace ui {

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
        own.setColor(QPalette::WindowText, StateColors::of(QApplication::palette()).ink(m_tone));
        setPalette(own);
    }
    m_adopting = false;
}

}  // namespace ui
