#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace quince {

/// The part of a model card that machines read: top-level keys whose value is a string or a list
/// of strings. Anything deeper is passed over.
struct FrontMatter {
    std::map<std::string, std::vector<std::string>> values;
    std::string problem;  ///< one sentence if it could not be read; then `values` is empty

    /// The first value of `key`, or empty.
    [[nodiscard]] std::string first(const std::string& key) const;
    [[nodiscard]] const std::vector<std::string>* find(const std::string& key) const;
};

/// Reads what stands between "---" lines at the beginning of `readme`. No such part is no problem.
FrontMatter readFrontMatter(std::string_view readme);

/// Whether a gate stands before the model: by what its page asks of visitors (extra_gated_prompt
/// ...). What these keys hold may be a map, which is passed over; a prompt or heading is text.
[[nodiscard]] bool isBehindTerms(const FrontMatter& matter);

/// What our card says of such an original.
inline constexpr const char* termsSentence =
    "The original is given only to whoever agrees to its terms on its page; see there what they "
    "allow.";

}  // namespace quince
