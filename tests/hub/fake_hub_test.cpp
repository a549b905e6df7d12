#include "hub/raw_client.hpp"
#include "support/fake_hub/hub.hpp"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <gtest/gtest.h>

#include <vector>

namespace {

using fake::Content;
using fake::Hub;
using fake::Origin;
using hub::test::bodyOf;
using hub::test::RawClient;

QByteArray status(const QByteArray& answer) {
    return answer.mid(9, 3);
}

/// The value of a header; its names are written as the fake writes them.
QByteArray header(const QByteArray& answer, const QByteArray& name) {
    const auto start = answer.indexOf("\r\n" + name + ": ");
    return start < 0 ? QByteArray() : answer.mid(start + name.size() + 4).split('\r').front();
}

class FakeHub : public ::testing::Test {
protected:
    FakeHub() {
        m_hub.addRepo("org/model");
        m_hub.commit("org/model", {{"config.json", Content("{}")},
                                   {"a/b c.txt", Content("text")},
                                   {"README.md", Content(QByteArray(1000, 'x'))},
                                   {"model.safetensors", m_weights}});
    }

    QByteArray ask(const QByteArray& methodAndTarget, const char* token = nullptr,
                   const QByteArray& body = {}, const QByteArray& moreHeaders = {},
                   Origin origin = Origin::hub) {
        RawClient client(m_hub.server().port(origin));
        QByteArray headers = moreHeaders;
        if (token != nullptr) {
            headers += QByteArray("Authorization: Bearer ") + token + "\r\n";
        }
        if (!methodAndTarget.startsWith("GET") && !methodAndTarget.startsWith("HEAD")) {
            headers += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
        }
        client.request(methodAndTarget, headers + "Connection: close\r\n");
        client.send(body);
        return client.untilClosed();
    }

    /// The part of a CDN's URL after its origin.
    QByteArray onCdn(const QByteArray& url) const {
        const QByteArray cdn = m_hub.server().url(Origin::cdn).toEncoded();
        EXPECT_TRUE(url.startsWith(cdn)) << url.constData();
        return url.mid(cdn.size());
    }

    QByteArray batch(const QByteArray& oid, qint64 size) {
        return ask(
            "POST /org/model.git/info/lfs/objects/batch", Hub::writeToken,
            R"({"operation":"upload","transfers":["basic","multipart"],"objects":[{"oid":")" + oid +
                R"(","size":)" + QByteArray::number(size) + "}]}",
            "Accept: application/vnd.git-lfs+json\r\n"
            "Content-Type: application/vnd.git-lfs+json\r\n");
    }

    QByteArray commitLines(const QByteArray& lines) {
        return ask("POST /api/models/org/model/commit/main", Hub::writeToken, lines,
                   "Content-Type: application/x-ndjson\r\n");
    }

    Content m_weights = Content::seeded(5, 200'000);
    Hub m_hub;
};

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

TEST_F(FakeHub, TakesPreuploadsOfTrueSamplesOnly) {
    const auto send = [&](const QByteArray& files) {
        return ask("POST /api/models/org/model/preupload/main", Hub::writeToken,
                   "{\"files\":[" + files + "]}");
    };

    const QByteArray answer = bodyOf(send(R"({"path":"config.json","size":2,"sample":"e30="},)"
                                          R"({"path":"x.safetensors","size":1,"sample":"eA=="})"));
    EXPECT_TRUE(answer.contains(R"("oid":"9e26dfeeb6e641a33dae4961196235bdb965b21b")"));
    EXPECT_TRUE(
        answer.contains(R"("path":"x.safetensors","shouldIgnore":false,"uploadMode":"lfs")"));
    EXPECT_EQ(status(send(R"({"path":"x","size":3,"sample":"e30="})")), "400");
    EXPECT_EQ(status(send(R"({"path":"x","size":2,"sample":"?"})")), "400");
    const QByteArray file = R"({"path":"x","size":0,"sample":""})";
    EXPECT_EQ(status(send(QByteArray(file + ",").repeated(255) + file)), "200");
    EXPECT_EQ(status(send(QByteArray(file + ",").repeated(256) + file)), "400");
}

TEST_F(FakeHub, TakesAnLfsObjectOnceAndVerifiesIt) {
    const QByteArray bytes = "some bytes";
    const QByteArray oid = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
    const QByteArray answer = bodyOf(batch(oid, bytes.size()));
    const QJsonObject upload =
        QJsonDocument::fromJson(answer)[QStringLiteral("objects")][0][QStringLiteral("actions")]
                                       [QStringLiteral("upload")]
                                           .toObject();
    const QByteArray target = "PUT " + onCdn(upload[QStringLiteral("href")].toString().toLatin1());
    const auto verify = [&](const QByteArray& size) {
        return status(ask("POST /org/model.git/info/lfs/verify", Hub::writeToken,
                          R"({"oid":")" + oid + R"(","size":)" + size + "}"));
    };

    EXPECT_EQ(verify("10"), "404");
    EXPECT_EQ(status(ask(target, nullptr, "some bytez", {}, Origin::cdn)), "400");
    EXPECT_EQ(status(ask(target, nullptr, "some", {}, Origin::cdn)), "400");
    EXPECT_EQ(status(ask(target, nullptr, bytes, {}, Origin::cdn)), "200");
    EXPECT_EQ(verify("10"), "200");
    EXPECT_EQ(verify("11"), "422");
    EXPECT_FALSE(bodyOf(batch(oid, bytes.size())).contains("actions"));
}

TEST_F(FakeHub, JoinsPartsOnlyInTheirOrderAndWithTheirEtags) {
    fake::HubSettings settings = m_hub.settings();
    settings.multipartFrom = 8;
    settings.chunk = 6;
    m_hub.set(settings);
    const QByteArray oid =
        QCryptographicHash::hash("some bytes", QCryptographicHash::Sha256).toHex();
    const QByteArray answer = bodyOf(batch(oid, 10));
    EXPECT_LT(answer.indexOf("\"00002\""), answer.indexOf("\"00001\""));
    const QJsonValue upload = QJsonDocument::fromJson(
        answer)[QStringLiteral("objects")][0][QStringLiteral("actions")][QStringLiteral("upload")];
    EXPECT_EQ(upload[QStringLiteral("header")][QStringLiteral("chunk_size")].toString(),
              QStringLiteral("6"));
    const auto put = [&](const char* part, const QByteArray& bytes) {
        const QString url = upload[QStringLiteral("header")][QLatin1String(part)].toString();
        return header(ask("PUT " + onCdn(url.toLatin1()), nullptr, bytes, {}, Origin::cdn), "ETag");
    };
    const auto complete = [&](const QByteArray& first, const QByteArray& second) {
        const QByteArray href = upload[QStringLiteral("href")].toString().toLatin1();
        const QJsonArray parts{QJsonObject{{QStringLiteral("partNumber"), 1},
                                           {QStringLiteral("etag"), QLatin1String(first)}},
                               QJsonObject{{QStringLiteral("partNumber"), 2},
                                           {QStringLiteral("etag"), QLatin1String(second)}}};
        const QJsonObject body{{QStringLiteral("oid"), QLatin1String(oid)},
                               {QStringLiteral("parts"), parts}};
        return status(ask("POST " + href.mid(m_hub.endpoint().toEncoded().size()), nullptr,
                          QJsonDocument(body).toJson()));
    };

    EXPECT_EQ(put("00001", "some"), "") << "too short";
    const QByteArray first = put("00001", "some b");
    const QByteArray wrong = put("00002", "ytez");
    EXPECT_EQ(complete(first, wrong), "400") << "not the digest";
    const QByteArray second = put("00002", "ytes");
    EXPECT_EQ(complete(second, first), "400");
    EXPECT_EQ(complete(first, QByteArray(second).replace("\"", "")), "400");
    EXPECT_EQ(complete(first, second), "200");
    EXPECT_FALSE(bodyOf(batch(oid, 10)).contains("actions"));
}

TEST_F(FakeHub, ReadsCommitsStrictly) {
    const QByteArray head = R"({"key":"header","value":{"summary":"s"}})";
    const QByteArray file =
        R"({"key":"file","value":{"path":"x","content":"eA==","encoding":"base64"}})";
    const std::vector<QByteArray> wrong{
        file,
        head + "\n" + head,
        head + "\n\n" + file,
        head + "\n" + QByteArray(file).replace("eA==", "e"),
        head + "\n" + QByteArray(file).replace("\"x\"", "\"../x\""),
        head + "\n" + QByteArray(file).replace("\"x\"", "\".git/x\""),
        head + "\n" + file + "\n" + file,
        head + "\n" + R"({"key":"deletedFile","value":{"path":"none"}})",
        head + "\n" + R"({"key":"lfsFile","value":{"path":"y","algo":"sha256","size":1,"oid":")" +
            QByteArray(64, 'a') + "\"}}",
        head + "\n" + R"({"key":"lfsFile","value":{"path":"y","algo":"sha256","size":1,"oid":")" +
            m_weights.sha256() + "\"}}",
    };

    for (const QByteArray& lines : wrong) {
        EXPECT_EQ(status(commitLines(lines)), "400") << lines.constData();
    }
    EXPECT_EQ(status(commitLines(QByteArray(head).replace(
                  "\"s\"", "\"s\",\"parentCommit\":\"" + QByteArray(40, '0') + "\""))),
              "412");
    const QByteArray before = m_hub.head("org/model");
    const QByteArray answer = bodyOf(commitLines(head + "\n" + file + "\n"));
    EXPECT_NE(m_hub.head("org/model"), before);
    EXPECT_TRUE(answer.contains("\"commitOid\":\"" + m_hub.head("org/model") + "\""));
    EXPECT_EQ(m_hub.file("org/model", "x")->content.all(), "x");
    EXPECT_EQ(status(ask("POST /api/models/org/model/commit/main", Hub::readToken, head,
                         "Content-Type: application/x-ndjson\r\n")),
              "403");
}

TEST_F(FakeHub, OpensPullRequests) {
    const QByteArray before = m_hub.head("org/model");

    const QByteArray answer = ask("POST /api/models/org/model/commit/main?create_pr=1",
                                  Hub::writeToken, R"({"key":"header","value":{"summary":"s"}})",
                                  "Content-Type: application/x-ndjson\r\n");

    EXPECT_TRUE(bodyOf(answer).contains("/org/model/discussions/1\""));
    EXPECT_EQ(m_hub.head("org/model"), before);
    EXPECT_EQ(status(ask("GET /api/models/org/model/revision/refs%2Fpr%2F1")), "200");
}

TEST_F(FakeHub, CreatesAndChecks) {
    const auto create = [&](const char* token, const QByteArray& body) {
        return status(ask("POST /api/repos/create", token, body));
    };
    EXPECT_EQ(create(Hub::writeToken, R"({"name":"new","organization":"org"})"), "200");
    EXPECT_EQ(create(Hub::writeToken, R"({"name":"new","organization":"org"})"), "409");
    EXPECT_EQ(create(Hub::writeToken, R"({"name":"a--b"})"), "400");
    EXPECT_EQ(create(Hub::writeToken, R"({"name":"x","organization":"bob"})"), "403");
    EXPECT_EQ(create(Hub::readToken, R"({"name":"x"})"), "403");
    EXPECT_EQ(create(nullptr, R"({"name":"x"})"), "401");

    const auto check = [&](const QByteArray& card) {
        return ask("POST /api/validate-yaml", nullptr,
                   R"({"repoType":"model","content":")" + card + "\"}");
    };
    EXPECT_TRUE(bodyOf(check(R"(---\nlicense: mit\n---\n)")).contains("\"warnings\":[]"));
    EXPECT_EQ(status(check(R"(---\nlicense: none of these\n---\n)")), "400");
    EXPECT_EQ(status(check(R"(---\nlicense: mit\n)")), "400");
    EXPECT_FALSE(bodyOf(check("text")).contains("\"warnings\":[]"));
}

}  // namespace
