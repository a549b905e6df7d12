#include "hub/hub_api.hpp"
#include "hub/json_fields.hpp"
#include "hub/lfs_json.hpp"

#include <quince/repo_id.hpp>

#include <QHash>

#include <algorithm>

namespace hub {

using quince::Error;
using quince::ErrorCode;
using quince::Result;
using quince::Status;

namespace {

constexpr std::size_t mostObjects = 256;  // of one call

}  // namespace

Status HubApi::batchSome(const QUrl& url, const std::string& id, const std::string& revision,
                         std::span<const LfsObject> objects, LfsBatch& batch,
                         const quince::StopToken& stop) {
    HttpRequest request = requestTo(url);
    request.method = HttpMethod::post;
    request.headers = {{"Accept", "application/vnd.git-lfs+json"},
                       {"Content-Type", "application/vnd.git-lfs+json"}};
    request.body = batchQuestion(objects, revision).toJson(QJsonDocument::Compact);
    const Result<HttpAnswer> answer = exchange(request, stop);
    if (!answer) {
        return answer.error();
    }
    if (!answer->isSuccess()) {
        return errorOf(*answer, askedFor(id));
    }
    const QJsonDocument json = QJsonDocument::fromJson(answer->body);
    if (!json.isObject()) {
        return notJsonError(*answer);
    }
    batch.needsXet = batch.needsXet || textField(json.object(), u"transfer") == "xet";
    QHash<QString, QJsonObject> byOid;
    for (const QJsonValue& entry : json.object().value(u"objects").toArray()) {
        byOid.insert(entry.toObject().value(u"oid").toString(), entry.toObject());
    }
    for (const LfsObject& object : objects) {
        const auto found = byOid.constFind(toQt(object.sha256));
        if (found == byOid.constEnd()) {
            return oddAnswer(url.host(), "nothing about an object that was asked for");
        }
        Result<LfsTicket> ticket = ticketOf(*found, object, m_environment.endpoint);
        if (!ticket) {
            return ticket.error();
        }
        batch.tickets.push_back(*std::move(ticket));
    }
    return {};
}

Result<LfsBatch> HubApi::lfsBatch(const std::string& id, const std::string& revision,
                                  const std::vector<LfsObject>& objects,
                                  const quince::StopToken& stop) {
    if (!quince::isValidRepoId(id)) {
        return Error{ErrorCode::invalidArgument, "There is no repo called " + id, {}};
    }
    const QUrl url =
        hubUrl(m_environment.endpoint, '/' + escapedPath(id) + ".git/info/lfs/objects/batch");
    LfsBatch batch;
    std::span<const LfsObject> rest(objects);
    while (!rest.empty()) {
        const std::size_t count = std::min(rest.size(), mostObjects);
        if (Status done = batchSome(url, id, revision, rest.first(count), batch, stop); !done) {
            return done.error();
        }
        rest = rest.subspan(count);
    }
    return batch;
}

}  // namespace hub
