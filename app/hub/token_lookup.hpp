#pragma once

#include "hub/hub_environment.hpp"
#include "hub/token.hpp"

#include <quince/environment.hpp>
#include <quince/result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hub {

/// The token that huggingface_hub would use, and where it was found, for a person to read:
/// "HF_TOKEN" or a path. Both are empty if there is none.
struct FoundToken {
    Token token;
    std::string origin;
};

/// HF_TOKEN, then HUGGING_FACE_HUB_TOKEN, then the token file. A file that cannot be read counts as
/// none. Where HubEnvironment::sendsStoredToken is false, use it for writing only.
[[nodiscard]] FoundToken findToken(const quince::Environment& environment,
                                   const HubEnvironment& hub);

/// An entry of the stored_tokens file, where `hf auth login` keeps those that it was given.
struct StoredToken {
    std::string name;
    Token token;
    std::optional<std::int64_t> expiresAt;  ///< seconds since 1970; only of a login by browser
};

/// In the order of the file; none if it is not there. It is never written.
/// Errors: io: it cannot be read; malformed: it is no such file (larger than 1 MB).
quince::Result<std::vector<StoredToken>> storedTokens(const HubEnvironment& hub);

}  // namespace hub
