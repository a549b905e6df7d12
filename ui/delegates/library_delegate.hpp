#pragma once

#include "ui/delegates/row_parts.hpp"
#include "ui/pages/library_view.hpp"

#include <QList>
#include <QRect>
#include <QStyledItemDelegate>

namespace ui {

/// Where everything of one row stands. Painting and size hint both follow it.
struct LibraryRowLayout {
    QRect nameRect;
    QString name;  ///< elided
    QRect ownerRect;
    QString owner;  ///< elided; empty without room
    QRect sizeRect;
    QString size;
    QList<RowPill> pills;
    QRect reasonRect;
    QString reason;  ///< elided
    int height = 0;

    [[nodiscard]] static LibraryRowLayout of(const LibraryRow& row, const QRect& rect);
};

/// Two lines: name, owner and size; then what it is, or why it cannot be converted.
class LibraryDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override;
};

}  // namespace ui
