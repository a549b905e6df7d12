#pragma once

#include <QWidget>

namespace ui {

/// The outline of a list that is still being read. Stays blank for the first moment: a short
/// wait needs no picture.
class Skeleton : public QWidget {
    Q_OBJECT

public:
    explicit Skeleton(QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    bool m_due = false;
    int m_wait = 0;
};

}  // namespace ui
