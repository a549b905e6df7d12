#include "cli/hub_progress.hpp"

#include "hub/download_progress.hpp"

namespace cli {

ProgressLook askingLook(const std::string& host) {
    ProgressLook look;
    look.now.state = quince::ConversionState::preparing;
    look.word = "Asking " + host;
    return look;
}

ProgressLook downloadLook(const hub::DownloadProgress& progress, const std::string& host) {
    const hub::DownloadPhase phase = progress.phase;
    if (phase == hub::DownloadPhase::idle || phase == hub::DownloadPhase::asking) {
        return askingLook(host);
    }
    ProgressLook look{hub::snapshotOf(progress), {}};
    const unsigned running = progress.running;
    if (phase == hub::DownloadPhase::fetching) {
        const bool waits = running > 0 && progress.waitingForServer == running;
        look.word = waits ? "Waiting for the Hub" : "Downloading";
    }
    return look;
}

}  // namespace cli
