#include "core/publish/front_matter.hpp"

#include "core/publish/utf8_text.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <exception>
#include <optional>

namespace quince {
namespace {

constexpr std::size_t largest = 1U << 20U;
constexpr std::size_t mostValues = 1000;
constexpr std::size_t longestValue = 2000;
constexpr std::ptrdiff_t mostBrackets = 5000;  ///< flow collections nest; the parser recurses

/// The lines between the marks; nothing if the text does not begin with one or never closes it.
std::optional<std::string> between(std::string_view readme) {
    if (readme.starts_with("\xEF\xBB\xBF")) {
        readme.remove_prefix(3);
    }
    std::string out;
    bool inside = false;
    while (!readme.empty()) {
        const std::size_t end = readme.find('\n');
        std::string_view line = readme.substr(0, end);
        readme.remove_prefix(end == std::string_view::npos ? readme.size() : end + 1);
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) {
            line.remove_suffix(1);
        }
        if (line == "---") {
            if (inside) {
                return out;
            }
            inside = true;
        } else if (!inside) {
            return std::nullopt;
        } else {
            out.append(line).push_back('\n');
        }
    }
    return std::nullopt;
}

void addScalar(const YAML::Node& node, std::vector<std::string>& values) {
    if (node.IsScalar() && !node.Scalar().empty() && node.Scalar().size() <= longestValue &&
        values.size() < mostValues && isUtf8(node.Scalar())) {
        values.push_back(node.Scalar());
    }
}

FrontMatter fromYaml(const std::string& text) {
    FrontMatter matter;
    const YAML::Node root = YAML::Load(text);
    if (root.IsNull()) {
        return matter;
    }
    if (!root.IsMap()) {
        matter.problem = "The front matter of the source's README.md is not a list of keys";
        return matter;
    }
    for (const auto& entry : root) {
        std::vector<std::string> values;
        if (entry.second.IsSequence()) {
            for (const auto& item : entry.second) {
                addScalar(item, values);
            }
        } else {
            addScalar(entry.second, values);
        }
        if (entry.first.IsScalar() && !values.empty()) {
            matter.values.emplace(entry.first.Scalar(), std::move(values));
        }
    }
    return matter;
}

FrontMatter unreadable(const std::string& why) {
    return {{}, "The front matter of the source's README.md cannot be read (" + why + ")"};
}

}  // namespace

std::string FrontMatter::first(const std::string& key) const {
    const auto* const found = find(key);
    return found == nullptr ? std::string() : found->front();
}

const std::vector<std::string>* FrontMatter::find(const std::string& key) const {
    const auto found = values.find(key);
    return found == values.end() ? nullptr : &found->second;
}

FrontMatter readFrontMatter(std::string_view readme) {
    const auto text = between(readme);
    if (!text) {
        return {};
    }
    const auto brackets =
        std::count(text->begin(), text->end(), '[') + std::count(text->begin(), text->end(), '{');
    if (text->size() > largest || brackets > mostBrackets) {
        return unreadable("it is too large");
    }
    try {
        return fromYaml(*text);
    } catch (const std::exception& error) {
        return unreadable(error.what());
    }
}

}  // namespace quince
