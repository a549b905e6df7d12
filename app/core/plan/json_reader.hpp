#pragma once

#include "core/model/json_text.hpp"
#include "core/model/nearest_names.hpp"

#include <quince/result.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace quince {

/// Takes values out of an object, key by key; the first mistake is kept.
class JsonReader {
public:
    JsonReader(const Json& object, std::string where) : m_where(std::move(where)) {
        if (object.is_object()) {
            m_object = object;
        } else {
            fail("is not an object");
        }
    }

    void read(const char* key, bool& value) {
        if (const auto* found = take(key); found != nullptr) {
            found->is_boolean() ? void(value = found->get<bool>())
                                : fail(std::string(key) + " is neither true nor false");
        }
    }
    void read(const char* key, std::optional<int>& value) {
        const Json* const found = take(key);
        if (found == nullptr) {
            return;
        }
        if (found->is_number_integer() && *found >= 0 && *found <= 1024) {
            value = found->get<int>();
        } else {
            fail(std::string(key) + " is not a small whole number");
        }
    }
    /// `fromName` gives nothing for names that it does not know.
    template <typename T, typename FromName>
    void read(const char* key, T& value, FromName fromName) {
        const Json* const found = take(key);
        if (found == nullptr) {
            return;
        }
        const std::string name = found->is_string() ? found->get<std::string>() : found->dump();
        if (const auto known = fromName(name)) {
            value = *known;
        } else {
            fail(std::string(key) + " \"" + name + "\" is not known");
        }
    }
    const Json* take(const char* key) {
        m_known.emplace_back(key);
        const auto found = m_object.find(key);
        return found == m_object.end() ? nullptr : &*found;
    }
    void fail(const std::string& what) {
        if (!m_mistake) {
            m_mistake = Error{ErrorCode::malformed, m_where + ": " + what, {}};
        }
    }
    /// After all keys were read.
    Status finish() {
        for (const auto& [key, value] : m_object.items()) {
            if (std::find(m_known.begin(), m_known.end(), key) == m_known.end()) {
                const auto near = nearestNames(key, m_known, 1);
                fail("\"" + key + "\" is not known" +
                     (near.empty() ? "" : "; did you mean \"" + near.front() + "\"?"));
            }
        }
        return m_mistake ? Status(*m_mistake) : Status();
    }

private:
    std::string m_where;
    Json m_object = Json::object();
    std::vector<std::string> m_known;
    std::optional<Error> m_mistake;
};

}  // namespace quince
