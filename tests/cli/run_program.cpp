#include "cli/run_program.hpp"

#include <array>
#include <fcntl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace cli::test {

namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> list;
    for (std::string& text : texts) {
        list.push_back(text.data());
    }
    list.push_back(nullptr);
    return list;
}

void readAll(int file, std::string& text, const std::function<void()>& onMore) {
    std::array<char, 4096> buffer{};
    ssize_t count = 0;
    while ((count = read(file, buffer.data(), buffer.size())) > 0) {
        text.append(buffer.data(), static_cast<std::size_t>(count));
        onMore();
    }
    close(file);
}

}  // namespace

ProgramResult runProgram(
    const std::filesystem::path& program, const std::vector<std::string>& arguments,
    const std::map<std::string, std::string>& environment, const std::filesystem::path& folder,
    const std::function<void(int process, const std::string& soFar)>& onError) {
    // Everything that takes memory is made before the fork.
    std::vector<std::string> words{program.string()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<std::string> variables;
    for (const auto& [name, value] : environment) {
        variables.push_back(name + "=" + value);
    }
    const std::vector<char*> argv = pointers(words);
    const std::vector<char*> envp = pointers(variables);
    std::array<int, 2> out{};
    std::array<int, 2> err{};
    ProgramResult result;
    if (pipe(out.data()) != 0 || pipe(err.data()) != 0) {
        return result;
    }
    const pid_t process = fork();
    if (process == 0) {
        dup2(out[1], STDOUT_FILENO);
        dup2(err[1], STDERR_FILENO);
        for (const int file : {out[0], out[1], err[0], err[1]}) {
            close(file);
        }
        if (chdir(folder.c_str()) == 0) {
            execve(argv[0], argv.data(), envp.data());
        }
        _exit(127);
    }
    close(out[1]);
    close(err[1]);
    std::thread outReader([&] { readAll(out[0], result.out, [] {}); });
    readAll(err[0], result.err, [&] {
        if (onError) {
            onError(process, result.err);
        }
    });
    outReader.join();
    int status = 0;
    waitpid(process, &status, 0);
    result.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return result;
}

}  // namespace cli::test
