#pragma once

#include <QList>
#include <QRectF>
#include <QString>
#include <QWidget>

#include <vector>

namespace ui {

/// The error of one layer.
struct LayerError {
    QString name;      ///< "Layer 3", "Embeddings"
    double error = 0;  ///< relative

    friend bool operator==(const LayerError&, const LayerError&) = default;
};

/// One bar for each layer on one scale, the largest marked. The pointer shows each one's words.
class ErrorBars : public QWidget {
    Q_OBJECT

public:
    explicit ErrorBars(QWidget* parent = nullptr);

    void setLayers(const QList<LayerError>& layers);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QRectF plot() const;

    QList<LayerError> m_layers;
};

/// A bar for each layer inside `plot`, with gaps where there is room; as high as its part of the
/// largest error, and at least a pixel where there is any.
[[nodiscard]] std::vector<QRectF> errorBarRects(const QList<LayerError>& layers,
                                                const QRectF& plot);

/// "Layer 3: error 8.7 %"
[[nodiscard]] QString layerErrorWords(const LayerError& layer);

}  // namespace ui
