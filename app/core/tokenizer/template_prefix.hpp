#pragma once

#include "core/tokenizer/tokenizer_json.hpp"

#include <cstdint>
#include <vector>

namespace quince {

/// The tokens that a "post_processor" puts before a single text. Errors: malformed, unsupported.
Result<std::vector<std::uint32_t>> readTemplatePrefix(const TokenizerJson& json);

}  // namespace quince
