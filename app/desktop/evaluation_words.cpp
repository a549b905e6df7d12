#include "desktop/evaluation_words.hpp"

#include "desktop/paths.hpp"
#include "ui/text/format.hpp"

#include <QCoreApplication>
#include <QLocale>

namespace app {
namespace {

struct Evaluation {
    Q_DECLARE_TR_FUNCTIONS(app::Evaluation)
};

QString number(double value, int decimals) {
    return QLocale().toString(value, 'f', decimals);
}

/// Perplexities need more digits the closer they are.
QString perplexity(double value) {
    return number(value, value < 100 ? 2 : 0);
}

/// Divergences are mostly far below 1: two digits that count.
QString nats(double value) {
    const int decimals = value >= 0.1 ? 2 : value >= 0.01 ? 3 : value >= 0.001 ? 4 : 5;
    return number(value, decimals);
}

}  // namespace

ui::EvaluationView evaluationWords(const quince::EvaluationReport& report,
                                   const std::filesystem::path& importance) {
    ui::EvaluationView view;
    view.state = quince::ConversionState::succeeded;
    const QString own = perplexity(report.perplexity.value);
    if (report.comparison) {
        const quince::EvaluationReport::Comparison& comparison = *report.comparison;
        view.words =
            Evaluation::tr(
                "Perplexity %1 against %2 of the original; the predictions "
                "differ by %3 nats on average.")
                .arg(own, perplexity(comparison.source.value), nats(comparison.meanDivergence));
        view.lines.append(Evaluation::tr("In %1 % of the places both find the same token the "
                                         "likeliest. In one place of a hundred the predictions "
                                         "differ by more than %2 nats, at most by %3.")
                              .arg(number(100 * comparison.sameTop, 1),
                                   nats(comparison.divergence99), nats(comparison.maxDivergence)));
    } else {
        view.words = Evaluation::tr("Perplexity %1.").arg(own);
    }
    view.lines.append(
        Evaluation::tr("%1 tokens predicted, in windows of %2; took %3. The lower the "
                       "perplexity, the better the text was predicted.")
            .arg(QLocale().toString(static_cast<qulonglong>(report.predicted)),
                 QLocale().toString(static_cast<qulonglong>(report.context)),
                 ui::formatDuration(report.seconds)));
    if (!importance.empty()) {
        view.lines.append(Evaluation::tr("The importance of the weights is written to %1. To use "
                                         "it, choose this file as Importance of the recipe.")
                              .arg(toQt(importance)));
    }
    return view;
}

}  // namespace app
