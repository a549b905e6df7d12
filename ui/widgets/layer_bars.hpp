#pragma once

#include <QList>
#include <QRectF>
#include <QString>
#include <QWidget>

#include <vector>

namespace ui {

/// One layer's number.
struct LayerBar {
    QString name;      ///< "Layer 3", "Embeddings"
    double value = 0;  ///< not negative
    QString words;     ///< "Layer 3: error 8.7 %"

    friend bool operator==(const LayerBar&, const LayerBar&) = default;
};

/// One bar for each layer on one scale, under a line of words. The pointer shows each one's words.
class LayerBars : public QWidget {
    Q_OBJECT

public:
    explicit LayerBars(QWidget* parent = nullptr);

    /// `marked` is drawn in another colour; -1: none.
    void setBars(const QList<LayerBar>& bars, const QString& caption, int marked = -1);
    /// The largest bar is marked and told in the caption.
    void setErrors(const QList<LayerBar>& bars);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QRectF plot() const;

    QList<LayerBar> m_bars;
    QString m_caption;
    int m_marked = -1;
};

/// A bar for each layer inside `plot`, with gaps where there is room; as high as its part of the
/// largest value, and at least a pixel where there is any.
[[nodiscard]] std::vector<QRectF> layerBarRects(const QList<LayerBar>& bars, const QRectF& plot);

}  // namespace ui
