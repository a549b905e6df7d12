#pragma once

#include "support/fake_hub/http_message.hpp"
#include "support/fake_hub/hub_state.hpp"

#include <QJsonArray>

namespace fake {

/// The page of `entries` that the request's cursor stands for, with a Link to the next: an absolute
/// URL with all parameters of this one, as the Hub writes it.
Response page(const HubState& state, const Request& request, const QJsonArray& entries, int size);

}  // namespace fake
