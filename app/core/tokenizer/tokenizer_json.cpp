#include "core/tokenizer/tokenizer_json.hpp"

#include "core/base/file.hpp"

namespace quince {

namespace {

constexpr std::uint64_t longest = std::uint64_t{256} << 20;

}  // namespace

Result<TokenizerJson> readTokenizerJson(const std::filesystem::path& file) {
    const Result<std::string> text = readWholeFile(file, longest);
    if (!text) {
        return text.error();
    }
    TokenizerJson json = TokenizerJson::parse(*text, nullptr, false);
    if (!json.is_object()) {
        return Error{ErrorCode::malformed, nameText(file) + " is not a JSON object", file};
    }
    return json;
}

const TokenizerJson& partOf(const TokenizerJson& object, const char* key) {
    static const TokenizerJson none;
    if (!object.is_object()) {
        return none;
    }
    const auto found = object.find(key);
    return found == object.end() ? none : *found;
}

std::string textAt(const TokenizerJson& object, const char* key) {
    const TokenizerJson& value = partOf(object, key);
    return value.is_string() ? value.get<std::string>() : std::string();
}

bool flagAt(const TokenizerJson& object, const char* key, bool otherwise) {
    const TokenizerJson& value = partOf(object, key);
    return value.is_boolean() ? value.get<bool>() : otherwise;
}

Error unknownPart(const std::string& name) {
    return {
        ErrorCode::unsupported, "Quince does not know the " + name + " of this tokenizer.json", {}};
}

Error brokenPart(const std::string& name) {
    return {ErrorCode::malformed, "tokenizer.json has a " + name + " that makes no sense", {}};
}

}  // namespace quince
