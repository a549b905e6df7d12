#include "ui/widgets/mac_fit_strip.hpp"

#include "ui/text/format.hpp"
#include "ui/theme/icons.hpp"
#include "ui/theme/painting.hpp"
#include "ui/theme/state_colors.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/theme/type.hpp"
#include "ui/widgets/segments.hpp"

#include <QEvent>
#include <QHelpEvent>
#include <QPainter>
#include <QStringList>
#include <QStyle>
#include <QToolTip>

namespace ui {

using quince::Fit;

namespace {

constexpr int markSide = 12;
constexpr int gap = tokens::gapTiny;
constexpr int edge = 5;

QString shortRam(const MacFit& mac) {
    return QString::number(mac.ramBytes >> 30);
}

}  // namespace

QString macFitWords(const MacFit& mac) {
    const QString ram = formatRam(mac.ramBytes);
    const QString limit = formatBytes(mac.gpuLimitBytes);
    switch (mac.fit) {
        case Fit::comfortable:
            return MacFitStrip::tr("%1: fits (%2 for the GPU)").arg(ram, limit);
        case Fit::tight:
            return MacFitStrip::tr("%1: tight (%2 for the GPU)").arg(ram, limit);
        case Fit::no:
            break;
    }
    return MacFitStrip::tr("%1: does not fit (%2 for the GPU)").arg(ram, limit);
}

QString macFitSentence(const QList<MacFit>& macs) {
    QString tight;
    QString fits;
    for (const MacFit& mac : macs) {
        if (mac.fit == Fit::tight && tight.isEmpty()) {
            tight = formatRam(mac.ramBytes);
        }
        if (mac.fit == Fit::comfortable && fits.isEmpty()) {
            fits = formatRam(mac.ramBytes);
        }
    }
    if (fits.isEmpty() && tight.isEmpty()) {
        return MacFitStrip::tr("No Mac has enough memory for this.");
    }
    if (fits.isEmpty()) {
        return MacFitStrip::tr("Tight on a Mac with %1.").arg(tight);
    }
    if (tight.isEmpty()) {
        return MacFitStrip::tr("Fits Macs with %1 of memory or more.").arg(fits);
    }
    return MacFitStrip::tr("Fits Macs with %1 of memory or more; tight with %2.").arg(fits, tight);
}

MacFitStrip::MacFitStrip(QWidget* parent) : QWidget(parent) {
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(tr("Macs it fits"));
}

void MacFitStrip::setMacs(const QList<MacFit>& macs) {
    if (m_macs == macs) {
        return;
    }
    m_macs = macs;
    QStringList words;
    for (const MacFit& mac : macs) {
        words.append(macFitWords(mac));
    }
    setAccessibleDescription(words.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

QSize MacFitStrip::chipSize() const {
    const QFontMetrics metrics(fontFor(TextRole::caption));
    return {metrics.horizontalAdvance(QStringLiteral("512")) + markSide + 2 * edge + 3,
            metrics.height() + tokens::gapSmall};
}

std::vector<QRect> MacFitStrip::chips(int width) const {
    const std::vector<QSize> sizes(static_cast<std::size_t>(m_macs.size()), chipSize());
    return flowRects(sizes, width, gap, gap);
}

int MacFitStrip::heightForWidth(int width) const {
    return flowHeight(chips(width));
}

QSize MacFitStrip::sizeHint() const {
    const int count = static_cast<int>(m_macs.size());
    return {count * (chipSize().width() + gap), chipSize().height()};
}

QSize MacFitStrip::minimumSizeHint() const {
    return {chipSize().width() * 3, chipSize().height()};
}

bool MacFitStrip::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const std::vector<QRect> rects = chips(width());
        for (std::size_t i = 0; i < rects.size(); ++i) {
            if (QStyle::visualRect(layoutDirection(), rect(), rects[i]).contains(help->pos())) {
                QToolTip::showText(help->globalPos(), macFitWords(m_macs[static_cast<int>(i)]),
                                   this);
                return true;
            }
        }
        QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

void MacFitStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setFont(fontFor(TextRole::caption));
    const std::vector<QRect> rects = chips(width());
    for (std::size_t i = 0; i < rects.size(); ++i) {
        drawChip(painter, QStyle::visualRect(layoutDirection(), rect(), rects[i]),
                 m_macs[static_cast<int>(i)]);
    }
}

void MacFitStrip::drawChip(QPainter& painter, const QRect& rect, const MacFit& mac) const {
    const StateColors colors = StateColors::of(palette());
    const bool no = mac.fit == Fit::no;
    const QColor meaning = mac.fit == Fit::comfortable ? colors.success : colors.warning;
    if (no) {
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(colors.border, 1, Qt::DotLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), tokens::radiusControl,
                                tokens::radiusControl);
        painter.restore();
    } else {
        drawSurface(painter, rect, tokens::radiusControl, StateColors::tint(meaning, palette()),
                    meaning);
    }
    if (mac.isThisMac) {
        drawFocusRing(painter, rect, tokens::radiusControl, no ? colors.border : meaning);
    }
    const QRect inner = rect.adjusted(edge, 0, -edge, 0);
    const Icon icon = no ? Icon::remove : mac.fit == Fit::comfortable ? Icon::check : Icon::tilde;
    const QRectF mark(inner.left(), QRectF(inner).center().y() - markSide / 2.0, markSide,
                      markSide);
    paintIcon(painter, icon, mark, no ? colors.muted : meaning);
    painter.setPen(no ? colors.muted : colors.text);
    painter.drawText(inner.adjusted(markSide + 2, 0, 0, 0), Qt::AlignCenter, shortRam(mac));
}

}  // namespace ui
