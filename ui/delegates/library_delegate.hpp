#pragma once

#include "ui/pages/library_view.hpp"
#include "ui/widgets/label.hpp"

#include <QList>
#include <QRect>
#include <QStyledItemDelegate>

namespace ui {

/// Where everything of one row stands. Painting and size hint both follow it.
struct LibraryRowLayout {
    struct Pill {
        QRect rect;
        QString text;
        Tone tone = Tone::muted;
    };

    QRect nameRect;
    QString name;  ///< elided
    QRect ownerRect;
    QString owner;  ///< elided; empty without room
    QRect sizeRect;
    QString size;
    QList<Pill> pills;
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
