#pragma once

#include <QList>
#include <QRect>
#include <QWidget>

#include <vector>

namespace ui {

/// Lays its visible children out like words of a line, in the order in which they were made.
class FlowBox : public QWidget {
    Q_OBJECT

public:
    explicit FlowBox(QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] QList<QWidget*> items() const;
    [[nodiscard]] std::vector<QRect> rects(int width) const;
    void arrange();
};

}  // namespace ui
