#pragma once

#include "ui/widgets/swatch.hpp"

#include <QList>
#include <QWidget>

namespace ui {

struct Segment {
    Swatch swatch = Swatch::kept;
    quint64 value = 0;

    friend bool operator==(const Segment&, const Segment&) = default;
};

/// Quantities side by side on a scale shared with other bars. Its words stand beside it; set
/// them as accessible description too.
class SegmentBar : public QWidget {
    Q_OBJECT

public:
    explicit SegmentBar(QWidget* parent = nullptr);

    /// `scale`: the value that fills the bar; at least the sum.
    void setSegments(const QList<Segment>& segments, quint64 scale);
    /// Tool tip and accessible description say the same.
    void setWords(const QString& name, const QString& words);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QList<Segment> m_segments;
    quint64 m_scale = 0;
};

}  // namespace ui
