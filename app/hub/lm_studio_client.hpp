#pragma once

#include "hub/http_client.hpp"
#include "hub/lm_studio_listing.hpp"
#include "hub/lm_studio_place.hpp"
#include "hub/lm_studio_server.hpp"
#include "hub/waiter.hpp"

#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <chrono>
#include <optional>

namespace hub {

enum class LmStudioState {
    notRunning,
    serverOff,  ///< it runs, but without its server there is no way to ask
    notListed,  ///< it runs and does not know the model, or not yet
    notMlx,     ///< it lists the model, but would not run it with MLX
    listed,
};

struct LmStudioCheck {
    LmStudioState state = LmStudioState::notRunning;
    bool hasServer = false;  ///< the model can be tried
    ListedModel model;       ///< when listed or notMlx
};

struct LmStudioLoad {
    bool wasLoaded = false;         ///< before; nothing was done
    std::optional<double> seconds;  ///< that loading took
};

/// Proof that a model runs.
struct LmStudioTrial {
    LmStudioAnswer answer;
    LmStudioLoad load;
};

/// Asks the LM Studio of this computer, over 127.0.0.1 and nothing else, about a model in its
/// folder. Never starts LM Studio: whether it runs is looked at anew by every call, and lms is
/// called only after the app itself has answered. HF_HUB_OFFLINE does not matter here, no token of
/// the Hub is sent, and no proxy stands between. Nothing is kept between calls.
///
/// Belongs to one thread, as HttpClient does. Calls block; a stop is seen within 100 ms, and what
/// was loaded for a trial is unloaded still (3 s at most). A load that is stopped may go on in LM
/// Studio. Errors of all: stopped, unauthorized (LM Studio wants a token), network (it went away
/// in the middle), io (the words of LM Studio, or of lms).
class LmStudioClient {
public:
    static constexpr std::chrono::seconds listingLimit{30};

    /// The waiter must outlive this.
    LmStudioClient(LmStudioPlace place, Waiter& waiter);

    /// One look.
    quince::Result<LmStudioCheck> check(const LmStudioModel& model, const quince::StopToken& stop);

    /// Looks until the model is listed, as long as LM Studio runs, for up to `listingLimit` of
    /// waiting: it may take a while to notice a new folder.
    quince::Result<LmStudioCheck> waitUntilListed(const LmStudioModel& model,
                                                  const quince::StopToken& stop);

    /// Loads the model, with LM Studio's own settings for it, and leaves it loaded.
    /// Errors also: notFound (not running, not listed), unsupported (not as MLX).
    quince::Result<LmStudioLoad> load(const LmStudioModel& model, const quince::StopToken& stop);

    /// Lets the model say a few tokens. What was not loaded before is unloaded again; a server
    /// older than LM Studio 0.4 does that itself after a minute. Errors: as `load`, and
    /// unsupported for a model that makes embeddings.
    quince::Result<LmStudioTrial> tryOut(const LmStudioModel& model, const quince::StopToken& stop);

private:
    struct Look {
        LmStudioCheck check;
        std::optional<LmStudioServer> server;
    };

    quince::Result<Look> look(const LmStudioModel& model, bool mayAskLms,
                              const quince::StopToken& stop);
    quince::Result<Look> lookForUse(const LmStudioModel& model, const quince::StopToken& stop);

    LmStudioPlace m_place;
    Waiter& m_waiter;
    HttpClient m_http;
};

}  // namespace hub
