#pragma once

#include "desktop/hub_presenter.hpp"
#include "desktop/hub_session.hpp"
#include "hub/waiter.hpp"

#include <quince/architecture.hpp>

#include <filesystem>
#include <memory>

namespace app {

/// The Hub itself, for AppParts. `headers`: a folder for what was seen of models. `hashes`: one for
/// the hashes of files that were uploaded. `waiter`: between two tries; used by several threads.
[[nodiscard]] HubAccess realHub(
    const std::shared_ptr<HubSession>& session,
    const std::shared_ptr<const quince::ArchitectureLibrary>& architectures,
    const std::filesystem::path& headers, const std::filesystem::path& hashes,
    std::shared_ptr<hub::Waiter> waiter);

/// Where the environment's endpoint cannot be: the window says so, and asks nothing.
[[nodiscard]] HubAccess noHub(const quince::Error& why);

}  // namespace app
