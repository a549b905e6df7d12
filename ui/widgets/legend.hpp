#pragma once

#include "ui/widgets/swatch.hpp"

#include <QList>
#include <QRect>
#include <QWidget>

#include <optional>
#include <vector>

namespace ui {

/// A bar's figures in words, each behind its colour; wraps like text.
class Legend : public QWidget {
    Q_OBJECT

public:
    struct Item {
        std::optional<Swatch> swatch;
        QString words;

        friend bool operator==(const Item&, const Item&) = default;
    };

    explicit Legend(QWidget* parent = nullptr);

    void setItems(const QList<Item>& items);
    [[nodiscard]] QString words() const;

    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] std::vector<QSize> itemSizes() const;

    QList<Item> m_items;
};

}  // namespace ui
