#pragma once

#include <QColor>
#include <QIcon>
#include <QRectF>

class QPainter;

namespace ui {

enum class Icon {
    add,
    folder,
    refresh,
    search,
    close,
    check,
    tilde,
    info,
    warning,
    error,
    chevronDown,
    chevronRight,
    copy,
    stop,
    resume,
    clock,
    remove,
    cube,
    drop,
    refuse,
    offline,
    lock,
};

/// Draws the icon fitted into `rect`; sharp at any scale.
void paintIcon(QPainter& painter, Icon icon, const QRectF& rect, const QColor& color);

/// For buttons and menus: coloured from the application's palette whenever it is drawn.
[[nodiscard]] QIcon makeIcon(Icon icon);

}  // namespace ui
