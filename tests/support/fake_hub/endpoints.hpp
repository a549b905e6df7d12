#pragma once

#include "support/fake_hub/http_server.hpp"
#include "support/fake_hub/hub_state.hpp"

#include <functional>

namespace fake {

/// One endpoint: looks at the state, perhaps changes it. Called with the state to itself.
using Endpoint = std::function<Response(HubState&, const Request&)>;

/// Makes an endpoint known to the server: origin, method, pattern of the path (Routes::add), where
/// {id} is the group for a repo's id of one or two parts.
using AddEndpoint =
    std::function<void(Origin origin, const QByteArray& method, const char* pattern, Endpoint)>;

/// The families of endpoints, one file each.
void addAccountEndpoints(const AddEndpoint& add);
void addModelEndpoints(const AddEndpoint& add);
void addListEndpoints(const AddEndpoint& add);
void addTreeEndpoints(const AddEndpoint& add);
void addResolveEndpoints(const AddEndpoint& add);
void addCdnEndpoints(const AddEndpoint& add);
void addCreateEndpoints(const AddEndpoint& add);
void addPreuploadEndpoints(const AddEndpoint& add);
void addLfsEndpoints(const AddEndpoint& add);
void addMultipartEndpoints(const AddEndpoint& add);
void addCardEndpoints(const AddEndpoint& add);
void addCommitEndpoints(const AddEndpoint& add);

}  // namespace fake
