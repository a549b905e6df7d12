#include "cli/stop_signals.hpp"

#include <array>
#include <csignal>

namespace cli {

namespace {

// The one mutable global of the program: a signal handler can reach nothing else.
volatile std::sig_atomic_t signalReceived = 0;

#if defined(_WIN32)
constexpr std::array stopping{SIGINT, SIGTERM};
#else
constexpr std::array stopping{SIGINT, SIGTERM, SIGHUP};
#endif

void remember(int signal) {
    signalReceived = 1;
    std::signal(signal, SIG_DFL);
}

}  // namespace

StopSignals::StopSignals() {
    signalReceived = 0;
    for (const int signal : stopping) {
        // A program started with nohup keeps ignoring what nohup ignores.
        if (std::signal(signal, remember) == SIG_IGN) {
            std::signal(signal, SIG_IGN);
        }
    }
}

StopSignals::~StopSignals() {
    for (const int signal : stopping) {
        if (std::signal(signal, SIG_DFL) == SIG_IGN) {
            std::signal(signal, SIG_IGN);
        }
    }
}

bool StopSignals::received() {
    return signalReceived != 0;
}

}  // namespace cli
