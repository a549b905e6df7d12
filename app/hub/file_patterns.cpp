#include "hub/file_patterns.hpp"

#include <algorithm>

namespace hub {
namespace {

std::size_t characterSize(std::string_view text) {
    std::size_t size = 1;  // UTF-8: a first byte and those that continue it
    while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) {
        ++size;
    }
    return size;
}

struct Set {
    std::string_view members;
    bool isNegated = false;
    std::size_t length = 0;  ///< in the pattern, brackets included
};

/// The set at the start of `pattern`; nothing if the '[' is only a character.
std::optional<Set> setAt(std::string_view pattern) {
    Set set;
    std::size_t first = 1;
    if (first < pattern.size() && pattern[first] == '!') {
        set.isNegated = true;
        ++first;
    }
    const std::size_t end = pattern.find(']', first + 1);  // a ']' in front is a member
    if (first >= pattern.size() || end == std::string_view::npos) {
        return std::nullopt;
    }
    set.members = pattern.substr(first, end - first);
    set.length = end + 1;
    return set;
}

bool holds(const Set& set, char c) {
    const auto value = [](char each) { return static_cast<unsigned char>(each); };
    bool found = false;
    for (std::size_t i = 0; i < set.members.size(); ++i) {
        if (i + 2 < set.members.size() && set.members[i + 1] == '-') {
            found = found ||
                    (value(set.members[i]) <= value(c) && value(c) <= value(set.members[i + 2]));
            i += 2;
        } else {
            found = found || set.members[i] == c;
        }
    }
    return found != set.isNegated;
}

/// Takes one character off both if they fit. `pattern` does not begin with '*'.
bool takeOne(std::string_view& path, std::string_view& pattern) {
    if (path.empty() || pattern.empty()) {
        return false;
    }
    std::size_t pathStep = 1;
    std::size_t patternStep = 1;
    const std::optional<Set> set = pattern.front() == '[' ? setAt(pattern) : std::nullopt;
    if (set) {
        if (!holds(*set, path.front())) {
            return false;
        }
        patternStep = set->length;
    } else if (pattern.front() == '?') {
        pathStep = characterSize(path);
    } else if (pattern.front() != path.front()) {
        return false;
    }
    path.remove_prefix(pathStep);
    pattern.remove_prefix(patternStep);
    return true;
}

bool matches(std::string_view path, std::string_view pattern) {
    std::string_view retryPath;
    std::optional<std::string_view> retryPattern;  // behind the last star
    while (!path.empty() || !pattern.empty()) {
        if (!pattern.empty() && pattern.front() == '*') {
            pattern.remove_prefix(1);
            retryPattern = pattern;
            retryPath = path;
        } else if (!takeOne(path, pattern)) {
            if (!retryPattern || retryPath.empty()) {
                return false;
            }
            retryPath.remove_prefix(1);  // the star takes one more
            path = retryPath;
            pattern = *retryPattern;
        }
    }
    return true;
}

}  // namespace

bool matchesPattern(std::string_view path, std::string_view pattern) {
    return pattern.ends_with('/') ? matches(path, std::string(pattern) + "*")
                                  : matches(path, pattern);
}

bool FilePatterns::select(std::string_view path) const {
    if (weights && path.ends_with(".safetensors")) {
        return weights->contains(path);
    }
    const auto fits = [path](const std::string& pattern) { return matchesPattern(path, pattern); };
    return std::any_of(wanted.begin(), wanted.end(), fits) &&
           std::none_of(unwanted.begin(), unwanted.end(), fits);
}

FilePatterns conversionPatterns() {
    return {{"*.json", "*.safetensors", "*.py", "*.model", "*.tiktoken", "*.txt", "*.jsonl",
             "*.jinja", "README.md", "LICENSE*", "NOTICE*", "USE_POLICY*"},
            {"consolidated*.safetensors", "original/*", "onnx/*", "*.gguf", "*.bin", "*.pth",
             "*.h5", "*.msgpack"}};
}

}  // namespace hub
