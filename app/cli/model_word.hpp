#pragma once

#include <string>

namespace cli {

/// MODEL as it stands on the command line.
struct ModelWord {
    std::string text;      ///< a folder, "org/name", "org/name@revision", or a page of the Hub
    std::string revision;  ///< --revision; may be empty

    [[nodiscard]] bool empty() const { return text.empty(); }
};

}  // namespace cli
