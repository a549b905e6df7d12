#pragma once

#include <string_view>

namespace quince {

/// True if `path`, taken from an index, a listing or a server, can only name something below the
/// folder that it is joined to, judged by the rules of POSIX and Windows alike: parts separated
/// by '/', none of them empty, "." or "..", no backslash, no drive or stream colon, no control
/// character.
[[nodiscard]] bool isSafeRelativePath(std::string_view path);

}  // namespace quince
