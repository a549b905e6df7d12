#include "core/model/schema_check.hpp"

#include "core/model/nearest_names.hpp"

#include <algorithm>

namespace quince {
namespace {

std::string typeOf(const Json& value) {
    return value.is_number_integer() ? "integer" : value.type_name();
}

bool hasType(const Json& value, const Json& types) {
    const auto is = [&](const Json& type) {
        return type == typeOf(value) || (type == "number" && value.is_number());
    };
    return types.is_array() ? std::any_of(types.begin(), types.end(), is) : is(types);
}

std::string listText(const Json& list) {
    std::string text;
    for (const Json& item : list) {
        text +=
            (text.empty() ? "" : ", ") + (item.is_string() ? item.get<std::string>() : item.dump());
    }
    return text;
}

std::string shortText(const Json& value) {
    constexpr std::size_t most = 60;
    const std::string text = value.dump();
    return text.size() <= most ? text : text.substr(0, most) + "...";
}

/// " (did you mean ...?)" when a known name looks like `name`.
std::string guess(const std::string& name, const std::vector<std::string>& known) {
    const std::vector<std::string> nearest = nearestNames(name, known, 1);
    return nearest.empty() ? "" : "; did you mean \"" + nearest.front() + "\"?";
}

class Checker {
public:
    Checker(const Json& schema, const FormatCheck& checkFormat)
        : m_schema(schema), m_checkFormat(checkFormat) {}

    void check(const Json& rule, const Json& value, const std::string& pointer,
               std::vector<SchemaMistake>& mistakes) const {
        if (rule.contains("$ref")) {
            const std::string target = rule["$ref"].get<std::string>().substr(1);  // after '#'
            return check(m_schema.at(Json::json_pointer(target)), value, pointer, mistakes);
        }
        if (rule.contains("type") && !hasType(value, rule["type"])) {
            mistakes.push_back(
                {pointer, shortText(value) + " is not " +
                              (rule["type"].is_array() ? "one of: " + listText(rule["type"])
                                                       : "of type " + listText({rule["type"]}))});
            return;
        }
        if (rule.contains("enum")) {
            checkEnum(rule["enum"], value, pointer, mistakes);
        }
        if (rule.contains("format") && value.is_string()) {
            const auto wrong = m_checkFormat(rule["format"], value.get<std::string>());
            if (wrong) {
                mistakes.push_back({pointer, *wrong});
            }
        }
        if (rule.contains("anyOf")) {
            checkAnyOf(rule["anyOf"], value, pointer, mistakes);
        }
        if (value.is_object()) {
            checkObject(rule, value, pointer, mistakes);
        } else if (value.is_array()) {
            checkArray(rule, value, pointer, mistakes);
        }
    }

private:
    static void checkEnum(const Json& allowed, const Json& value, const std::string& pointer,
                          std::vector<SchemaMistake>& mistakes) {
        if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) {
            return;
        }
        const std::string hint = value.is_string() ? guess(value.get<std::string>(),
                                                           allowed.get<std::vector<std::string>>())
                                                   : std::string();
        mistakes.push_back({pointer, shortText(value) + " is none of " + listText(allowed) + hint});
    }

    void checkAnyOf(const Json& branches, const Json& value, const std::string& pointer,
                    std::vector<SchemaMistake>& mistakes) const {
        std::optional<std::vector<SchemaMistake>> best;
        bool onlyRequired = true;
        std::string wanted;
        for (const Json& branch : branches) {
            std::vector<SchemaMistake> found;
            check(branch, value, pointer, found);
            if (found.empty()) {
                return;
            }
            if (!best || found.front().pointer.size() > best->front().pointer.size()) {
                best = std::move(found);
            }
            onlyRequired = onlyRequired && branch.contains("required");
            if (onlyRequired) {
                wanted += (wanted.empty() ? "" : "; ") + listText(branch["required"]);
            }
        }
        if (onlyRequired) {
            mistakes.push_back({pointer, "it needs one of these: " + wanted});
        } else if (best) {
            mistakes.insert(mistakes.end(), best->begin(), best->end());
        }
    }

    void checkObject(const Json& rule, const Json& value, const std::string& pointer,
                     std::vector<SchemaMistake>& mistakes) const {
        const Json required = rule.value("required", Json::array());
        for (const Json& key : required) {
            if (!value.contains(key.get<std::string>())) {
                mistakes.push_back({pointer, "it lacks \"" + key.get<std::string>() + "\""});
            }
        }
        const Json properties = rule.value("properties", Json::object());
        const Json others = rule.value("additionalProperties", Json(true));
        std::vector<std::string> known;
        for (const auto& [key, unused] : properties.items()) {
            known.push_back(key);
        }
        for (const auto& [key, member] : value.items()) {
            const std::string at = (Json::json_pointer(pointer) / key).to_string();
            if (properties.contains(key)) {
                check(properties[key], member, at, mistakes);
            } else if (others == Json(false)) {
                mistakes.push_back(
                    {at, "there is no key \"" + key + "\" here" + guess(key, known)});
            } else if (others.is_object()) {
                check(others, member, at, mistakes);
            }
        }
    }

    void checkArray(const Json& rule, const Json& value, const std::string& pointer,
                    std::vector<SchemaMistake>& mistakes) const {
        if (value.size() < rule.value("minItems", std::size_t{0}) ||
            value.size() > rule.value("maxItems", value.size())) {
            mistakes.push_back({pointer, "a list of " + std::to_string(value.size()) +
                                             " is too short or too long"});
        }
        if (!rule.contains("items")) {
            return;
        }
        for (std::size_t i = 0; i < value.size(); ++i) {
            check(rule["items"], value[i], pointer + "/" + std::to_string(i), mistakes);
        }
    }

    const Json& m_schema;
    const FormatCheck& m_checkFormat;
};

}  // namespace

std::vector<SchemaMistake> checkSchema(const Json& schema, const Json& value,
                                       const FormatCheck& checkFormat) {
    std::vector<SchemaMistake> mistakes;
    Checker(schema, checkFormat).check(schema, value, "", mistakes);
    return mistakes;
}

}  // namespace quince
