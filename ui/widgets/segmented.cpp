#include "ui/widgets/segmented.hpp"

#include "ui/theme/painting.hpp"
#include "ui/theme/state_colors.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/theme/type.hpp"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QEvent>
#include <QFocusEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QStyle>
#include <QStyleOption>

#include <algorithm>

namespace ui {

namespace {

constexpr int inset = 2;

/// One name of the switch.
class Segment : public QAbstractButton {
public:
    Segment(const QString& text, QWidget* parent) : QAbstractButton(parent) {
        setText(text);
        setCheckable(true);
        setFocusPolicy(Qt::StrongFocus);
        setAccessibleName(QString(text).remove(QLatin1Char('&')));
        setAttribute(Qt::WA_Hover);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }

    [[nodiscard]] QSize sizeHint() const override {
        // The chosen name is the widest: it is semi-bold.
        const QFontMetrics metrics(fontFor(TextRole::strong));
        return {metrics.size(Qt::TextShowMnemonic, text()).width() + 2 * tokens::gapSmall,
                std::max(tokens::controlHeight, metrics.height() + tokens::gapSmall) - 2 * inset};
    }
    [[nodiscard]] QSize minimumSizeHint() const override {
        return {tokens::controlHeight, sizeHint().height()};
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        const StateColors colors = StateColors::of(palette());
        const double radius = tokens::radiusControl - inset;
        if (isChecked()) {
            drawSurface(painter, rect(), radius, palette().color(QPalette::Base), colors.border);
        } else if (underMouse() || isDown()) {
            drawSurface(painter, rect(), radius, isDown() ? colors.pressed : colors.hover);
        }
        if (m_ring && hasFocus()) {
            drawFocusRing(painter, rect(), radius, colors.accent);
        }
        painter.setFont(fontFor(isChecked() ? TextRole::strong : TextRole::body));
        painter.setPen(isChecked() ? colors.text : colors.muted);
        const QFontMetrics metrics(painter.font());
        const int room = width() - tokens::gapSmall;
        QStyleOption option;
        option.initFrom(this);
        const bool underlined =
            style()->styleHint(QStyle::SH_UnderlineShortcut, &option, this) != 0;
        painter.drawText(rect(),
                         Qt::AlignCenter | Qt::TextSingleLine |
                             (underlined ? Qt::TextShowMnemonic : Qt::TextHideMnemonic),
                         metrics.elidedText(text(), Qt::ElideRight, room, Qt::TextShowMnemonic));
    }

    void focusInEvent(QFocusEvent* event) override {
        if (event->reason() != Qt::ActiveWindowFocusReason) {  // else as before
            m_ring = event->reason() != Qt::MouseFocusReason;  // a click needs no ring
        }
        QAbstractButton::focusInEvent(event);
    }

    void changeEvent(QEvent* event) override {
        if (event->type() == QEvent::FontChange) {
            updateGeometry();
        }
        QAbstractButton::changeEvent(event);
    }

private:
    bool m_ring = false;
};

}  // namespace

Segmented::Segmented(const QStringList& names, QWidget* parent)
    : QWidget(parent), m_group(new QButtonGroup(this)) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(inset, inset, inset, inset);
    row->setSpacing(inset);
    for (int i = 0; i < names.size(); ++i) {
        auto* segment = new Segment(names[i], this);
        m_group->addButton(segment, i);
        row->addWidget(segment, 1);
    }
    m_group->button(0)->setChecked(true);
    connect(m_group, &QButtonGroup::idToggled, this, [this](int index, bool on) {
        if (on && !signalsBlocked()) {
            Q_EMIT chosen(index);
        }
    });
}

int Segmented::current() const {
    return m_group->checkedId();
}

void Segmented::setCurrent(int index) {
    const QSignalBlocker blocker(this);
    m_group->button(index)->setChecked(true);
}

void Segmented::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const StateColors colors = StateColors::of(palette());
    drawSurface(painter, rect(), tokens::radiusControl, colors.pressed);
}

}  // namespace ui
