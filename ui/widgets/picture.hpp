#pragma once

#include "ui/theme/icons.hpp"

#include <QWidget>

namespace ui {

/// A large icon in a quiet disc; decoration, silent to screen readers.
class Picture : public QWidget {
    Q_OBJECT

public:
    explicit Picture(Icon icon, QWidget* parent = nullptr);

    void setIcon(Icon icon);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Icon m_icon;
};

}  // namespace ui
