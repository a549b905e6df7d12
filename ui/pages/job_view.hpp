#pragma once

#include "ui/pages/lm_studio_view.hpp"
#include "ui/widgets/layer_bars.hpp"

#include <quince/progress.hpp>

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace ui {

/// A command line to copy.
struct Command {
    QString label;  ///< "Chat"
    QString text;   ///< "mlx_lm.chat --model ..."

    friend bool operator==(const Command&, const Command&) = default;
};

/// One download, conversion or both of the queue. `idle` is waiting for its turn.
struct JobView {
    QString id;
    QString title;               ///< name of the result: "Qwen3-8B-MLX-4bit"
    QString recipe;              ///< "4-bit, group 64"
    QString folder;              ///< destination
    bool inLmStudio = true;      ///< the folder is one that LM Studio shows
    bool onlyDownloads = false;  ///< nothing is converted
    quince::ConversionState state = quince::ConversionState::idle;

    quint64 bytesDone = 0;   ///< in this phase
    quint64 bytesTotal = 0;  ///< 0: not known yet
    quint64 bytesResumed = 0;
    quint32 shardsDone = 0;
    quint32 shardsTotal = 0;
    double bytesPerSecond = 0;          ///< 0: not known yet
    std::optional<double> secondsLeft;  ///< absent: not known yet
    QString waitingFor;                 ///< the bottleneck when clear: "the disk"

    QString headline;        ///< failed: what happened, one sentence
    QString details;         ///< failed: the whole story
    bool canResume = false;  ///< stopped or failed, and what was written can be used
    bool isPaused = false;   ///< stopped, to go on later

    quint64 resultBytes = 0;  ///< succeeded
    bool canEvaluate = false;
    bool canPublish = false;
    double seconds = 0;
    double bitsPerWeight = 0;
    QString errorWords;  ///< "Error of the weights: 8.7 %"; empty: nothing was measured
    QList<LayerBar> layerErrors;
    QStringList warnings;
    QList<Command> commands;
    LmStudioView lmStudio;

    friend bool operator==(const JobView&, const JobView&) = default;
};

/// Working now: neither waiting nor ended.
[[nodiscard]] inline bool isRunning(const JobView& job) {
    using enum quince::ConversionState;
    return job.state == preparing || job.state == writing || job.state == verifying ||
           job.state == publishing || job.state == downloading || job.state == stopping;
}

}  // namespace ui
