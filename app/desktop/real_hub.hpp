#pragma once

#include "desktop/hub_presenter.hpp"
#include "desktop/hub_session.hpp"

#include <quince/architecture.hpp>

#include <filesystem>
#include <memory>

namespace app {

/// The Hub itself, for AppParts. `headers`: a folder for what was seen of models.
[[nodiscard]] HubAccess realHub(const std::shared_ptr<HubSession>& session,
                                std::shared_ptr<const quince::ArchitectureLibrary> architectures,
                                const std::filesystem::path& headers);

}  // namespace app
