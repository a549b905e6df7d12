#pragma once

#include "core/model/architecture_file.hpp"

#include <quince/architecture.hpp>

#include <filesystem>
#include <vector>

namespace quince {

/// Adds a person's architecture file, which may extend compiled-in ones. A file with
/// mistakes is reported, each with its line, and left out.
void readPersonsFile(const std::filesystem::path& path, ArchitectureDocuments& documents,
                     std::vector<Problem>& problems);

/// The same for each *.json of a folder (but schema.json), in the order of their names.
void readPersonsFolder(const std::filesystem::path& folder, ArchitectureDocuments& documents,
                       std::vector<Problem>& problems);

}  // namespace quince
