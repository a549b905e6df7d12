#include "support/fake_hub/answers.hpp"
#include "support/fake_hub/endpoints.hpp"
#include "support/fake_hub/model_json.hpp"

namespace fake {

namespace {

Response modelInfo(HubState& state, const Request& request) {
    const QByteArray revision = request.parts.size() > 1 ? request.parts[1] : "main";
    auto place = placeOf(state, request, revision, Wish::look);
    if (auto* refusal = std::get_if<Response>(&place)) {
        return *refusal;
    }
    const auto& [repo, commit, caller] = std::get<Place>(place);
    const auto expand = request.queryValues("expand");
    const bool blobs = request.queryValue("blobs").toLower() == "true";
    if (blobs && !expand.isEmpty()) {
        return problem(400, {}, "blobs and expand cannot be asked for together");
    }
    const QJsonObject model = modelJson(*repo, *commit, blobs);
    return json(expand.isEmpty() ? model : onlyExpanded(model, expand));
}

}  // namespace

void addModelEndpoints(const AddEndpoint& add) {
    add(Origin::hub, "GET", "/api/models/{id}", modelInfo);
    add(Origin::hub, "GET", "/api/models/{id}/revision/([^/]+)", modelInfo);
}

}  // namespace fake
