#include "hub/hub_api.hpp"
#include "hub/json_fields.hpp"

namespace hub {
namespace {

TokenRole roleOf(const QString& role) {
    if (role == u"read") {
        return TokenRole::read;
    }
    if (role == u"write") {
        return TokenRole::write;
    }
    return role == u"fineGrained" ? TokenRole::fineGrained : TokenRole::unknown;
}

}  // namespace

quince::Result<Account> HubApi::whoAmI(const quince::StopToken& stop) {
    const auto answer =
        getJson(hubUrl(m_environment.endpoint, "/api/whoami-v2"), askedFor({}), stop);
    if (!answer) {
        return answer.error();
    }
    const QJsonObject object = answer->json.object();
    Account account;
    account.name = textField(object, u"name");
    if (account.name.empty()) {
        return notJsonError(answer->answer);
    }
    account.fullName = textField(object, u"fullname");
    account.isOrganization = textField(object, u"type") == "org";
    for (const QJsonValue& organization : object.value(u"orgs").toArray()) {
        const std::string name = textField(organization.toObject(), u"name");
        if (!name.empty()) {
            account.organizations.push_back(name);
        }
    }
    const QJsonObject token = object.value(u"auth").toObject().value(u"accessToken").toObject();
    account.role = roleOf(token.value(u"role").toString());
    account.tokenName = textField(token, u"displayName");
    return account;
}

}  // namespace hub
