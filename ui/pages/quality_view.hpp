#pragma once

#include "ui/widgets/trade_off_chart.hpp"

#include <QList>
#include <QString>

namespace ui {

/// What is known of the error that recipes would have.
enum class QualityPicture {
    none,       ///< nothing to say: the section is hidden
    measuring,  ///< a sample is being looked at
    ready,
};

struct QualityView {
    QualityPicture picture = QualityPicture::none;
    QList<TradeOff> points;  ///< rising size

    friend bool operator==(const QualityView&, const QualityView&) = default;
};

}  // namespace ui
