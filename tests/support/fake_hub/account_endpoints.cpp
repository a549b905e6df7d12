#include "support/fake_hub/answers.hpp"
#include "support/fake_hub/endpoints.hpp"

namespace fake {

namespace {

Response whoAmI(HubState& state, const Request& request) {
    const auto asked = callerOf(state, request);
    if (const auto* refusal = std::get_if<Response>(&asked)) {
        return *refusal;
    }
    const Caller caller = std::get<Caller>(asked);
    if (caller.user.isEmpty()) {
        return problem(401, {}, "Invalid username or password.");
    }
    const QString name = QString::fromUtf8(caller.user);
    QJsonArray organizations;
    for (const QByteArray& organization : state.users.at(caller.user)) {
        organizations.append(QJsonObject{{QStringLiteral("type"), QStringLiteral("org")},
                                         {QStringLiteral("name"), QString::fromUtf8(organization)},
                                         {QStringLiteral("roleInOrg"), QStringLiteral("write")}});
    }
    const QString role =
        caller.role == Role::write ? QStringLiteral("write") : QStringLiteral("read");
    const QJsonObject token{{QStringLiteral("displayName"), QStringLiteral("a token")},
                            {QStringLiteral("role"), role}};
    return json(
        QJsonObject{{QStringLiteral("type"), QStringLiteral("user")},
                    {QStringLiteral("name"), name},
                    {QStringLiteral("fullname"), name},
                    {QStringLiteral("email"), QString(name + QStringLiteral("@example.org"))},
                    {QStringLiteral("orgs"), organizations},
                    {QStringLiteral("auth"),
                     QJsonObject{{QStringLiteral("type"), QStringLiteral("access_token")},
                                 {QStringLiteral("accessToken"), token}}}});
}

}  // namespace

void addAccountEndpoints(const AddEndpoint& add) {
    add(Origin::hub, "GET", "/api/whoami-v2", whoAmI);
}

}  // namespace fake
