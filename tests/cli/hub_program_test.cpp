#include "cli/run_program.hpp"
#include "support/fake_hub/hub.hpp"
#include "support/temp_folder.hpp"

#include <QJsonArray>
#include <QJsonObject>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <fstream>

namespace cli::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using quince::test::contentOf;
using quince::test::TempFolder;
using testing::HasSubstr;
using testing::Not;

const std::string readToken = fake::Hub::readToken;
const std::string writeToken = fake::Hub::writeToken;
const std::string sample = QUINCE_RESOURCES "/sample/Quince-Sample";

/// The real program against a Hub on loopback that has the sample model, with a home of its own.
/// Whatever it says or writes, it never tells a token.
class HubProgram : public ::testing::Test {
protected:
    HubProgram() {
        fs::create_directories(folder / "home");
        hub.addRepo("org/model");
        commitSample();
    }

    ~HubProgram() override {
        EXPECT_TRUE(hub.leaks().empty());
        for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder.path())) {
            const bool mayHoldToken = entry.path().filename() == "token";
            if (entry.is_regular_file() && !mayHoldToken) {
                expectNoToken(contentOf(entry.path()));
            }
        }
    }

    static void expectNoToken(const std::string& text) {
        EXPECT_THAT(text, Not(HasSubstr(readToken)));
        EXPECT_THAT(text, Not(HasSubstr(writeToken)));
    }

    void commitSample() {
        std::map<QByteArray, fake::Content> files;
        for (const fs::directory_entry& entry : fs::directory_iterator(sample)) {
            files[QByteArray::fromStdString(entry.path().filename().string())] =
                fake::Content(QByteArray::fromStdString(contentOf(entry.path())));
        }
        hub.commit("org/model", files);
    }

    /// The Hub keeps the content of large files by itself: else it has that of the sample already.
    void forgetObjects() {
        hub.with([](fake::HubState& state) { state.objects.clear(); });
    }

    [[nodiscard]] std::string head() const { return hub.head("org/model").toStdString(); }

    ProgramResult run(
        const std::vector<std::string>& arguments,
        const std::map<std::string, std::string>& more = {},
        const std::function<void(int process, const std::string& soFar)>& onError = {}) {
        std::map<std::string, std::string> environment = more;
        environment["HOME"] = (folder / "home").string();
        environment["HF_ENDPOINT"] = hub.endpoint().toString().toStdString();
        ProgramResult result =
            runProgram(QUINCE_CLI, arguments, environment, folder.path(), onError);
        expectNoToken(result.out + result.err);
        return result;
    }

    /// Runs it with --json and gives its answer.
    json answerOf(std::vector<std::string> arguments,
                  const std::map<std::string, std::string>& more = {}) {
        arguments.emplace_back("--json");
        const ProgramResult result = run(arguments, more);
        EXPECT_EQ(result.exitCode, 0) << result.err;
        return json::parse(result.out, nullptr, false);
    }

    /// Requests for the weights themselves.
    [[nodiscard]] std::size_t blobRequests() const {
        return hub.server().requests("GET /blobs/*").size();
    }

    [[nodiscard]] fs::path cacheFolder() const {
        return folder / "home/.cache/huggingface/hub/models--org--model";
    }

    TempFolder folder;
    fake::Hub hub;
};

TEST_F(HubProgram, SearchesForModels) {
    const auto popular = [](fake::Repo& repo) {
        repo.info[QStringLiteral("downloads")] = 1234567;
        repo.info[QStringLiteral("tags")] = QJsonArray{QStringLiteral("safetensors")};
    };
    hub.addRepo("org/model-large", popular);
    hub.commit("org/model-large", {{"config.json", fake::Content("{}")}});

    const json answer = answerOf({"search", "model", "large", "--sort", "downloads"});
    const ProgramResult text = run({"search", "model-large"});

    ASSERT_EQ(answer["models"].size(), 0U);  // "model large" is in no name
    EXPECT_EQ(text.exitCode, 0) << text.err;
    EXPECT_THAT(text.out, HasSubstr("org/model-large"));
    EXPECT_THAT(text.out, HasSubstr("1.23 M"));
}

TEST_F(HubProgram, TellsWhatTheHubWarnsOfOnce) {
    hub.server().fail("/api/*", {.headers = {{"X-HF-Warning", "old; Quince is old."}}},
                      fake::HttpServer::always);

    const ProgramResult result = run({"plan", "org/model", "-q"});

    EXPECT_EQ(result.exitCode, 0);
    const std::string words = "quince-cli: Hugging Face says: Quince is old.\n";
    EXPECT_EQ(result.err.find(words), result.err.rfind(words)) << result.err;
    EXPECT_THAT(result.err, HasSubstr(words));
}

TEST_F(HubProgram, PlansFromHeadersAlone) {
    const json there = answerOf({"plan", "org/model", "-q"});
    const json here = answerOf({"plan", sample, "-q"});

    EXPECT_EQ(there["result"], here["result"]);
    EXPECT_EQ(there["memory"], here["memory"]);
    EXPECT_EQ(there["model"]["repo"], "org/model");
    EXPECT_EQ(there["model"]["revision"], head());
    EXPECT_EQ(blobRequests(), 1U);
    EXPECT_FALSE(hub.server().requests("GET /blobs/*")[0].headers.value("Range").isEmpty());
    EXPECT_FALSE(fs::exists(cacheFolder()));
}

TEST_F(HubProgram, TakesAddressesAndRevisions) {
    const std::string page = hub.endpoint().toString().toStdString() + "/org/model";

    EXPECT_EQ(answerOf({"plan", page + "/tree/main", "-q"})["model"]["revision"], head());
    EXPECT_EQ(answerOf({"plan", "org/model", "--revision", head(), "-q"})["ok"], true);
    EXPECT_EQ(run({"plan", "org/model@main", "--revision", "v2", "-q"}).exitCode, 2);
    const ProgramResult absent = run({"plan", "org/model", "--revision", "v2", "-q"});
    EXPECT_EQ(absent.exitCode, 1);
    EXPECT_THAT(absent.err, HasSubstr("v2"));
}

TEST_F(HubProgram, DownloadsIntoTheCacheOnce) {
    const json first = answerOf({"download", "org/model"});
    hub.server().forgetRequests();
    const json second = answerOf({"download", "org/model"});

    EXPECT_EQ(first["commit"], head());
    EXPECT_EQ(fs::path(first["folder"].get<std::string>()), cacheFolder() / "snapshots" / head());
    EXPECT_EQ(contentOf(cacheFolder() / "snapshots" / head() / "model.safetensors"),
              contentOf(sample + "/model.safetensors"));
    EXPECT_EQ(contentOf(cacheFolder() / "refs/main"), head());
    EXPECT_GT(first["bytes_fetched"], 0);
    EXPECT_EQ(second["bytes_fetched"], 0);
    EXPECT_EQ(blobRequests(), 0U);
}

TEST_F(HubProgram, ConvertsAModelThatItHasToFetch) {
    const ProgramResult fetched =
        run({"convert", "org/model", "-q", "--method", "mlx", "--mlx-path", "fetched"});
    const ProgramResult local =
        run({"convert", sample, "-q", "--method", "mlx", "--mlx-path", "local"});

    ASSERT_EQ(fetched.exitCode, 0) << fetched.err;
    ASSERT_EQ(local.exitCode, 0) << local.err;
    EXPECT_EQ(contentOf(folder / "fetched/model.safetensors"),
              contentOf(folder / "local/model.safetensors"));
    EXPECT_THAT(contentOf(folder / "fetched/README.md"), HasSubstr("org/model"));
    EXPECT_TRUE(fs::exists(cacheFolder() / "refs/main"));
}

TEST_F(HubProgram, SaysWhatCannotBeBeforeItFetches) {
    const ProgramResult taken = run({"convert", "org/model", "--mlx-path", "home"});

    EXPECT_EQ(taken.exitCode, 5) << taken.err;
    EXPECT_FALSE(fs::exists(cacheFolder()));
}

TEST_F(HubProgram, RefusesAnUnknownTypeBeforeItFetches) {
    std::string config = contentOf(sample + "/config.json");
    config.replace(config.find("\"llama\""), 7, "\"llamb\"");
    hub.commit("org/model", {{"config.json", fake::Content(QByteArray::fromStdString(config))}});

    const ProgramResult result = run({"convert", "org/model", "-q", "--mlx-path", "result"});

    EXPECT_EQ(result.exitCode, 3) << result.err;
    EXPECT_THAT(result.err, HasSubstr("llamb"));
    EXPECT_FALSE(fs::exists(cacheFolder()));
}

TEST_F(HubProgram, GoesOnWithADownloadThatWasStopped) {
    // The first request is for the header, before anything is fetched.
    hub.server().fail("GET /blobs/*", {.stallAfter = 100'000}, 1, 1);
    bool asked = false;
    const ProgramResult stopped =
        run({"convert", "org/model", "-q", "--mlx-path", "result"}, {},
            [&](int process, const std::string& soFar) {
                if (!asked && soFar.find("Downloading") != std::string::npos) {
                    asked = true;
                    EXPECT_TRUE(hub.server().waitForStalled());
                    kill(process, SIGINT);
                }
            });
    hub.server().release();
    hub.server().forgetRequests();
    const ProgramResult again = run({"convert", "org/model", "-q", "--mlx-path", "result"});

    EXPECT_EQ(stopped.exitCode, 4) << stopped.err;
    EXPECT_THAT(stopped.err, HasSubstr("same command goes on"));
    ASSERT_EQ(again.exitCode, 0) << again.err;
    ASSERT_EQ(blobRequests(), 1U);
    EXPECT_THAT(hub.server().requests("GET /blobs/*")[0].headers.value("Range").toStdString(),
                testing::MatchesRegex("bytes=[1-9][0-9]*-"));
}

TEST_F(HubProgram, AsksNobodyWhenOffline) {
    const ProgramResult result = run({"plan", "org/model", "-q"}, {{"HF_HUB_OFFLINE", "1"}});
    const ProgramResult search = run({"search", "x"}, {{"HF_HUB_OFFLINE", "1"}});

    EXPECT_EQ(result.exitCode, 7) << result.err;
    EXPECT_THAT(result.err, HasSubstr("HF_HUB_OFFLINE"));
    EXPECT_EQ(search.exitCode, 7);
    EXPECT_EQ(hub.server().connections(), 0);
}

TEST_F(HubProgram, TakesACachedModelWithoutAsking) {
    answerOf({"download", "org/model"});
    hub.server().forgetRequests();

    const json offline = answerOf({"plan", "org/model", "-q"}, {{"HF_HUB_OFFLINE", "1"}});
    const json online = answerOf({"plan", "org/model", "-q"});

    EXPECT_EQ(offline["result"], online["result"]);
    EXPECT_TRUE(hub.server().requests().empty());
}

TEST_F(HubProgram, HasExitCodesForWhatTheHubRefuses) {
    hub.with([](fake::HubState& state) { state.findRepo("org/model")->gated = "manual"; });

    const ProgramResult gated = run({"download", "org/model"});
    const ProgramResult absent = run({"download", "org/nothing"});
    const ProgramResult noModel = run({"download", "not a model"});
    hub.server().stop(fake::Origin::hub);

    EXPECT_EQ(gated.exitCode, 8) << gated.err;
    EXPECT_EQ(absent.exitCode, 1) << absent.err;
    EXPECT_EQ(noModel.exitCode, 2) << noModel.err;
}

TEST_F(HubProgram, SaysWhoseTokenIsInUse) {
    const json fromEnvironment = answerOf({"login", "--check"}, {{"HF_TOKEN", readToken}});
    folder.write("home/.cache/huggingface/token", writeToken + "\n");
    const json fromFile = answerOf({"login", "--check"});
    const ProgramResult text = run({"login", "--check"});

    EXPECT_EQ(fromEnvironment["user"], "alice");
    EXPECT_EQ(fromEnvironment["role"], "read");
    EXPECT_THAT(fromEnvironment["source"].get<std::string>(), HasSubstr("HF_TOKEN"));
    EXPECT_EQ(fromFile["role"], "write");
    EXPECT_THAT(text.out, HasSubstr("alice"));
    EXPECT_THAT(text.out, HasSubstr("huggingface/token"));
}

TEST_F(HubProgram, SaysThatThereIsNoTokenOrNoneThatCounts) {
    EXPECT_EQ(run({"login", "--check"}).exitCode, 8);
    const ProgramResult wrong = run({"login", "--check"}, {{"HF_TOKEN", "hf_ofNobody"}});
    EXPECT_EQ(wrong.exitCode, 8);
    EXPECT_THAT(wrong.err, Not(HasSubstr("hf_ofNobody")));
}

TEST_F(HubProgram, UploadsAFolderAndMakesNoCommitWhenNothingChanged) {
    forgetObjects();
    const std::map<std::string, std::string> token{{"HF_TOKEN", writeToken}};
    const json first = answerOf({"upload", sample, "org/new", "--message", "First"}, token);
    const std::string commit = hub.head("org/new").toStdString();
    hub.server().forgetRequests();
    const json second = answerOf({"upload", sample, "org/new"}, token);
    const ProgramResult text = run({"upload", sample, "org/new"}, token);

    EXPECT_EQ(first["repo"], "org/new");
    EXPECT_EQ(first["commit"], commit);
    EXPECT_EQ(first["url"], hub.endpoint().toString().toStdString() + "/org/new");
    EXPECT_EQ(first["unchanged"], false);
    EXPECT_GT(first["bytes_sent"], 0);
    EXPECT_EQ(hub.file("org/new", "model.safetensors")->content.all().toStdString(),
              contentOf(sample + "/model.safetensors"));
    hub.with([](fake::HubState& state) { EXPECT_TRUE(state.findRepo("org/new")->isPrivate); });
    EXPECT_EQ(second["unchanged"], true);
    EXPECT_EQ(second["commit"], commit);
    EXPECT_TRUE(hub.server().requests("POST */commit/main").empty());
    EXPECT_EQ(text.exitCode, 0) << text.err;
    EXPECT_THAT(text.out, HasSubstr("nothing was sent"));
}

TEST_F(HubProgram, NeedsATokenThatMayWriteToUpload) {
    const ProgramResult none = run({"upload", sample, "org/new"});
    const ProgramResult reads = run({"upload", sample, "org/new"}, {{"HF_TOKEN", readToken}});

    EXPECT_EQ(none.exitCode, 8) << none.err;
    EXPECT_EQ(reads.exitCode, 8) << reads.err;
    EXPECT_THAT(reads.err, HasSubstr("may only read"));
    EXPECT_TRUE(hub.server().requests("POST *").empty());
}

TEST_F(HubProgram, GoesOnWithAnUploadThatWasStopped) {
    forgetObjects();
    const std::map<std::string, std::string> token{{"HF_TOKEN", writeToken}};
    hub.server().fail("POST */info/lfs/verify", {.stallAnswer = true});
    bool asked = false;
    const ProgramResult stopped =
        run({"upload", sample, "org/new"}, token, [&](int process, const std::string& soFar) {
            if (!asked && soFar.find("Uploading") != std::string::npos) {
                asked = true;
                EXPECT_TRUE(hub.server().waitForStalled());
                kill(process, SIGINT);
            }
        });
    hub.server().release();
    hub.server().forgetRequests();
    const ProgramResult again = run({"upload", sample, "org/new"}, token);

    EXPECT_EQ(stopped.exitCode, 4) << stopped.err;
    EXPECT_THAT(stopped.err, HasSubstr("same command goes on"));
    ASSERT_EQ(again.exitCode, 0) << again.err;
    EXPECT_TRUE(hub.server().requests("PUT *").empty());
}

TEST_F(HubProgram, UploadsWhatItConverted) {
    const std::vector<std::string> command{"convert",  sample,          "-q",
                                           "--method", "mlx",           "--mlx-path",
                                           "result",   "--upload-repo", "org/made"};
    const ProgramResult refused = run(command, {{"HF_TOKEN", readToken}});
    EXPECT_EQ(refused.exitCode, 8) << refused.err;
    EXPECT_FALSE(fs::exists(folder / "result"));

    const json answer = answerOf(command, {{"HF_TOKEN", writeToken}});

    EXPECT_EQ(answer["upload"]["repo"], "org/made");
    EXPECT_EQ(hub.file("org/made", "model.safetensors")->content.all().toStdString(),
              contentOf(folder / "result/model.safetensors"));
}

TEST_F(HubProgram, SendsTheTokenForAModelBehindAGate) {
    hub.with([](fake::HubState& state) {
        state.findRepo("org/model")->gated = "auto";
        state.findRepo("org/model")->granted = {"alice"};
    });

    EXPECT_EQ(run({"plan", "org/model", "-q"}).exitCode, 8);
    EXPECT_EQ(run({"plan", "org/model", "-q"}, {{"HF_TOKEN", readToken}}).exitCode, 0);
}

}  // namespace
}  // namespace cli::test
