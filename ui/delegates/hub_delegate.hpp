#pragma once

#include "ui/delegates/row_parts.hpp"
#include "ui/pages/hub_view.hpp"

#include <QStyledItemDelegate>

namespace ui {

/// Where everything of one row stands. Painting and size hint both follow it.
struct HubRowLayout {
    QRect nameRect;
    QString name;  ///< elided
    QRect factsRect;
    QString facts;  ///< elided
    QList<RowPill> pills;
    QRect reasonRect;
    QString reason;  ///< elided
    int height = 0;

    [[nodiscard]] static HubRowLayout of(const HubRow& row, const QRect& rect);
};

/// Three lines: the name; owner, downloads, likes and date; then what it is, or why it cannot be
/// converted.
class HubDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override;
};

}  // namespace ui
