#pragma once

#include "hub/token.hpp"

#include <quince/environment.hpp>

#include <QProcessEnvironment>

#include <filesystem>
#include <vector>

namespace hub {

/// Where a running LM Studio may answer on this machine. A plain value. Empty where LM Studio has
/// never run: then nobody is asked.
struct LmStudioPlace {
    /// Of its server for others (REST), the likeliest first; 1234 unless it was changed.
    std::vector<quint16> serverPorts;
    /// Of the app itself, which answers there also while its server is off. (lms, its client.)
    std::vector<quint16> appPorts;
    std::filesystem::path lms;           ///< its command line; empty: it is not there
    QProcessEnvironment lmsEnvironment;  ///< ours without the tokens of the Hub
    Token token;                         ///< LM_API_TOKEN; usually none is needed
};

/// Reads LM Studio's own notes of its ports in its home folder, and asks nothing of the network.
[[nodiscard]] LmStudioPlace lmStudioPlace(const quince::Environment& environment);

}  // namespace hub
