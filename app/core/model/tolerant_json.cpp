#include "core/model/tolerant_json.hpp"

namespace quince {
namespace {

using nlohmann::json;

/// NaN, Infinity and -Infinity outside of strings, replaced by null.
std::string withoutNonFinite(const std::string& text) {
    std::string out;
    out.reserve(text.size());
    bool inString = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view rest = std::string_view(text).substr(at);
        if (inString && text[at] == '\\' && rest.size() > 1) {
            out += rest.substr(0, 2);
            at += 2;
            continue;
        }
        if (text[at] == '"') {
            inString = !inString;
        }
        bool replaced = false;
        for (const std::string_view word : {"-Infinity", "Infinity", "NaN"}) {
            if (!inString && rest.starts_with(word)) {
                out += "null";
                at += word.size();
                replaced = true;
                break;
            }
        }
        if (!replaced) {
            out += text[at++];
        }
    }
    return out;
}

/// Hears the string values of the object at top-level key "weight_map".
class WeightMapListener : public nlohmann::json_sax<json> {
public:
    explicit WeightMapListener(std::set<std::string>& files) : m_files(files) {}

    bool sawMap = false;

    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }
    bool start_array(std::size_t) override { return enter(); }
    bool end_array() override { return leave(); }
    bool end_object() override { return leave(); }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
        return false;
    }

    bool start_object(std::size_t) override {
        m_inMap = m_depth == 1 && m_topKeyIsMap;
        sawMap = sawMap || m_inMap;
        return enter();
    }

    bool key(string_t& name) override {
        if (m_depth == 1) {
            m_topKeyIsMap = name == "weight_map";
        }
        return true;
    }

    bool string(string_t& value) override {
        if (m_inMap && m_depth == 2 && value != m_last) {  // neighbours mostly share a shard
            m_files.insert(value);
            m_last = value;
        }
        return true;
    }

private:
    bool enter() {
        ++m_depth;
        return true;
    }
    bool leave() {
        --m_depth;
        m_inMap = m_inMap && m_depth >= 2;
        return true;
    }

    std::set<std::string>& m_files;
    std::string m_last;
    int m_depth = 0;
    bool m_topKeyIsMap = false;
    bool m_inMap = false;
};

}  // namespace

json parseTolerantJson(const std::string& text) {
    json parsed = json::parse(text, nullptr, false);
    if (parsed.is_discarded()) {
        parsed = json::parse(withoutNonFinite(text), nullptr, false);
    }
    return parsed;
}

std::string stringAt(const json& object, const char* key) {
    if (!object.is_object()) {
        return {};
    }
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool readWeightMapFiles(std::string_view text, std::set<std::string>& files) {
    WeightMapListener listener(files);
    return json::sax_parse(text.begin(), text.end(), &listener) && listener.sawMap;
}

}  // namespace quince
