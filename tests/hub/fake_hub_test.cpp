#include "hub/fake_hub_fixture.hpp"

#include <QJsonArray>
#include <QJsonDocument>

#include <gtest/gtest.h>

#include <vector>

namespace {

using fake::Content;
using fake::Hub;
using fake::Origin;
using hub::test::bodyOf;
using hub::test::header;
using hub::test::status;

using FakeHub = hub::test::FakeHubTest;

TEST_F(FakeHub, RedirectsRegularFilesWithinAndLfsFilesToTheCdn) {
    const QByteArray config = ask("HEAD /org/model/resolve/main/config.json");

    EXPECT_EQ(status(config), "307");
    EXPECT_EQ(header(config, "X-Repo-Commit"), m_hub.head("org/model"));
    EXPECT_EQ(header(config, "X-Linked-Size"), "2");
    EXPECT_TRUE(
        header(config, "Location")
            .startsWith("/api/resolve-cache/models/org/model/" + m_hub.head("org/model") +
                        "/config.json?%2Forg%2Fmodel%2Fresolve%2Fmain%2Fconfig.json=&etag="));
    const QByteArray file = ask("GET " + header(config, "Location"));
    EXPECT_EQ(bodyOf(file), "{}");
    // printf '{}' | git hash-object --stdin
    EXPECT_EQ(header(file, "ETag"), "\"9e26dfeeb6e641a33dae4961196235bdb965b21b\"");

    const QByteArray weights = ask("GET /org/model/resolve/main/model.safetensors");
    EXPECT_EQ(status(weights), "302");
    EXPECT_EQ(header(weights, "X-Linked-Size"), "200000");
    EXPECT_EQ(header(weights, "X-Linked-ETag"), "\"" + m_weights.sha256() + "\"");
    EXPECT_NE(header(weights, "Content-Length"), "200000");
    EXPECT_EQ(
        bodyOf(ask("GET " + onCdn(header(weights, "Location")), nullptr, {}, {}, Origin::cdn)),
        m_weights.all());
    EXPECT_TRUE(m_hub.leaks().empty());
}

TEST_F(FakeHub, CdnRefusesTokensCookiesAndOldSignatures) {
    fake::HubSettings settings = m_hub.settings();
    settings.signatureUses = 1;
    m_hub.set(settings);
    const QByteArray target =
        "GET " + onCdn(header(ask("HEAD /org/model/resolve/main/model.safetensors"), "Location"));
    const auto get = [&](const char* token, const QByteArray& headers) {
        return status(ask(target, token, {}, headers, Origin::cdn));
    };

    EXPECT_EQ(get(Hub::readToken, {}), "400");
    EXPECT_EQ(get(nullptr, "Cookie: a=b\r\n"), "400");
    EXPECT_EQ(m_hub.leaks().size(), 2u);
    EXPECT_EQ(get(nullptr, "Range: bytes=7-\r\n"), "206");
    EXPECT_EQ(get(nullptr, {}), "403") << "one use only";
    EXPECT_EQ(status(ask(target.left(target.indexOf('?')), nullptr, {}, {}, Origin::cdn)), "403");
}

TEST_F(FakeHub, CompressesRegularFilesForWhoTakesThat) {
    const QByteArray target =
        "GET " + header(ask("HEAD /org/model/resolve/main/README.md"), "Location");

    const QByteArray packed = ask(target, nullptr, {}, "Accept-Encoding: gzip, br\r\n");
    EXPECT_EQ(header(packed, "Content-Encoding"), "gzip");
    EXPECT_TRUE(header(packed, "ETag").startsWith("W/\""));
    EXPECT_EQ(header(packed, "Content-Length"), "");
    EXPECT_EQ(bodyOf(ask(target, nullptr, {}, "Accept-Encoding: identity\r\n")),
              QByteArray(1000, 'x'));
}

TEST_F(FakeHub, SaysWhyNot) {
    m_hub.addRepo("org/secret", [](fake::Repo& repo) { repo.isPrivate = true; });
    m_hub.addRepo("org/closed", [](fake::Repo& repo) { repo.isDisabled = true; });
    m_hub.addRepo("org/gated", [](fake::Repo& repo) { repo.gated = "auto"; });
    m_hub.commit("org/gated", {{"config.json", Content("{}")}});
    m_hub.addRepo("old");
    m_hub.rename("old", "org/new");
    struct Case {
        QByteArray target;
        const char* token;
        QByteArray status;
        QByteArray code;
        QByteArray message;
    };
    const std::vector<Case> cases{
        {"/api/models/org/none", nullptr, "401", "", "Invalid username or password."},
        {"/api/models/org/none", Hub::readToken, "404", "RepoNotFound", "Repository not found"},
        {"/api/models/org/secret", nullptr, "401", "", "Invalid username or password."},
        {"/api/models/org/secret", Hub::bobsToken, "404", "RepoNotFound", "Repository not found"},
        {"/api/models/org/secret", Hub::readToken, "200", "", ""},
        {"/api/models/org/model", "hf_wrong", "401", "",
         "Invalid credentials in Authorization header"},
        {"/api/models/org/model/revision/v9", nullptr, "404", "RevisionNotFound",
         "Invalid rev id: v9"},
        {"/org/model/resolve/main/none", nullptr, "404", "EntryNotFound", "Entry not found"},
        {"/org/closed/resolve/main/x", nullptr, "403", "", "Access to this resource is disabled."},
        {"/api/models/org/gated", nullptr, "200", "", ""},
        {"/org/gated/resolve/main/config.json", nullptr, "401", "GatedRepo",
         "Access to model org/gated is restricted. You must have access to it and be authenticated "
         "to access it. Please log in."},
        {"/org/gated/resolve/main/config.json", Hub::readToken, "307", "", ""},
        {"/api/models/old/tree/main?recursive=true", nullptr, "307", "", ""},
        {"/api/models/ORG/Model", nullptr, "200", "", ""},
        {"/api/whoami-v2", nullptr, "401", "", "Invalid username or password."},
        {"/api/whoami-v2", Hub::readToken, "200", "", ""},
    };

    for (const Case& item : cases) {
        const QByteArray answer = ask("GET " + item.target, item.token);

        EXPECT_EQ(status(answer), item.status) << item.target.constData();
        EXPECT_EQ(header(answer, "X-Error-Code"), item.code) << item.target.constData();
        EXPECT_EQ(header(answer, "X-Error-Message"), item.message) << item.target.constData();
    }
    EXPECT_EQ(header(ask("GET /api/models/old/tree/main?recursive=true"), "Location"),
              "/api/models/org/new/tree/main?recursive=true");
    EXPECT_EQ(
        header(ask("GET /org/gated/resolve/main/config.json", Hub::bobsToken), "X-Error-Code"),
        "GatedRepo");
}

TEST_F(FakeHub, ListsTreesByThreeEntries) {
    const QByteArray first = ask("GET /api/models/org/model/tree/main?recursive=true&expand=false");

    EXPECT_EQ(QJsonDocument::fromJson(bodyOf(first)).array().size(), 3);
    const QByteArray next = m_hub.endpoint().toEncoded() +
                            "/api/models/org/model/tree/main?recursive=true&expand=false&cursor=3";
    EXPECT_EQ(header(first, "Link"), "<" + next + ">; rel=\"next\"");
    const QByteArray second =
        ask("GET /api/models/org/model/tree/main?recursive=true&expand=false&cursor=3");
    EXPECT_EQ(QJsonDocument::fromJson(bodyOf(second)).array().size(), 2);
    EXPECT_EQ(header(second, "Link"), "");
}

}  // namespace
