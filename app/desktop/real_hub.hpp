#pragma once

#include "desktop/hub_presenter.hpp"
#include "desktop/hub_session.hpp"
#include "hub/waiter.hpp"

#include <quince/architecture.hpp>

#include <filesystem>
#include <memory>

namespace app {

/// The Hub itself, for AppParts. `cache`: Quince's own, for what was seen of
/// models and the hashes of files. `waiter`: between
/// two tries; used by several threads.
[[nodiscard]] HubAccess realHub(
    const std::shared_ptr<HubSession>& session,
    const std::shared_ptr<const quince::ArchitectureLibrary>& architectures,
    const std::filesystem::path& cache, std::shared_ptr<hub::Waiter> waiter);

/// Where the environment's endpoint cannot be: the window says so, and asks nothing.
[[nodiscard]] HubAccess noHub(const quince::Error& why);

}  // namespace app
