#include "hub/content_range.hpp"

#include <QList>

#include <algorithm>

namespace hub {
namespace {

std::optional<std::uint64_t> number(const QByteArray& text) {
    const bool digits = !text.isEmpty() && std::all_of(text.begin(), text.end(),
                                                       [](char c) { return c >= '0' && c <= '9'; });
    bool isNumber = false;
    const qulonglong value = text.toULongLong(&isNumber);
    return digits && isNumber ? std::optional<std::uint64_t>(value) : std::nullopt;
}

}  // namespace

std::optional<ContentRange> parseContentRange(const QByteArray& value) {
    const QByteArray text = value.trimmed();
    const qsizetype dash = text.indexOf('-');
    const qsizetype slash = text.indexOf('/');
    if (!text.startsWith("bytes ") || dash < 0 || slash < dash) {
        return std::nullopt;
    }
    const auto first = number(text.sliced(6, std::max<qsizetype>(dash - 6, 0)));
    const auto last = number(text.sliced(dash + 1, slash - dash - 1));
    const QByteArray totalText = text.sliced(slash + 1);
    const auto total = number(totalText);
    if (!first || !last || *last < *first || (!total && totalText != "*") ||
        (total && *last >= *total)) {
        return std::nullopt;
    }
    return ContentRange{*first, *last, total};
}

}  // namespace hub
