#pragma once

#include <quince/progress.hpp>

#include <QString>
#include <QStringList>

#include <optional>

namespace ui {

/// What an evaluation begins with; the person may change all of it.
struct EvaluationChoice {
    QString text;          ///< a text file
    QString source;        ///< folder of the model to compare with; empty: with none
    bool gathers = false;  ///< whether the importance of the weights is written too
    /// The file for it. Empty in a dialog's beginning: beside the text, named after the model.
    QString importance{};
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
