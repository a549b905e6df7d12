#include "hub/raw_client.hpp"
#include "support/fake_hub/lm_studio.hpp"
#include "support/temp_folder.hpp"

#include <QJsonDocument>
#include <QProcess>

#include <gtest/gtest.h>

namespace {

using hub::test::bodyOf;
using hub::test::RawClient;

class FakeLmStudio : public ::testing::Test {
protected:
    QByteArray ask(const QByteArray& methodAndTarget, const QByteArray& body = {},
                   const QByteArray& headers = {}) {
        RawClient client(m_studio.server().port(fake::Origin::lmStudio));
        client.request(methodAndTarget, headers + "Connection: close\r\nContent-Length: " +
                                            QByteArray::number(body.size()) + "\r\n");
        client.send(body);
        return client.untilClosed();
    }

    fake::LmStudio m_studio;
};

TEST_F(FakeLmStudio, ListsLoadsAndUnloads) {
    m_studio.setModels({{.publisher = "org", .name = "Good-MLX"},
                        {.publisher = "org", .name = "Bad", .loads = false}});

    EXPECT_EQ(bodyOf(ask("GET /lmstudio-greeting")), R"({"lmstudio":true})");
    EXPECT_TRUE(bodyOf(ask("GET /api/v0/models")).contains(R"("compatibility_type":"mlx")"));
    EXPECT_TRUE(bodyOf(ask("GET /api/v1/models")).contains(R"("loaded_instances":[])"));
    EXPECT_TRUE(bodyOf(ask("POST /api/v1/models/load", R"({"model":"good-mlx"})"))
                    .contains(R"("status":"loaded")"));
    EXPECT_TRUE(bodyOf(ask("GET /api/v0/models/good-mlx")).contains(R"("state":"loaded")"));
    EXPECT_TRUE(ask("POST /api/v1/models/load", R"({"model":"bad"})").startsWith("HTTP/1.1 500"));
    EXPECT_TRUE(ask("POST /api/v1/models/unload", R"({"instance_id":"good-mlx"})")
                    .startsWith("HTTP/1.1 200"));
    EXPECT_FALSE(m_studio.models().front().isLoaded);
    EXPECT_TRUE(bodyOf(ask("POST /v1/chat/completions",
                           R"({"model":"good-mlx","messages":[{"role":"user","content":"x"}]})"))
                    .contains(R"("content":"Hello")"));
    m_studio.setToken("secret");
    EXPECT_TRUE(ask("GET /api/v1/models").startsWith("HTTP/1.1 401"));
    EXPECT_TRUE(ask("GET /api/v1/models", {}, "Authorization: Bearer secret\r\n")
                    .startsWith("HTTP/1.1 200"));
}

TEST(FakeLms, PrintsWhatWasPutDown) {
    const quince::test::TempFolder folder;
    const std::filesystem::path program =
        folder / (std::filesystem::path("lms").replace_extension(
                      std::filesystem::path(QUINCE_FAKE_LMS).extension()))
                     .string();
    std::filesystem::copy_file(QUINCE_FAKE_LMS, program);
    const QByteArray listing =
        QJsonDocument(fake::lmsListing({{.publisher = "org", .name = "m"}})).toJson();
    folder.write("lms.answers/ls.out", listing.toStdString());
    folder.write("lms.answers/load.err", "no such model");
    folder.write("lms.answers/load.code", "3");
    QProcess process;
    const auto run = [&](const QStringList& arguments) {
        process.start(QString::fromStdString(program.string()), arguments);
        EXPECT_TRUE(process.waitForFinished(10'000));
        return process.exitCode();
    };

    EXPECT_EQ(run({QStringLiteral("ls"), QStringLiteral("--json")}), 0);
    EXPECT_EQ(process.readAllStandardOutput(), listing);
    EXPECT_EQ(run({QStringLiteral("load"), QStringLiteral("org/m"), QStringLiteral("-y")}), 3);
    EXPECT_EQ(process.readAllStandardError(), "no such model");
    EXPECT_EQ(run({QStringLiteral("unknown")}), 1);
    EXPECT_EQ(quince::test::contentOf(folder / "lms.answers/calls"),
              "ls\t--json\nload\torg/m\t-y\nunknown\n");
}

}  // namespace
