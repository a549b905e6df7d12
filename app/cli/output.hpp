#pragma once

#include "cli/exit_code.hpp"

#include <quince/result.hpp>

#include <string>
#include <string_view>

namespace cli {

/// Where a command's answer goes. A run gives exactly one answer: text or one JSON object on
/// standard output; errors and notes are sentences on standard error.
class Output {
public:
    explicit Output(bool json) : m_json(json) {}

    [[nodiscard]] bool json() const { return m_json; }

    /// The answer; `text` ends with a new line when it is not JSON.
    void answer(const std::string& text) const;
    void note(std::string_view sentence) const;
    /// Says it (with --json also as {"error": {code, message, path}}) and gives the exit code.
    [[nodiscard]] ExitCode fail(const quince::Error& error) const;

private:
    bool m_json;
};

/// "notFound", as it stands in JSON.
[[nodiscard]] std::string_view nameOf(quince::ErrorCode code);

}  // namespace cli
