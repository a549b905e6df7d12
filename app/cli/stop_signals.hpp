#pragma once

namespace cli {

/// While one lives, the first SIGINT, SIGTERM or SIGHUP is only remembered; a second one ends the
/// process as usual. At most one at a time.
class StopSignals {
public:
    StopSignals();
    ~StopSignals();
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

    [[nodiscard]] static bool received();
};

}  // namespace cli
