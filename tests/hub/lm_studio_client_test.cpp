#include "hub/lm_studio_client.hpp"

#include "support/fake_hub/lm_studio.hpp"
#include "support/temp_folder.hpp"

#include <QJsonDocument>
#include <QNetworkProxy>

#include <gtest/gtest.h>

#include <functional>

namespace hub {
namespace {

using namespace std::chrono_literals;
using quince::ErrorCode;
using quince::StopSource;
using quince::StopToken;
using quince::test::contentOf;

const LmStudioModel ours{"local", "Qwen3-8B-MLX-4bit"};
const fake::LmModel oursThere{.publisher = "local", .name = "Qwen3-8B-MLX-4bit"};

/// Time passes at once; a test may let something happen meanwhile.
class FastWaiter final : public Waiter {
public:
    bool wait(std::chrono::milliseconds time, const StopToken& stop) override {
        waited += time;
        if (onWait) {
            onWait();
        }
        return !stop.stopRequested();
    }
    [[nodiscard]] std::chrono::system_clock::time_point now() const override { return {}; }

    std::chrono::milliseconds waited{0};
    std::function<void()> onWait;
};

class LmStudioClientTest : public ::testing::Test {
protected:
    LmStudioClientTest() {
        const quint16 port = m_studio.server().port(fake::Origin::lmStudio);
        m_place.serverPorts = {port};
        m_place.appPorts = {port};
        m_studio.setModels({oursThere});
    }

    [[nodiscard]] LmStudioClient client() { return {m_place, m_waiter}; }
    [[nodiscard]] bool isLoaded() const { return m_studio.models().front().isLoaded; }
    std::vector<fake::Request> asked(const QByteArray& words) {
        return m_studio.server().requests(words);
    }

    /// As it was before 0.4: what it does not know it answers with 200.
    void becomeOld() {
        m_studio.server().fail(
            "*/api/v1/*",
            {.status = 200,
             .body = R"x({"error":"Unexpected endpoint or method. (GET /api/v1/models)"})x"},
            fake::HttpServer::always);
    }
    void switchServerOff() {
        m_studio.server().fail("/lmstudio-greeting", {.status = 404}, fake::HttpServer::always);
    }

    /// Puts down an lms and what it says to these words.
    void putLms(const std::string& words, const std::string& output, const std::string& code = "") {
        const std::filesystem::path fake(QUINCE_FAKE_LMS);
        m_place.lms = m_folder / ("lms" + fake.extension().string());
        m_place.lmsEnvironment = QProcessEnvironment::systemEnvironment();
        if (!std::filesystem::exists(m_place.lms)) {
            std::filesystem::copy_file(fake, m_place.lms);
        }
        m_folder.write("lms.answers/" + words + ".out", output);
        if (!code.empty()) {
            m_folder.write("lms.answers/" + words + ".code", code);
            m_folder.write("lms.answers/" + words + ".err", "first line\n" + output + "\n");
        }
    }
    void putLmsListing(const std::vector<fake::LmModel>& models) {
        putLms("ls", QJsonDocument(fake::lmsListing(models)).toJson().toStdString());
    }
    [[nodiscard]] std::string lmsCalls() const {
        return std::filesystem::exists(m_folder / "lms.answers/calls")
                   ? contentOf(m_folder / "lms.answers/calls")
                   : "";
    }

    quince::test::TempFolder m_folder;
    fake::LmStudio m_studio;
    LmStudioPlace m_place;
    FastWaiter m_waiter;
    StopSource m_stop;
};

LmStudioState stateOf(const quince::Result<LmStudioCheck>& check) {
    EXPECT_TRUE(check.ok()) << (check ? "" : check.error().message);
    return check ? check->state : LmStudioState::notRunning;
}

TEST_F(LmStudioClientTest, FindsAListedModelByEitherApi) {
    auto check = client().check(ours, {});
    EXPECT_EQ(stateOf(check), LmStudioState::listed);
    EXPECT_TRUE(check->hasServer);
    EXPECT_TRUE(asked("GET /api/v0/models").empty());

    becomeOld();
    check = client().check(ours, {});
    EXPECT_EQ(stateOf(check), LmStudioState::listed);
    EXPECT_EQ(asked("GET /api/v0/models").size(), 1U);
}

TEST_F(LmStudioClientTest, KnowsThatNothingRuns) {
    putLmsListing({oursThere});
    m_studio.server().stop(fake::Origin::lmStudio);

    EXPECT_EQ(stateOf(client().waitUntilListed(ours, {})), LmStudioState::notRunning);
    EXPECT_EQ(lmsCalls(), "") << "lms would have started LM Studio";
    EXPECT_EQ(m_waiter.waited, 0s);
    const auto load = client().load(ours, {});
    ASSERT_FALSE(load);
    EXPECT_EQ(load.error().code, ErrorCode::notFound);
    EXPECT_EQ(lmsCalls(), "");
}

TEST_F(LmStudioClientTest, PassesOverWhateverElseListensThere) {
    m_place.appPorts.clear();
    for (const char* body : {"<html>", "{}", R"({"lmstudio": "yes"})", "[true]"}) {
        m_studio.server().fail("/lmstudio-greeting", {.status = 200, .body = body});
        EXPECT_EQ(stateOf(client().check(ours, {})), LmStudioState::notRunning) << body;
    }
    m_studio.server().fail("/lmstudio-greeting",
                           {.status = 302, .headers = {{"Location", "/lms-status"}}});
    EXPECT_EQ(stateOf(client().check(ours, {})), LmStudioState::notRunning);
    m_studio.server().fail("/lmstudio-greeting", {.stallAnswer = true});
    EXPECT_EQ(stateOf(client().check(ours, {})), LmStudioState::notRunning);
    m_studio.server().release();
    EXPECT_TRUE(asked("/api/*").empty());
}

TEST_F(LmStudioClientTest, WaitsForANewFolderToBeListed) {
    m_studio.setModels({});
    m_waiter.onWait = [this] {
        if (m_waiter.waited == 4s) {
            m_studio.setModels({oursThere});
        }
    };

    EXPECT_EQ(stateOf(client().waitUntilListed(ours, {})), LmStudioState::listed);
    EXPECT_EQ(m_waiter.waited, 4s);
}

TEST_F(LmStudioClientTest, GivesUpWaitingAfterThirtySeconds) {
    m_studio.setModels({{.publisher = "another", .name = "Qwen3-8B-MLX-4bit"}});
    putLmsListing({});

    EXPECT_EQ(stateOf(client().waitUntilListed(ours, {})), LmStudioState::notListed);
    EXPECT_EQ(m_waiter.waited, 30s);
    EXPECT_EQ(lmsCalls(), "ls\t--json\nls\t--json\n") << "at the beginning and at the end";
}

TEST_F(LmStudioClientTest, StopsWaitingWhenLmStudioGoesOrThePersonSaysSo) {
    m_studio.setModels({});
    m_waiter.onWait = [this] { m_studio.server().stop(fake::Origin::lmStudio); };
    EXPECT_EQ(stateOf(client().waitUntilListed(ours, {})), LmStudioState::notRunning);
    EXPECT_EQ(m_waiter.waited, 1s);
}

TEST_F(LmStudioClientTest, StopsWaiting) {
    m_studio.setModels({});
    m_waiter.onWait = [this] { m_stop.requestStop(); };

    const auto check = client().waitUntilListed(ours, m_stop.token());

    ASSERT_FALSE(check);
    EXPECT_EQ(check.error().code, ErrorCode::stopped);
}

TEST_F(LmStudioClientTest, TellsAModelThatIsNotListedAsMlx) {
    fake::LmModel gguf = oursThere;
    gguf.isMlx = false;
    gguf.key = "local/qwen3-8b-mlx-4bit";
    m_studio.setModels({gguf});

    EXPECT_EQ(stateOf(client().check(ours, {})), LmStudioState::notMlx);
    const auto load = client().load(ours, {});
    ASSERT_FALSE(load);
    EXPECT_EQ(load.error().code, ErrorCode::unsupported);
}

TEST_F(LmStudioClientTest, LoadsAndLeavesItLoaded) {
    const auto load = client().load(ours, {});

    ASSERT_TRUE(load) << load.error().message;
    EXPECT_FALSE(load->wasLoaded);
    EXPECT_EQ(load->seconds, 1.5);
    EXPECT_TRUE(isLoaded());
    const auto again = client().load(ours, {});
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->wasLoaded);
    EXPECT_EQ(asked("POST /api/v1/models/load").size(), 1U);
}

TEST_F(LmStudioClientTest, TriesItAndUnloadsWhatItHasLoaded) {
    const auto trial = client().tryOut(ours, {});

    ASSERT_TRUE(trial) << trial.error().message;
    EXPECT_EQ(trial->answer.text, QStringLiteral("Hello"));
    EXPECT_EQ(trial->answer.tokensPerSecond, 51.5);
    EXPECT_EQ(trial->load.seconds, 1.5);
    EXPECT_FALSE(isLoaded());
    EXPECT_EQ(asked("POST /api/v1/models/unload").size(), 1U);
    const QByteArray body = asked("POST /api/v0/chat/completions").front().body;
    EXPECT_TRUE(body.contains(R"("max_tokens":16)")) << body.toStdString();
}

TEST_F(LmStudioClientTest, LeavesLoadedWhatWasLoadedBefore) {
    ASSERT_TRUE(client().load(ours, {}));

    const auto trial = client().tryOut(ours, {});

    ASSERT_TRUE(trial) << trial.error().message;
    EXPECT_TRUE(trial->load.wasLoaded);
    EXPECT_FALSE(trial->load.seconds);
    EXPECT_TRUE(isLoaded());
}

TEST_F(LmStudioClientTest, UnloadsAlsoAfterATrialThatFailsOrIsStopped) {
    m_studio.server().fail(
        "POST *chat/completions",
        {.status = 400, .body = R"({"error":{"message":"The model has crashed."}})"});
    const auto failed = client().tryOut(ours, {});
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, ErrorCode::io);
    EXPECT_EQ(failed.error().message, "LM Studio could not run the model: The model has crashed.");
    EXPECT_FALSE(isLoaded());

    m_studio.server().route(fake::Origin::lmStudio, "POST",
                            QStringLiteral("/api/v0/chat/completions"),
                            [this](const fake::Request&) {
                                m_stop.requestStop();
                                return fake::Response{.body = fake::Content("{}")};
                            });
    m_studio.server().fail("POST *chat/completions", {.stallAfter = 1});
    const auto stopped = client().tryOut(ours, m_stop.token());
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::stopped);
    EXPECT_FALSE(isLoaded());
    m_studio.server().release();
}

TEST_F(LmStudioClientTest, TellsWhyAModelDoesNotLoad) {
    fake::LmModel bad = oursThere;
    bad.loads = false;
    m_studio.setModels({bad});

    const auto trial = client().tryOut(ours, {});

    ASSERT_FALSE(trial);
    EXPECT_EQ(trial.error().message, "LM Studio could not load the model: Failed to load model.");
    EXPECT_TRUE(asked("POST *chat/completions").empty());
}

TEST_F(LmStudioClientTest, TriesAtAnOlderServerAndAtOneWithoutStatistics) {
    becomeOld();
    m_studio.server().fail("/api/v0/chat/completions",
                           {.status = 404, .body = R"({"error":"Unexpected endpoint"})"});

    const auto trial = client().tryOut(ours, {});

    ASSERT_TRUE(trial) << trial.error().message;
    EXPECT_EQ(trial->answer.text, QStringLiteral("Hello"));
    EXPECT_FALSE(trial->answer.tokensPerSecond) << "it was loading in that time, too";
    const QByteArray body = asked("POST /v1/chat/completions").front().body;
    EXPECT_TRUE(body.contains(R"("ttl":60)")) << body.toStdString();
}

TEST_F(LmStudioClientTest, KnowsByLmsWhatTheServerCallsByAnotherName) {
    fake::LmModel model = oursThere;
    model.key = "qwen3";
    m_studio.setModels({model});
    putLmsListing({model});

    const auto trial = client().tryOut(ours, {});

    ASSERT_TRUE(trial) << trial.error().message;
    EXPECT_TRUE(asked("POST /api/v1/models/load").front().body.contains(R"("model":"qwen3")"));
}

TEST_F(LmStudioClientTest, UsesLmsWhereOnlyTheAppRuns) {
    switchServerOff();
    EXPECT_EQ(stateOf(client().check(ours, {})), LmStudioState::serverOff);

    putLmsListing({oursThere});
    putLms("load", "");
    const auto check = client().check(ours, {});
    EXPECT_EQ(stateOf(check), LmStudioState::listed);
    EXPECT_FALSE(check->hasServer);
    EXPECT_TRUE(client().load(ours, {}));
    EXPECT_EQ(lmsCalls(),
              "ls\t--json\nls\t--json\n"
              "load\tlocal/Qwen3-8B-MLX-4bit\t--exact\t--local\t-y\n");
    const auto trial = client().tryOut(ours, {});
    ASSERT_FALSE(trial);
    EXPECT_NE(trial.error().message.find("open Developer"), std::string::npos);
}

TEST_F(LmStudioClientTest, TellsWhatLmsSaysOfItsFailure) {
    switchServerOff();
    putLmsListing({oursThere});
    putLms("load", "Not enough memory", "3");

    const auto load = client().load(ours, {});

    ASSERT_FALSE(load);
    EXPECT_EQ(load.error().message, "lms load failed: Not enough memory.");
    putLms("ls", "broken", "1");
    EXPECT_EQ(stateOf(client().check(ours, {})), LmStudioState::serverOff);
}

TEST_F(LmStudioClientTest, SendsATokenOnlyWhereLmStudioHasAnswered) {
    m_studio.setToken("secret");
    const auto refused = client().check(ours, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unauthorized);
    EXPECT_NE(refused.error().message.find("LM_API_TOKEN"), std::string::npos);

    m_place.token = Token::fromText("secret");
    EXPECT_EQ(stateOf(client().check(ours, {})), LmStudioState::listed);
    for (const fake::Request& request : asked("/lmstudio-greeting")) {
        EXPECT_FALSE(request.headers.has("Authorization"));
    }
}

TEST_F(LmStudioClientTest, GoesThroughNoProxy) {
    QNetworkProxy::setApplicationProxy({QNetworkProxy::HttpProxy, QStringLiteral("127.0.0.1"), 1});

    const auto check = client().check(ours, {});
    QNetworkProxy::setApplicationProxy(QNetworkProxy::NoProxy);

    EXPECT_EQ(stateOf(check), LmStudioState::listed);
}

TEST_F(LmStudioClientTest, ShowsAnAnswerAsOneHarmlessLine) {
    m_studio.server().fail(
        "POST *chat/completions",
        {.status = 200,
         .body = "{\"choices\":[{\"message\":{\"content\":\"\",\"reasoning_content\":"
                 "\"Well,\\n\\u202eit \\u0007is\"}}],\"usage\":{\"completion_tokens\":16}}"});

    const auto trial = client().tryOut(ours, {});

    ASSERT_TRUE(trial) << trial.error().message;
    EXPECT_EQ(trial->answer.text, QStringLiteral("Well, it is"));
    EXPECT_EQ(trial->answer.tokens, 16);
    EXPECT_GT(trial->answer.tokensPerSecond.value_or(0), 0);
}

}  // namespace
}  // namespace hub
