#include "ui/delegates/library_delegate.hpp"

#include "ui/models/library_model.hpp"
#include "ui/text/format.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/widgets/badge.hpp"

#include <QFontMetrics>

#include <algorithm>

namespace ui {

namespace {

Tone toneOf(RowState state) {
    switch (state) {
        case RowState::alreadyMlx:
            return Tone::success;
        case RowState::incomplete:
            return Tone::warning;
        default:
            return Tone::muted;
    }
}

bool isGreyed(RowState state) {
    return state == RowState::incomplete || state == RowState::unsupported;
}

/// First line: the name takes what it needs, the owner what is left, the size its column.
void placeFirstLine(LibraryRowLayout& out, const LibraryRow& row, const QRect& line) {
    const QFontMetrics strong(fontFor(TextRole::strong));
    const QFontMetrics caption(fontFor(TextRole::caption));
    out.size = row.bytes > 0 ? formatBytes(row.bytes) : QString();
    const int sizeWidth = out.size.isEmpty() ? 0 : caption.horizontalAdvance(out.size) + 1;
    out.sizeRect = QRect(line.right() + 1 - sizeWidth, line.top(), sizeWidth, line.height());

    const int room = line.width() - sizeWidth - (sizeWidth > 0 ? tokens::gapMedium : 0);
    out.name = strong.elidedText(row.name, Qt::ElideMiddle, room);
    const int nameWidth = std::min(room, strong.horizontalAdvance(out.name) + 1);
    out.nameRect = QRect(line.left(), line.top(), nameWidth, line.height());

    const int ownerRoom = room - nameWidth - tokens::gapSmall;
    if (ownerRoom >= caption.averageCharWidth() * 5) {
        out.owner = caption.elidedText(row.owner, Qt::ElideRight, ownerRoom);
        out.ownerRect = QRect(out.nameRect.right() + 1 + tokens::gapSmall, line.top(), ownerRoom,
                              line.height());
    }
}

void placeSecondLine(LibraryRowLayout& out, const LibraryRow& row, const QRect& line) {
    addPill(out.pills, line, stateWord(row.state), toneOf(row.state));
    if (isGreyed(row.state) && !row.reason.isEmpty()) {
        const QFontMetrics caption(fontFor(TextRole::caption));
        out.reasonRect = afterPills(out.pills, line);
        out.reason = caption.elidedText(row.reason, Qt::ElideRight, out.reasonRect.width());
        return;
    }
    addPill(out.pills, line, row.parameters > 0 ? formatParameters(row.parameters) : QString(),
            Tone::muted);
    addPill(out.pills, line, row.architecture, Tone::muted);
    addPill(out.pills, line, row.dtype, Tone::muted);
}

}  // namespace

LibraryRowLayout LibraryRowLayout::of(const LibraryRow& row, const QRect& rect) {
    LibraryRowLayout out;
    const int first = QFontMetrics(fontFor(TextRole::strong)).height();
    const int second = badgeSize(QStringLiteral("X")).height();
    const int content = first + tokens::gapTiny + second;
    out.height = rowHeightFor(content);

    const QRect inner = rowContent(rect, content);
    placeFirstLine(out, row, {inner.left(), inner.top(), inner.width(), first});
    placeSecondLine(out, row,
                    {inner.left(), inner.top() + first + tokens::gapTiny, inner.width(), second});
    return out;
}

void LibraryDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const {
    const auto row = index.data(LibraryModel::rowRole).value<LibraryRow>();
    const LibraryRowLayout layout = LibraryRowLayout::of(row, option.rect);
    drawRow(*painter, option, {layout.nameRect, layout.name}, isGreyed(row.state),
            {{layout.ownerRect, layout.owner},
             {layout.sizeRect, layout.size, Qt::AlignTrailing},
             {layout.reasonRect, layout.reason}},
            layout.pills);
}

QSize LibraryDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
    return {option.rect.width(), LibraryRowLayout::of({}, {}).height};
}

}  // namespace ui
