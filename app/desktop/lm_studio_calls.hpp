#pragma once

#include "hub/lm_studio_client.hpp"

#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <functional>

namespace app {

/// What the window asks of LM Studio; see hub::LmStudioClient. Every call blocks and belongs on a
/// worker thread. Empty where nothing is asked.
struct LmStudioCalls {
    /// Waits for the model to be listed.
    std::function<quince::Result<hub::LmStudioCheck>(const hub::LmStudioModel&,
                                                     const quince::StopToken&)>
        waitUntilListed;
    std::function<quince::Result<hub::LmStudioLoad>(const hub::LmStudioModel&,
                                                    const quince::StopToken&)>
        load;
    std::function<quince::Result<hub::LmStudioTrial>(const hub::LmStudioModel&,
                                                     const quince::StopToken&)>
        tryOut;
};

}  // namespace app
