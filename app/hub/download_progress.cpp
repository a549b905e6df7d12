#include "hub/download_progress.hpp"

namespace hub {
namespace {

quince::ConversionState stateOf(DownloadPhase phase) {
    switch (phase) {
        case DownloadPhase::idle:
            return quince::ConversionState::idle;
        case DownloadPhase::asking:
            return quince::ConversionState::preparing;
        case DownloadPhase::fetching:
            return quince::ConversionState::writing;
        case DownloadPhase::finishing:
            return quince::ConversionState::publishing;
        case DownloadPhase::succeeded:
            return quince::ConversionState::succeeded;
        case DownloadPhase::failed:
            return quince::ConversionState::failed;
        case DownloadPhase::stopped:
            return quince::ConversionState::stopped;
    }
    return quince::ConversionState::idle;
}

}  // namespace

quince::ProgressSnapshot snapshotOf(const DownloadProgress& progress) {
    quince::ProgressSnapshot snapshot;
    snapshot.state = stateOf(progress.phase);
    snapshot.bytesDone = progress.bytesDone;
    snapshot.bytesTotal = progress.bytesTotal;
    snapshot.bytesResumed = progress.bytesResumed;
    snapshot.shardsDone = progress.filesDone;
    snapshot.shardsTotal = progress.filesTotal;
    return snapshot;
}

}  // namespace hub
