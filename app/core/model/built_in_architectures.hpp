#pragma once

#include "core/model/architecture_file.hpp"

namespace quince {

/// The files of resources/architectures, compiled in (the definition is generated).
const ArchitectureTexts& builtInArchitectures();

}  // namespace quince
