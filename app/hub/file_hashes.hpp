#pragma once

#include "hub/hash_notes.hpp"
#include "hub/upload_folder.hpp"
#include "hub/upload_progress.hpp"
#include "hub/upload_types.hpp"

#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <string>
#include <vector>

namespace hub {

/// The hash of each file, of the kind that the Hub names it by; read from the file where `notes`
/// do not know it, which learn it then. A stop is seen within a megabyte.
/// Errors: stopped, io; mismatch: a file changed meanwhile.
/// REQUIRES: choices.size() == files.size()
quince::Result<std::vector<std::string>> hashesOf(const std::vector<LocalFile>& files,
                                                  const std::vector<UploadChoice>& choices,
                                                  HashNotes& notes, UploadProgress& progress,
                                                  const quince::StopToken& stop);

}  // namespace hub
