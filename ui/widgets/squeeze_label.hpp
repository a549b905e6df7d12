#pragma once

#include "ui/widgets/label.hpp"

namespace ui {

/// One line that gives way in the middle when there is no room; the whole text stays in the
/// tool tip and for screen readers.
class SqueezeLabel : public Label {
    Q_OBJECT

public:
    using Label::Label;

    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] QSize sizeHint() const override;
    /// A tool tip of its own instead of the text.
    void setFullText(const QString& text) { m_fullText = text; }

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_fullText;
};

}  // namespace ui
