#include "desktop/real_lm_studio.hpp"

namespace app {

namespace {

/// Each call looks anew at where LM Studio is, and has a client of its own on its thread.
template <typename Answer>
auto withClient(const quince::Environment& environment,
                quince::Result<Answer> (hub::LmStudioClient::*call)(const hub::LmStudioModel&,
                                                                    const quince::StopToken&)) {
    return [environment, call](const hub::LmStudioModel& model, const quince::StopToken& stop) {
        hub::RealWaiter waiter;
        hub::LmStudioClient client(hub::lmStudioPlace(environment), waiter);
        return (client.*call)(model, stop);
    };
}

}  // namespace

LmStudioCalls realLmStudio(const quince::Environment& environment) {
    return {
        .waitUntilListed = withClient(environment, &hub::LmStudioClient::waitUntilListed),
        .load = withClient(environment, &hub::LmStudioClient::load),
        .tryOut = withClient(environment, &hub::LmStudioClient::tryOut),
    };
}

}  // namespace app
