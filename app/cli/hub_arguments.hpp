#pragma once

#include "cli/options.hpp"

#include <quince/result.hpp>

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace cli {

/// The commands that are about the Hub: search, download, upload, login.
class HubArguments {
public:
    /// Adds the commands to `app`, which fills this object and `json` while parsing.
    void addTo(CLI::App& app, bool& json);

    /// What the command of that name comes to; `json` is the caller's. REQUIRES: isOne(command)
    /// Errors: invalidArgument.
    [[nodiscard]] quince::Result<Options> options(const std::string& command) const;

    [[nodiscard]] static bool isOne(const std::string& command);

private:
    void addSearch(CLI::App& app, bool& json);
    void addUpload(CLI::App& app, bool& json);
    void addLogin(CLI::App& app, bool& json);

    SearchOptions m_search;
    std::vector<std::string> m_words;
    DownloadOptions m_download;
    UploadOptions m_upload;
    bool m_private = false;
    LoginOptions m_login;
    bool m_check = false;
};

}  // namespace cli
