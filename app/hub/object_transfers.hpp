#pragma once

#include "hub/object_sender.hpp"

#include <filesystem>
#include <vector>

namespace hub {

/// A file that goes to the Hub as an LFS object.
struct SendOrder {
    const LocalFile* file = nullptr;
    LfsObject object;
};

/// Brings the objects to the Hub that it does not have, `files` at a time. The counters begin anew;
/// what is there counts as resumed. `folder`: of the model, for messages.
/// Errors: as ObjectSender; unsupported: the server wants Xet.
quince::Status sendObjects(HubApi& api, const SendContext& context,
                           const std::vector<SendOrder>& orders,
                           const std::filesystem::path& folder, unsigned files,
                           const quince::StopToken& stop);

}  // namespace hub
