#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace cli::test {

/// What a program left behind.
struct ProgramResult {
    int exitCode = -1;  ///< -1: ended by a signal, or not started
    std::string out;
    std::string err;
};

/// Runs `program` in `folder` with nothing in its environment but `environment`, and waits for
/// its end. `onError` sees standard error as it grows and may send the process a signal.
ProgramResult runProgram(
    const std::filesystem::path& program, const std::vector<std::string>& arguments,
    const std::map<std::string, std::string>& environment, const std::filesystem::path& folder,
    const std::function<void(int process, const std::string& soFar)>& onError = {});

}  // namespace cli::test
