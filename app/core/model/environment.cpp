#include "core/base/file.hpp"

#include <quince/environment.hpp>

#include <algorithm>
#include <cctype>
#include <cstdlib>

#ifdef _WIN32
#include <windows.h>
#else
#include <pwd.h>
#include <unistd.h>
extern char** environ;  // NOLINT: POSIX wants the program to declare it
#endif

namespace quince {
namespace {

bool isNameCharacter(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

void addVariable(Environment& environment, std::string_view line) {
    const std::size_t equals = line.find('=', 1);  // Windows has names that begin with '='
    if (equals != std::string_view::npos) {
        environment.variables.emplace(line.substr(0, equals), line.substr(equals + 1));
    }
}

}  // namespace

std::optional<std::string> Environment::get(const std::string& name) const {
    const auto found = variables.find(name);
    if (found == variables.end() || found->second.empty()) {
        return std::nullopt;
    }
    return found->second;
}

bool Environment::isTrue(const std::string& name) const {
    std::string value = get(name).value_or("");
    std::transform(value.begin(), value.end(), value.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return value == "1" || value == "ON" || value == "YES" || value == "TRUE";
}

std::filesystem::path Environment::expand(std::string_view text) const {
    std::string out;
    std::size_t at = 0;
    if (!text.empty() && text[0] == '~' &&
        (text.size() == 1 || text[1] == '/' || text[1] == '\\')) {
        out = toUtf8(home);
        at = 1;
    }
    while (at < text.size()) {
        if (text[at] != '$') {
            out += text[at++];
            continue;
        }
        const bool braced = at + 1 < text.size() && text[at + 1] == '{';
        const std::size_t begin = at + (braced ? 2 : 1);
        std::size_t end = begin;
        while (end < text.size() && isNameCharacter(text[end])) {
            ++end;
        }
        const bool closed = !braced || (end < text.size() && text[end] == '}');
        const std::size_t next = end + (braced && closed ? 1 : 0);
        const auto found = variables.find(std::string(text.substr(begin, end - begin)));
        if (closed && end > begin && found != variables.end()) {
            out += found->second;
        } else {
            out += text.substr(at, next - at);
        }
        at = next;
    }
    return pathFromUtf8(out);
}

#ifdef _WIN32

Environment Environment::current() {
    Environment environment;
    wchar_t* const block = GetEnvironmentStringsW();
    for (const wchar_t* line = block; line != nullptr && *line != L'\0';) {
        const std::wstring_view wide(line);
        addVariable(environment, toUtf8(std::filesystem::path(wide)));
        line += wide.size() + 1;
    }
    if (block != nullptr) {
        FreeEnvironmentStringsW(block);
    }
    environment.home = pathFromUtf8(environment.get("USERPROFILE").value_or(""));
    return environment;
}

#else

Environment Environment::current() {
    Environment environment;
    for (char** line = environ; line != nullptr && *line != nullptr; ++line) {
        addVariable(environment, *line);
    }
    if (const auto home = environment.get("HOME")) {
        environment.home = *home;
    } else if (const passwd* user = getpwuid(getuid()); user != nullptr) {
        environment.home = user->pw_dir;
    }
    return environment;
}

#endif

}  // namespace quince
