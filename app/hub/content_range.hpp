#pragma once

#include <QByteArray>

#include <cstdint>
#include <optional>

namespace hub {

/// "bytes 5-9/100" of a 206.
struct ContentRange {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::optional<std::uint64_t> total;  ///< none: "*"

    friend bool operator==(const ContentRange&, const ContentRange&) = default;
};

/// Nothing for what is no such range, or one that ends before it begins or after its total.
[[nodiscard]] std::optional<ContentRange> parseContentRange(const QByteArray& value);

}  // namespace hub
