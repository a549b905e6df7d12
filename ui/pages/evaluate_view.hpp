#pragma once

#include <quince/progress.hpp>

#include <QString>
#include <QStringList>

#include <optional>

namespace ui {

/// What an evaluation begins with; the person may change both.
struct EvaluationChoice {
    QString text;    ///< a text file
    QString source;  ///< folder of the model to compare with; empty: with none
};

/// How an evaluation stands. `idle` before the first.
struct EvaluationView {
    quince::ConversionState state = quince::ConversionState::idle;
    quint64 done = 0;   ///< of `total`, for the bar
    quint64 total = 0;  ///< 0: not known yet
    std::optional<double> secondsLeft;
    QString words;      ///< the result in a sentence; or what happened instead
    QStringList lines;  ///< more sentences
};

}  // namespace ui
