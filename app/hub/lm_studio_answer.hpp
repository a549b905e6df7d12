#pragma once

#include "hub/lm_studio_server.hpp"

#include <string>

namespace hub {

/// LM Studio answers what it does not know with "Unexpected endpoint" and 404, or even 200.
[[nodiscard]] bool isUnknownEndpoint(const HttpAnswer& answer);

/// What went wrong by an answer that is no success, or has not what was asked for. `deed`: "load
/// the model".
[[nodiscard]] quince::Error lmStudioError(const HttpAnswer& answer, const std::string& deed);

/// A chat completion; empty optional if it is none. `seconds` is what it took, and stands in where
/// the answer does not tell the speed; 0: not known.
[[nodiscard]] std::optional<LmStudioAnswer> chatAnswerOf(const QByteArray& json, double seconds);

}  // namespace hub
