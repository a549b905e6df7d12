#include "ui/delegates/hub_delegate.hpp"

#include "ui/models/hub_model.hpp"
#include "ui/models/library_model.hpp"
#include "ui/text/format.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/widgets/badge.hpp"

#include <QFontMetrics>

namespace ui {

namespace {

/// As many as there is room for, the first one at any rate.
QString wholeFacts(QStringList facts, const QFontMetrics& metrics, int room) {
    const QString between = QStringLiteral(" · ");
    while (facts.size() > 1 && metrics.horizontalAdvance(facts.join(between)) > room) {
        facts.removeLast();
    }
    return metrics.elidedText(facts.join(between), Qt::ElideRight, room);
}

void placePills(HubRowLayout& out, const HubRow& row, const QRect& line) {
    const auto add = [&](const QString& text, Tone tone) { addPill(out.pills, line, text, tone); };
    add(onDiskWord(row.onDisk), row.onDisk == OnDisk::whole ? Tone::success : Tone::warning);
    add(stateWord(row.state), row.state == RowState::alreadyMlx ? Tone::success : Tone::muted);
    add(row.isGated ? HubModel::tr("Gated") : QString(), Tone::warning);
    add(row.isPrivate ? HubModel::tr("Private") : QString(), Tone::muted);
    if (row.state == RowState::unsupported && !row.reason.isEmpty()) {
        const QFontMetrics caption(fontFor(TextRole::caption));
        out.reasonRect = afterPills(out.pills, line);
        out.reason = caption.elidedText(row.reason, Qt::ElideRight, out.reasonRect.width());
        return;
    }
    add(row.parameters > 0 ? formatParameters(row.parameters) : QString(), Tone::muted);
    add(row.architecture, Tone::muted);
    add(row.dtype, Tone::muted);
    add(row.licence, Tone::muted);
}

}  // namespace

HubRowLayout HubRowLayout::of(const HubRow& row, const QRect& rect) {
    HubRowLayout out;
    const QFontMetrics strong(fontFor(TextRole::strong));
    const QFontMetrics caption(fontFor(TextRole::caption));
    const int third = badgeSize(QStringLiteral("X")).height();
    const int content = strong.height() + caption.height() + third + 2 * tokens::gapTiny;
    out.height = rowHeightFor(content);

    const QRect inner = rowContent(rect, content);
    out.nameRect = QRect(inner.left(), inner.top(), inner.width(), strong.height());
    out.name = strong.elidedText(row.name, Qt::ElideMiddle, inner.width());
    out.factsRect = QRect(inner.left(), out.nameRect.bottom() + 1 + tokens::gapTiny / 2,
                          inner.width(), caption.height());
    out.facts = wholeFacts(hubFacts(row), caption, inner.width());
    placePills(out, row,
               {inner.left(), out.factsRect.bottom() + 1 + tokens::gapTiny, inner.width(), third});
    return out;
}

void HubDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                        const QModelIndex& index) const {
    const auto row = index.data(HubModel::rowRole).value<HubRow>();
    const HubRowLayout layout = HubRowLayout::of(row, option.rect);
    drawRow(*painter, option, {layout.nameRect, layout.name}, row.state == RowState::unsupported,
            {{layout.factsRect, layout.facts}, {layout.reasonRect, layout.reason}}, layout.pills);
}

QSize HubDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
    return {option.rect.width(), HubRowLayout::of({}, {}).height};
}

}  // namespace ui
