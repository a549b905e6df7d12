// Stands in for LM Studio's command line, `lms`: prints what a test put down for it, and writes
// down how it was called.
//
// Beside the program, named after it (lms or lms.exe), is a folder lms.answers with
//   <words>.out, <words>.err, <words>.code    for the arguments before the first flag, joined by
//                                             '_' ("ls", "server_status"): standard output,
//                                             standard error, exit code; what is missing is empty
//                                             or 0
//   calls                                     one line per call: the arguments, tabs between
// Without any of the three files for its words it fails as for an unknown command.

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

namespace {

std::string contentOf(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string wordsOf(const std::vector<std::string>& arguments) {
    std::string words;
    for (const std::string& argument : arguments) {
        if (argument.starts_with("-") || argument.find('/') != std::string::npos) {
            break;
        }
        words += (words.empty() ? "" : "_") + argument;
    }
    return words;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    const std::filesystem::path folder =
        std::filesystem::path(argv[0]).replace_extension("answers");

    std::ofstream calls(folder / "calls", std::ios::app | std::ios::binary);
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        calls << (i == 0 ? "" : "\t") << arguments[i];
    }
    calls << "\n";

    const std::string words = wordsOf(arguments);
    const auto answer = [&](const char* ending) { return folder / (words + ending); };
    if (!std::filesystem::exists(answer(".out")) && !std::filesystem::exists(answer(".err")) &&
        !std::filesystem::exists(answer(".code"))) {
        std::cerr << "error: unknown command '" << words << "'\n";
        return 1;
    }
    std::cout << contentOf(answer(".out")) << std::flush;
    std::cerr << contentOf(answer(".err"));
    const std::string code = contentOf(answer(".code"));
    return code.empty() ? 0 : std::stoi(code);
}
