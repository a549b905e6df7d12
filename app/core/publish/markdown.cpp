#include "core/publish/markdown.hpp"

#include <algorithm>
#include <cmath>

namespace quince {

std::string withTwoDecimals(double number) {
    const long long hundredths = std::llround(number * 100);
    const std::string rest = std::to_string(hundredths % 100);
    return std::to_string(hundredths / 100) + "." + (rest.size() < 2 ? "0" + rest : rest);
}

std::string codeSpan(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '`' || c == '\n'; }, ' ');
    return "`" + text + "`";
}

}  // namespace quince
