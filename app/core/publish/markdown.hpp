#pragma once

#include <string>

namespace quince {

/// Of a number that is not negative, with a point in every locale.
[[nodiscard]] std::string withTwoDecimals(double number);

/// Names of folders may hold anything but must not leave their span.
[[nodiscard]] std::string codeSpan(std::string text);

}  // namespace quince
