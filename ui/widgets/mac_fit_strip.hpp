#pragma once

#include "ui/pages/footprint_view.hpp"

#include <QList>
#include <QRect>
#include <QWidget>

#include <vector>

namespace ui {

/// Every RAM size of Apple Silicon as a chip: a tick where the model fits, a wave where it is
/// tight, an empty dashed chip where it does not.
class MacFitStrip : public QWidget {
    Q_OBJECT

public:
    explicit MacFitStrip(QWidget* parent = nullptr);

    void setMacs(const QList<MacFit>& macs);

    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QSize chipSize() const;
    [[nodiscard]] std::vector<QRect> chips(int width) const;
    void drawChip(QPainter& painter, const QRect& rect, const MacFit& mac) const;

    QList<MacFit> m_macs;
};

/// "Fits Macs with 16 GB or more; tight with 8 GB."
[[nodiscard]] QString macFitSentence(const QList<MacFit>& macs);
/// "16 GB: fits", with the GPU limit.
[[nodiscard]] QString macFitWords(const MacFit& mac);

}  // namespace ui
