#pragma once

#include "cli/json_text.hpp"

#include <quince/environment.hpp>

#include <filesystem>
#include <string>

namespace cli {

/// How a model that was put into LM Studio's folder stands there.
struct LmStudioNews {
    Json json;             ///< {"state": "listed", "key": "qwen3-8b-mlx"}, or with "error"
    std::string sentence;  ///< empty where LM Studio does not run
    bool isListed = false;
};

/// Asks the LM Studio of this computer, if it runs, about the model in `folder`
/// (<models>/<publisher>/<name>); waits up to 30 s for it to be listed, or not at all. Ctrl+C ends
/// the waiting.
LmStudioNews lmStudioNews(const std::filesystem::path& folder,
                          const quince::Environment& environment, bool waits);

}  // namespace cli
