#pragma once

#include <quince/result.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace quince {

/// A regular expression of a tokenizer.json, over UTF-8. They are written for Oniguruma; what
/// means something else in PCRE2 is rewritten or refused.
class Regex {
public:
    /// Errors: unsupported (it cannot be compiled).
    static Result<Regex> compile(std::string_view pattern);

    using Match = std::pair<std::size_t, std::size_t>;  ///< begin and end, in bytes
    /// The next match that is not empty, from byte `from` on. REQUIRES: `text` is UTF-8, and a
    /// character begins at `from`. Errors: unsupported (the search takes too long).
    [[nodiscard]] Result<std::optional<Match>> find(std::string_view text, std::size_t from) const;

    Regex(Regex&& other) noexcept;
    Regex& operator=(Regex&& other) noexcept;
    ~Regex();

private:
    struct Compiled;
    explicit Regex(std::unique_ptr<Compiled> compiled);

    std::unique_ptr<Compiled> m_compiled;
};

}  // namespace quince
