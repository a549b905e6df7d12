#pragma once

#include <QList>
#include <QPointF>
#include <QRectF>
#include <QString>
#include <QWidget>

#include <optional>
#include <vector>

namespace ui {

/// One way to store a model: how large it becomes, and how far its weights are from the source.
struct TradeOff {
    QString name;   ///< "4-bit"
    QString words;  ///< all of it: "4-bit, group 64: 4.6 GB, error 8.7 %"
    QString size;   ///< "4.6 GB"
    quint64 bytes = 0;
    double error = 0;     ///< relative; above 0
    bool chosen = false;  ///< what is set now
    bool onCurve = true;  ///< one of the even steps that a line joins

    friend bool operator==(const TradeOff&, const TradeOff&) = default;
};

/// Size against error, the error on a logarithmic scale: lower and further left is better. Arrow
/// keys and the pointer go from point to point; highlighted() brings the words of the one there.
class TradeOffChart : public QWidget {
    Q_OBJECT

public:
    explicit TradeOffChart(QWidget* parent = nullptr);

    void setPoints(const QList<TradeOff>& points);
    /// The words of the point that is pointed at, else of the chosen one.
    [[nodiscard]] QString shownWords() const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void highlighted(const QString& words);

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QRectF plot() const;
    void highlight(int index);
    void drawGrid(QPainter& painter) const;
    void drawPoints(QPainter& painter) const;
    void drawNames(QPainter& painter, const std::vector<QPointF>& places) const;

    QList<TradeOff> m_points;
    int m_highlighted = -1;
};

/// Where the points stand inside `plot`: sizes from the smallest to the largest over its width,
/// errors over its height, the largest on top, with some room at the edges.
[[nodiscard]] std::vector<QPointF> tradeOffPlaces(const QList<TradeOff>& points,
                                                  const QRectF& plot);

/// The errors at which lines are drawn: 1, 3, 10, 30 ... percent between the extremes, and the
/// height of each.
struct ErrorLine {
    double error = 0;
    double y = 0;
};
[[nodiscard]] std::vector<ErrorLine> errorLines(const QList<TradeOff>& points, const QRectF& plot);

}  // namespace ui
