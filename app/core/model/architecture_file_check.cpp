#include "core/model/built_in_architectures.hpp"
#include "core/model/expression.hpp"
#include "core/model/json_lines.hpp"
#include "core/model/schema_check.hpp"

#include <quince/architecture.hpp>

#include <algorithm>

namespace quince {
namespace {

std::optional<std::string> checkExpression(std::string_view text) {
    Result<Expression> expression = Expression::parse(text);
    return expression ? std::nullopt : std::optional(expression.error().message);
}

/// The expressions between the braces of a name. A loop variable may have a dot: {p.to}.
std::optional<std::string> checkName(const std::string& text) {
    for (std::size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at)) {
        const std::size_t end = text.find('}', at);
        if (end == std::string::npos) {
            return "\"" + text + "\" opens a brace that nothing closes";
        }
        if (auto wrong = checkExpression(std::string_view(text).substr(at + 1, end - at - 1))) {
            return wrong;
        }
        at = end;
    }
    return std::nullopt;
}

std::size_t lineOfByte(std::string_view text, std::size_t byte) {
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(byte, text.size()));
    return 1 + static_cast<std::size_t>(std::count(text.begin(), end, '\n'));
}

}  // namespace

std::vector<FileMistake> checkArchitectureFile(std::string_view text) {
    Json json;
    try {
        json = Json::parse(text);
    } catch (const Json::parse_error& error) {
        return {{lineOfByte(text, error.byte), "this is not JSON"}};
    } catch (const Json::exception&) {
        return {{1, "this is not JSON"}};
    }
    static const Json schema = Json::parse(architectureSchema());
    const std::vector<SchemaMistake> found =
        checkSchema(schema, json, [](const std::string& format, const std::string& value) {
            return format == "name" ? checkName(value) : checkExpression(value);
        });
    const JsonLines lines = jsonLines(text);
    std::vector<FileMistake> mistakes;
    for (const SchemaMistake& mistake : found) {
        const auto line = lines.find(mistake.pointer);
        mistakes.push_back({line == lines.end() ? 1 : line->second, mistake.reason});
    }
    std::stable_sort(mistakes.begin(), mistakes.end(),
                     [](const auto& a, const auto& b) { return a.line < b.line; });
    return mistakes;
}

}  // namespace quince
