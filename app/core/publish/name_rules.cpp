#include "core/publish/utf8_text.hpp"

#include <quince/lm_studio.hpp>

#include <algorithm>
#include <cctype>

namespace quince {
namespace {

constexpr std::size_t mostCharacters = 100;  // lms import
constexpr std::string_view forbidden = "/<>:\"\\|?*";

Error refuse(std::string sentence) {
    return {ErrorCode::invalidArgument, std::move(sentence), {}};
}

/// CON, NUL, COM1 ... also with an extension: Windows cannot make a folder of that name.
bool isDeviceName(std::string_view name) {
    std::string stem(name.substr(0, name.find('.')));
    std::transform(stem.begin(), stem.end(), stem.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    if (stem == "CON" || stem == "PRN" || stem == "AUX" || stem == "NUL") {
        return true;
    }
    return stem.size() == 4 && (stem.starts_with("COM") || stem.starts_with("LPT")) &&
           stem[3] >= '1' && stem[3] <= '9';
}

Status validate(std::string_view name, const std::string& what) {
    if (name.empty()) {
        return refuse("The " + what + " needs a name");
    }
    if (!isUtf8(name)) {
        return refuse("The name of the " + what + " is not valid text");
    }
    if (const std::size_t count = countCharacters(name); count > mostCharacters) {
        return refuse("The name of the " + what + " has " + std::to_string(count) +
                      " characters; LM Studio takes at most " + std::to_string(mostCharacters));
    }
    for (const char c : name) {
        if (isControl(c)) {
            return refuse("The name of the " + what + " must not contain control characters");
        }
        if (forbidden.find(c) != std::string_view::npos) {
            return refuse("The name of the " + what + " must not contain " + std::string(1, c));
        }
    }
    for (const char edge : {name.front(), name.back()}) {
        if (edge == '.' || edge == ' ') {
            return refuse("The name of the " + what + " must not begin or end with a " +
                          (edge == '.' ? "dot" : "space"));
        }
    }
    if (isDeviceName(name)) {
        return refuse("\"" + std::string(name) + "\" is the name of a device on Windows");
    }
    return {};
}

}  // namespace

Status validateModelName(std::string_view name) {
    return validate(name, "model");
}

Status validatePublisherName(std::string_view name) {
    return validate(name, "publisher");
}

}  // namespace quince
