#include "desktop/job_words.hpp"

#include "desktop/error_words.hpp"
#include "desktop/paths.hpp"
#include "desktop/quality_words.hpp"

#include <QCoreApplication>
#include <QRegularExpression>

namespace app {

using quince::ConversionState;

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Jobs", text);
}

void addResult(const QueuedJob& job, ui::JobView& view) {
    const quince::ConversionReport& report = *job.report;
    view.folder = toQt(report.folder);
    view.resultBytes = job.job->layout.fileBytes;
    view.seconds = report.seconds;
    view.bitsPerWeight = report.bitsPerWeight;
    for (const std::string& warning : report.warnings) {
        view.warnings.append(toQt(warning));
    }
    if (report.quality) {
        view.errorWords = errorWords(*report.quality);
        view.layerErrors = layerErrors(*report.quality);
    }
    view.commands = commandsFor(view.folder);
}

}  // namespace

QString shellQuoted(const QString& text) {
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_@%+=:,./-]+$"));
    if (plain.match(text).hasMatch()) {
        return text;
    }
    QString quoted = text;
    quoted.replace(QLatin1Char('\''), QLatin1String("'\\''"));
    return QLatin1Char('\'') + quoted + QLatin1Char('\'');
}

QList<ui::Command> commandsFor(const QString& folder) {
    const QString word = shellQuoted(folder);
    return {
        {tr("Chat"), QStringLiteral("mlx_lm.chat --model %1").arg(word)},
        {tr("Generate"), QStringLiteral("mlx_lm.generate --model %1 --prompt \"Hello\"").arg(word)},
        {tr("Serve"), QStringLiteral("mlx_lm.server --model %1").arg(word)},
    };
}

ui::JobView jobView(const QueuedJob& job) {
    ui::JobView view;
    view.id = job.id;
    view.title = job.title;
    view.recipe = toQt(quince::describe(job.job->plan.recipe));
    view.folder = toQt(job.job->destination);
    view.inLmStudio = job.inLmStudio;
    view.state = job.state;
    view.bytesDone = job.progress.bytesDone;
    view.bytesTotal = job.progress.bytesTotal;
    view.bytesResumed = job.progress.bytesResumed;
    view.shardsDone = job.progress.shardsDone;
    view.shardsTotal = job.progress.shardsTotal;
    view.bytesPerSecond = job.bytesPerSecond.value_or(0);
    view.secondsLeft = job.secondsLeft;
    if (job.state == ConversionState::failed && job.error) {
        const ErrorWords words = wordsFor(*job.error);
        view.headline = words.headline;
        view.details = words.details;
        view.canResume =
            job.progress.bytesDone > 0 && (job.error->code == quince::ErrorCode::diskFull ||
                                           job.error->code == quince::ErrorCode::io);
    }
    if (job.state == ConversionState::stopped) {
        view.canResume = true;
    }
    if (job.state == ConversionState::succeeded && job.report) {
        addResult(job, view);
    }
    return view;
}

}  // namespace app
