#pragma once

#include "cli/progress_line.hpp"
#include "cli/stop_signals.hpp"

#include <quince/stop_token.hpp>

#include <functional>
#include <string>
#include <utility>

namespace hub {
struct DownloadProgress;
struct UploadProgress;
}  // namespace hub

namespace cli {

/// "Asking huggingface.co", before anything can be counted.
[[nodiscard]] ProgressLook askingLook(const std::string& host);

/// The look at a download, which asks `host` first.
[[nodiscard]] ProgressLook downloadLook(const hub::DownloadProgress& progress,
                                        const std::string& host);

/// The look at an upload.
[[nodiscard]] ProgressLook uploadLook(const hub::UploadProgress& progress, const std::string& host);

/// Does `work(stopToken)` while a progress line shows what `look` sees and Ctrl+C stops it.
template <typename Work>
auto underLine(std::function<ProgressLook()> look, const Work& work) {
    const StopSignals signals;
    quince::StopSource stop;
    const ProgressLine line(std::move(look), stop);
    return work(stop.token());
}

}  // namespace cli
