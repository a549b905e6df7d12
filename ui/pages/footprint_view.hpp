#pragma once

#include <quince/footprint.hpp>

#include <QList>
#include <QString>

namespace ui {

/// One Apple Silicon RAM size and whether the result runs there.
struct MacFit {
    quint64 ramBytes = 0;
    quint64 gpuLimitBytes = 0;
    quince::Fit fit = quince::Fit::no;
    bool isThisMac = false;

    friend bool operator==(const MacFit&, const MacFit&) = default;
};

/// What converting and running takes. Bytes.
struct FootprintView {
    quint64 bytesNow = 0;      ///< weights of the source
    QString nowWord;           ///< what they are: "bfloat16"
    quince::Footprint after;   ///< by kind, by part, cache and working memory
    int bits = 0;              ///< of most quantized weights; 0: nothing is quantized
    QString keptWord;          ///< how the rest is kept: "bfloat16"
    double bitsPerWeight = 0;  ///< as mlx-lm counts
    quint64 maxContext = 0;    ///< 0: unknown
    QList<MacFit> macs;        ///< rising RAM
};

}  // namespace ui
