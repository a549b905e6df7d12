#pragma once

#include <filesystem>
#include <string>

namespace quince {

/// True if `name` in `folder` is a plain file there, or a link to one in the folder or to a blob
/// of a Hugging Face cache (blobs/<40 or 64 hex>). A link in a downloaded or cloned model could
/// else point at any file of this computer, and publishing would give it away.
bool staysWithModel(const std::filesystem::path& folder, const std::string& name);

}  // namespace quince
