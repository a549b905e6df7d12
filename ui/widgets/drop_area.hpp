#pragma once

#include <QWidget>

namespace ui {

/// Lies over the window while something is dragged across it and says what dropping would do.
/// Lets the mouse through.
class DropArea : public QWidget {
    Q_OBJECT

public:
    explicit DropArea(QWidget* parent);

    void showVerdict(bool accepted, const QString& text);
    [[nodiscard]] QString text() const { return m_text; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_text;
    bool m_accepted = false;
};

}  // namespace ui
