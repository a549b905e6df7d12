#include "ui/text/job_words.hpp"

#include "ui/text/format.hpp"

#include <QCoreApplication>
#include <QStringList>

namespace ui {

using quince::ConversionState;

namespace {

/// Where translators find these words.
struct Job {
    Q_DECLARE_TR_FUNCTIONS(ui::Job)
};

QString join(const QStringList& parts) {
    return parts.join(QStringLiteral(" · "));
}

QString phaseWords(const JobView& job) {
    QStringList parts{stateWord(job)};
    if (job.state == ConversionState::writing && job.shardsTotal > 1) {
        const quint32 shard = qMin(job.shardsDone + 1, job.shardsTotal);
        parts.append(Job::tr("shard %1 of %2").arg(shard).arg(job.shardsTotal));
    }
    if (job.bytesTotal > 0) {
        parts.append(formatBytesOf(job.bytesDone, job.bytesTotal));
    }
    if (job.bytesPerSecond > 0) {
        parts.append(formatRate(job.bytesPerSecond));
    }
    if (job.secondsLeft) {
        parts.append(formatTimeLeft(*job.secondsLeft));
    }
    if (!job.waitingFor.isEmpty()) {
        parts.append(Job::tr("waiting for %1").arg(job.waitingFor));
    }
    return join(parts);
}

QString doneWords(const JobView& job) {
    QStringList parts{stateWord(job)};
    if (job.resultBytes > 0) {
        parts.append(formatBytes(job.resultBytes));
    }
    if (job.bitsPerWeight > 0) {
        parts.append(formatBitsPerWeight(job.bitsPerWeight));
    }
    if (job.seconds > 0) {
        parts.append(Job::tr("took %1").arg(formatDuration(job.seconds)));
    }
    return join(parts);
}

QString stoppedWords(const JobView& job) {
    QStringList parts{stateWord(job)};
    if (job.bytesTotal > 0) {
        parts.append(formatBytesOf(job.bytesDone, job.bytesTotal));
    }
    if (job.canResume) {
        parts.append(Job::tr("goes on from here when resumed"));
    }
    return join(parts);
}

}  // namespace

QString stateWord(const JobView& job) {
    switch (job.state) {
        case ConversionState::idle:
            return Job::tr("Waiting its turn");
        case ConversionState::preparing:
            return Job::tr("Preparing");
        case ConversionState::downloading:
            return Job::tr("Downloading");
        case ConversionState::writing:
            return Job::tr("Writing");
        case ConversionState::verifying:
            return Job::tr("Verifying");
        case ConversionState::publishing:
            return Job::tr("Moving into place");
        case ConversionState::evaluating:
            return Job::tr("Evaluating");
        case ConversionState::stopping:
            return Job::tr("Stopping…");
        case ConversionState::succeeded:
            return job.onlyDownloads ? Job::tr("Downloaded") : Job::tr("Done");
        case ConversionState::failed:
            return Job::tr("Failed");
        case ConversionState::stopped:
            return job.isPaused ? Job::tr("Paused") : Job::tr("Stopped");
    }
    return {};
}

QString jobWords(const JobView& job) {
    switch (job.state) {
        case ConversionState::idle:
        case ConversionState::stopping:
            return stateWord(job);
        case ConversionState::succeeded:
            return doneWords(job);
        case ConversionState::failed:
            return job.headline.isEmpty() ? stateWord(job) : job.headline;
        case ConversionState::stopped:
            return stoppedWords(job);
        default:
            return phaseWords(job);
    }
}

QString queueWords(const QList<JobView>& jobs) {
    int running = 0;
    int waiting = 0;
    int done = 0;
    int failed = 0;
    for (const JobView& job : jobs) {
        running += isRunning(job) ? 1 : 0;
        waiting += job.state == ConversionState::idle ? 1 : 0;
        done += job.state == ConversionState::succeeded ? 1 : 0;
        failed += job.state == ConversionState::failed ? 1 : 0;
    }
    QStringList parts;
    if (running > 0) {
        parts.append(Job::tr("%1 running").arg(running));
    }
    if (waiting > 0) {
        parts.append(Job::tr("%1 waiting").arg(waiting));
    }
    if (done > 0) {
        parts.append(Job::tr("%1 done").arg(done));
    }
    if (failed > 0) {
        parts.append(Job::tr("%1 failed").arg(failed));
    }
    return parts.join(QStringLiteral(", "));
}

}  // namespace ui
