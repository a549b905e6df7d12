#include "desktop/job_words.hpp"

#include "desktop/error_words.hpp"
#include "desktop/paths.hpp"
#include "desktop/quality_words.hpp"

#include <quince/evaluate.hpp>

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace app {

using quince::ConversionState;

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Jobs", text);
}

QString nameOf(const quince::ConversionJob& job) {
    return toQt(job.destination.filename());
}

void addDownload(const QueuedJob& job, ui::JobView& view) {
    view.resultBytes = job.progress.bytesTotal;
    view.seconds = job.reports.front().seconds;
    view.folder = toQt(job.reports.front().folder);
}

void addResults(const QueuedJob& job, ui::JobView& view) {
    const bool several = job.jobs->size() > 1;
    QStringList errors;
    for (std::size_t i = 0; i < job.jobs->size(); ++i) {
        const quince::ConversionReport& report = job.reports[i];
        const QString name = nameOf((*job.jobs)[i]);
        view.resultBytes += (*job.jobs)[i].layout.fileBytes;
        view.seconds = report.seconds;
        for (const std::string& warning : report.warnings) {
            if (!view.warnings.contains(toQt(warning))) {
                view.warnings.append(toQt(warning));
            }
        }
        if (report.quality) {
            const QString words = errorWords(*report.quality);
            errors.append(several ? tr("%1: %2").arg(name, words) : words);
        }
        if (several) {
            view.commands.append({name, commandsFor(toQt(report.folder)).front().text});
        }
    }
    view.errorWords = errors.join(QLatin1Char('\n'));
    if (!several) {
        const quince::ConversionReport& report = job.reports.front();
        view.bitsPerWeight = report.bitsPerWeight;
        view.canEvaluate = quince::canEvaluate(*job.jobs->front().plan.inspection).ok();
        view.canPublish = true;
        view.commands = commandsFor(toQt(report.folder));
        if (report.quality) {
            view.layerErrors = layerErrors(*report.quality);
        }
    }
    if (!job.command.isEmpty()) {
        view.commands.append({tr("Make it again"), job.command});
    }
}

void addErrors(const QueuedJob& job, ui::JobView& view) {
    const quince::Error& error = job.error();
    const ErrorWords words = wordsFor(error);
    view.headline = words.headline;
    view.details = words.details;
    // Of a download that failed all results have the same to say.
    const bool several = !job.download && job.errors.size() > 1;
    for (std::size_t i = 0; several && i < job.errors.size(); ++i) {
        const QString one =
            tr("%1: %2").arg(nameOf((*job.jobs)[i]), wordsFor(job.errors[i]).details);
        view.details = i == 0 ? one : view.details + QLatin1Char('\n') + one;
    }
    view.canResume =
        job.progress.bytesDone > 0 && (job.download || error.code == quince::ErrorCode::diskFull ||
                                       error.code == quince::ErrorCode::io);
}

QString recipesOf(const Jobs& jobs) {
    QStringList recipes;
    for (const quince::ConversionJob& job : jobs) {
        recipes.append(toQt(quince::describe(job.plan.recipe)));
    }
    return recipes.join(QStringLiteral("; "));
}

QString taskOf(const QueuedJob& job) {
    if (job.onlyDownloads()) {
        return tr("download");
    }
    const QString recipes = recipesOf(*job.jobs);
    return job.download ? tr("download, then %1").arg(recipes) : recipes;
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
    const int others = std::max(0, static_cast<int>(job.jobs->size()) - 1);
    view.title = others > 0 ? tr("%1 and %2 more").arg(job.title).arg(others) : job.title;
    view.recipe = taskOf(job);
    view.onlyDownloads = job.onlyDownloads();
    view.folder =
        view.onlyDownloads ? toQt(job.download->cache) : toQt(job.jobs->front().destination);
    view.isPaused = job.isPaused;
    view.inLmStudio = job.inLmStudio;
    view.state = job.state;
    view.bytesDone = job.progress.bytesDone;
    view.bytesTotal = job.progress.bytesTotal;
    view.bytesResumed = job.progress.bytesResumed;
    view.shardsDone = job.progress.shardsDone;
    view.shardsTotal = job.progress.shardsTotal;
    view.bytesPerSecond = job.bytesPerSecond.value_or(0);
    view.secondsLeft = job.secondsLeft;
    view.waitingFor = job.waitsForServer ? tr("the server") : QString();
    if (job.state == ConversionState::failed && !job.errors.empty()) {
        addErrors(job, view);
    }
    if (job.state == ConversionState::stopped) {
        view.canResume = true;
    }
    if (job.state == ConversionState::succeeded && !job.reports.empty()) {
        view.onlyDownloads ? addDownload(job, view) : addResults(job, view);
    }
    return view;
}

}  // namespace app
