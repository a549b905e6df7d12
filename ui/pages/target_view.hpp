#pragma once

#include "ui/widgets/layer_bars.hpp"

#include <QList>
#include <QString>

namespace ui {

/// What has become of the bits that are chosen by layer for a size.
enum class TargetPicture {
    none,     ///< no size is asked for
    looking,  ///< a sample of the weights is being measured
    ready,    ///< chosen: the footprint shows the result
    stopped,  ///< by the person, before they were chosen
    failed,   ///< they cannot be: `words` say why
};

struct TargetView {
    TargetPicture picture = TargetPicture::none;
    quint64 done = 0;  ///< bytes of the sample
    quint64 total = 0;
    QString words;           ///< ready: size and gain; failed: the reason, one sentence
    QList<LayerBar> layers;  ///< ready: bits per weight of each layer

    friend bool operator==(const TargetView&, const TargetView&) = default;
};

}  // namespace ui
