#pragma once

#include "cli/json_text.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "hub/upload.hpp"

#include <quince/environment.hpp>
#include <quince/result.hpp>

#include <string>

namespace cli {

/// What must not be found out after hours of converting: that nothing can be uploaded to `repo`.
/// Asks whose the token is, and who may see a repo that is there. Errors: as hub::runUpload.
quince::Status checkUploadAhead(const std::string& repo, const quince::Environment& environment);

/// Uploads under a progress line, which Ctrl+C stops. Warnings go to `output` as notes.
/// Errors: as hub::runUpload.
quince::Result<hub::Uploaded> uploadToHub(const UploadOptions& options,
                                          const quince::Environment& environment,
                                          const Output& output);

[[nodiscard]] Json uploadJson(const hub::Uploaded& uploaded);
/// What was done, who may see it, and the address of the page.
[[nodiscard]] std::string uploadText(const hub::Uploaded& uploaded);

}  // namespace cli
