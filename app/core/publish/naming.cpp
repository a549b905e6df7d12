#include "core/publish/utf8_text.hpp"

#include <quince/lm_studio.hpp>
#include <quince/naming.hpp>

#include <algorithm>
#include <optional>

namespace quince {
namespace {

constexpr std::size_t mostOfName = 100;

int defaultGroupSize(std::string_view mode) {
    return mode == "affine" ? 64 : mode == "nvfp4" ? 16 : 32;  // mlx-lm utils.py
}

std::string shortDtype(std::string_view dtype) {
    if (dtype == "bfloat16") {
        return "bf16";
    }
    if (dtype == "float16") {
        return "fp16";
    }
    return dtype == "float32" ? "fp32" : std::string(dtype);
}

std::string dashed(std::string text) {
    std::replace(text.begin(), text.end(), '_', '-');
    return text;
}

std::optional<std::string> valueOf(std::string_view placeholder, const NameParts& parts) {
    const auto number = [](int value) { return value > 0 ? std::to_string(value) : std::string(); };
    if (placeholder == "model") {
        return parts.model;
    }
    if (placeholder == "org") {
        return parts.org;
    }
    if (placeholder == "quant") {
        return quantLabel(parts);
    }
    if (placeholder == "mode") {
        return parts.mode;
    }
    if (placeholder == "bits") {
        return number(parts.bits);
    }
    if (placeholder == "group") {
        return number(parts.groupSize);
    }
    if (placeholder == "dtype") {
        return shortDtype(parts.dtype);
    }
    if (placeholder == "mixed") {
        return dashed(parts.mixed);
    }
    return std::nullopt;
}

Result<std::string> filledIn(std::string_view nameTemplate, const NameParts& parts) {
    std::string out;
    while (!nameTemplate.empty()) {
        const std::size_t open = nameTemplate.find('{');
        out += nameTemplate.substr(0, open);
        if (open == std::string_view::npos) {
            break;
        }
        const std::size_t close = nameTemplate.find('}', open);
        const std::string placeholder(nameTemplate.substr(open + 1, close - open - 1));
        const auto value = valueOf(placeholder, parts);
        if (close == std::string_view::npos || !value) {
            return Error{ErrorCode::invalidArgument,
                         "{" + placeholder +
                             "} is not known in a name; use {model}, {org}, "
                             "{quant}, {mode}, {bits}, {group}, {dtype} or {mixed}",
                         {}};
        }
        out += *value;
        nameTemplate.remove_prefix(close + 1);
    }
    return out;
}

/// Drops whole characters from the end.
void shorten(std::string& text, std::size_t characters) {
    for (; characters > 0 && !text.empty(); --characters) {
        do {
            text.pop_back();
        } while (!isUtf8(text));
    }
}

/// Replaces what a name may not contain, without regard to its length.
std::string cleaned(std::string_view text) {
    std::string out;
    for (const char c : repairedUtf8(text)) {
        const bool bad =
            isControl(c) || std::string_view("/<>:\"\\|?*").find(c) != std::string_view::npos;
        if (!bad) {
            out += c;
        } else if (!out.empty() && out.back() != '-') {
            out += '-';
        }
    }
    const std::size_t begin = out.find_first_not_of(". -");
    const std::size_t end = out.find_last_not_of(". -");
    return begin == std::string::npos ? std::string() : out.substr(begin, end - begin + 1);
}

std::string shortened(std::string name) {
    if (const std::size_t count = countCharacters(name); count > mostOfName) {
        shorten(name, count - mostOfName);
        return cleaned(name);  // the cut may have left a dot at the end
    }
    return name;
}

}  // namespace

std::string quantLabel(const NameParts& parts) {
    if (parts.mode.empty()) {
        return shortDtype(parts.dtype);
    }
    std::string label = !parts.mixed.empty()     ? dashed(parts.mixed)
                        : parts.mode == "affine" ? std::to_string(parts.bits) + "bit"
                                                 : parts.mode;
    if (parts.groupSize > 0 && parts.groupSize != defaultGroupSize(parts.mode)) {
        label += "-gs" + std::to_string(parts.groupSize);
    }
    return parts.dtype.empty() ? label : label + "-" + shortDtype(parts.dtype);
}

Result<std::string> resultName(std::string_view nameTemplate, const NameParts& parts) {
    NameParts used = parts;
    auto filled = filledIn(nameTemplate, used);
    if (!filled) {
        return filled;
    }
    std::string name = cleaned(*filled);
    if (const std::size_t count = countCharacters(name); count > mostOfName) {
        used.model = repairedUtf8(used.model);
        shorten(used.model, count - mostOfName);
        filled = filledIn(nameTemplate, used);
        name = cleaned(*filled);
    }
    name = sanitizedName(name);
    if (name.empty()) {
        return Error{ErrorCode::invalidArgument,
                     "\"" + std::string(nameTemplate) + "\" gives no usable name",
                     {}};
    }
    return name;
}

std::string suggestedPublisher(std::string_view hubUser, std::string_view sourceOrg) {
    for (const std::string_view candidate : {hubUser, sourceOrg}) {
        if (std::string name = sanitizedName(candidate); !name.empty()) {
            return name;
        }
    }
    return "local";
}

std::string sanitizedName(std::string_view text) {
    std::string name = shortened(cleaned(text));
    if (!name.empty() && !validateModelName(name)) {
        name = shortened("model-" + name);  // only a device name is left to object to
    }
    return name;
}

}  // namespace quince
