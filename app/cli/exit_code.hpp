#pragma once

#include <quince/result.hpp>

namespace cli {

/// What the process says at its end; documented in --help and README.md.
enum class ExitCode : int {
    ok = 0,
    failure = 1,      ///< anything that has no number of its own
    usage = 2,        ///< arguments that cannot be
    unsupported = 3,  ///< not supported (yet), or the checkpoint does not fit its architecture
    stopped = 4,      ///< interrupted; the same command goes on where it stopped
    exists = 5,       ///< the destination is taken
    diskFull = 6,
    network = 7,       ///< the Hub cannot be reached or believed, or asks to wait
    unauthorized = 8,  ///< the token is missing or not enough, or access must be asked for
};

[[nodiscard]] constexpr ExitCode exitCodeOf(quince::ErrorCode code) {
    switch (code) {
        case quince::ErrorCode::invalidArgument:
            return ExitCode::usage;
        case quince::ErrorCode::alreadyExists:
            return ExitCode::exists;
        case quince::ErrorCode::diskFull:
            return ExitCode::diskFull;
        case quince::ErrorCode::unsupported:
        case quince::ErrorCode::mismatch:
            return ExitCode::unsupported;
        case quince::ErrorCode::network:
        case quince::ErrorCode::offline:
        case quince::ErrorCode::untrusted:
        case quince::ErrorCode::rateLimited:
            return ExitCode::network;
        case quince::ErrorCode::unauthorized:
        case quince::ErrorCode::gated:
            return ExitCode::unauthorized;
        case quince::ErrorCode::stopped:
            return ExitCode::stopped;
        case quince::ErrorCode::notFound:
        case quince::ErrorCode::io:
        case quince::ErrorCode::malformed:
            return ExitCode::failure;
    }
    return ExitCode::failure;
}

}  // namespace cli
