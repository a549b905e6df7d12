#include "hub/fake_hub_fixture.hpp"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <gtest/gtest.h>

#include <vector>

namespace {

using fake::Hub;
using fake::Origin;
using hub::test::bodyOf;
using hub::test::header;
using hub::test::status;

class FakeHubUpload : public hub::test::FakeHubTest {
protected:
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
};

TEST_F(FakeHubUpload, TakesPreuploadsOfTrueSamplesOnly) {
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

TEST_F(FakeHubUpload, TakesAnLfsObjectOnceAndVerifiesIt) {
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

TEST_F(FakeHubUpload, JoinsPartsOnlyInTheirOrderAndWithTheirEtags) {
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
    const auto complete = [&](const QByteArray& first, const QByteArray& second, int from = 1) {
        const QByteArray href = upload[QStringLiteral("href")].toString().toLatin1();
        const QJsonArray parts{QJsonObject{{QStringLiteral("partNumber"), from},
                                           {QStringLiteral("etag"), QLatin1String(first)}},
                               QJsonObject{{QStringLiteral("partNumber"), from + 1},
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
    EXPECT_EQ(complete(first, second, 0), "400") << "parts count from 1";
    EXPECT_EQ(complete(first, QByteArray(second).replace("\"", "")), "400");
    EXPECT_EQ(complete(first, second), "200");
    EXPECT_FALSE(bodyOf(batch(oid, 10)).contains("actions"));
}

TEST_F(FakeHubUpload, ReadsCommitsStrictly) {
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

TEST_F(FakeHubUpload, TakesPullRequestsFromThoseWhoMayNotWrite) {
    const char* token = "hf_bobMayWrite";
    m_hub.with([&](fake::HubState& state) { state.tokens[token] = {"bob", fake::Role::write}; });
    const QByteArray before = m_hub.head("org/model");
    const auto commit = [&](const QByteArray& revision) {
        return ask("POST /api/models/org/model/commit/" + revision, token,
                   R"({"key":"header","value":{"summary":"s"}})",
                   "Content-Type: application/x-ndjson\r\n");
    };

    EXPECT_EQ(status(commit("main")), "403");
    EXPECT_TRUE(bodyOf(commit("main?create_pr=1")).contains("/org/model/discussions/1\""));
    EXPECT_EQ(bodyOf(ask("POST /api/models/org/model/discussions", token,
                         R"({"title":"t","pullRequest":true})")),
              R"({"num":2,"pullRequest":true})");
    EXPECT_EQ(m_hub.head("org/model", "refs/pr/2"), before);
    EXPECT_EQ(status(commit("refs%2Fpr%2F2")), "200");
    EXPECT_NE(m_hub.head("org/model", "refs/pr/2"), before);
    EXPECT_EQ(m_hub.head("org/model"), before);
    EXPECT_EQ(status(ask("GET /api/models/org/model/revision/refs%2Fpr%2F1")), "200");
}

TEST_F(FakeHubUpload, CreatesAndChecks) {
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
