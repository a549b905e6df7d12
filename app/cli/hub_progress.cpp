#include "cli/hub_progress.hpp"

#include "hub/download_progress.hpp"
#include "hub/upload_progress.hpp"

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

ProgressLook uploadLook(const hub::UploadProgress& progress, const std::string& host) {
    ProgressLook look{quince::snapshotOf(progress.counters), {}};
    switch (progress.step) {
        case hub::UploadStep::checking:
            return askingLook(host);
        case hub::UploadStep::hashing:
            look.word = "Reading";
            break;
        case hub::UploadStep::sending:
            look.word = progress.waitingForServer > 0 ? "Waiting for the Hub" : "Uploading";
            break;
        case hub::UploadStep::committing:
            look.word = "Finishing";
            break;
    }
    return look;
}

}  // namespace cli
