#pragma once

#include "core/model/architecture_file.hpp"

#include <string_view>

namespace quince {

/// The files of resources/architectures, compiled in (the definition is generated).
const ArchitectureTexts& builtInArchitectures();

/// resources/architectures/schema.json, compiled in likewise.
std::string_view architectureSchema();

}  // namespace quince
