#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace quince {

/// What the process was told from outside: variables and the home folder. A plain value that is
/// handed to whoever needs it, so that nothing in the core reads the real one by itself.
struct Environment {
    std::map<std::string, std::string> variables;  ///< UTF-8
    std::filesystem::path home;

    /// The variable's value; an empty one counts as not set.
    [[nodiscard]] std::optional<std::string> get(const std::string& name) const;

    /// True for 1, ON, YES and TRUE in any case, as huggingface_hub reads its switches.
    [[nodiscard]] bool isTrue(const std::string& name) const;

    /// A path with a leading `~`, `$NAME` and `${NAME}` replaced. Unknown names stay as they are.
    [[nodiscard]] std::filesystem::path expand(std::string_view text) const;

    /// The real one, read once at the time of the call.
    [[nodiscard]] static Environment current();
};

}  // namespace quince
