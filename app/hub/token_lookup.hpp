#pragma once

#include "hub/hub_environment.hpp"
#include "hub/token.hpp"

#include <quince/environment.hpp>

#include <string>

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

}  // namespace hub
