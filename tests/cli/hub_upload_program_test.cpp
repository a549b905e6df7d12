#include "cli/run_program.hpp"
#include "support/fake_hub/hub.hpp"
#include "support/temp_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <csignal>

namespace cli::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using quince::test::contentOf;
using quince::test::TempFolder;
using testing::HasSubstr;
using testing::Not;

const std::string sample = QUINCE_RESOURCES "/sample/Quince-Sample";

/// The real program, signed in with a token that may write, uploading to a Hub on loopback.
class HubUploadProgram : public ::testing::Test {
protected:
    HubUploadProgram() { fs::create_directories(folder / "home"); }

    ProgramResult run(
        const std::vector<std::string>& arguments,
        const std::function<void(int process, const std::string& soFar)>& onError = {}) {
        const std::map<std::string, std::string> environment{
            {"HOME", (folder / "home").string()},
            {"HF_ENDPOINT", hub.endpoint().toString().toStdString()},
            {"HF_TOKEN", fake::Hub::writeToken}};
        ProgramResult result =
            runProgram(QUINCE_CLI, arguments, environment, folder.path(), onError);
        EXPECT_THAT(result.out + result.err, Not(HasSubstr(fake::Hub::writeToken)));
        return result;
    }

    [[nodiscard]] std::size_t count(const char* words) const {
        return hub.server().requests(words).size();
    }

    [[nodiscard]] std::string card(const char* repo) const {
        const auto file = hub.file(repo, "README.md");
        return file ? file->content.all().toStdString() : std::string();
    }

    TempFolder folder;
    fake::Hub hub;
};

TEST_F(HubUploadProgram, SendsNoObjectTwiceAfterItWasKilledBeforeTheCommit) {
    const char* commit = "POST /api/models/org/new/commit/main";
    hub.server().fail("POST */info/lfs/verify", {.stallAnswer = true});
    bool isKilled = false;
    const ProgramResult killed =
        run({"upload", sample, "org/new"}, [&](int process, const std::string& soFar) {
            if (!isKilled && soFar.find("Uploading") != std::string::npos) {
                isKilled = true;
                EXPECT_TRUE(hub.server().waitForStalled());
                kill(process, SIGKILL);
            }
        });
    EXPECT_EQ(killed.exitCode, -1);
    EXPECT_GT(count("PUT *"), 0U);
    EXPECT_EQ(count(commit), 0U);
    EXPECT_FALSE(hub.file("org/new", "model.safetensors").has_value());
    hub.server().clearFaults();
    hub.server().forgetRequests();

    const ProgramResult again = run({"upload", sample, "org/new"});
    hub.server().release();

    ASSERT_EQ(again.exitCode, 0) << again.err;
    EXPECT_EQ(count("PUT *"), 0U);
    EXPECT_EQ(count(commit), 1U);
    EXPECT_EQ(hub.file("org/new", "model.safetensors")->content.all().toStdString(),
              contentOf(sample + "/model.safetensors"));
    EXPECT_TRUE(hub.leaks().empty());
}

TEST_F(HubUploadProgram, SendsReadersOfTheCardToTheRepoItIsIn) {
    const ProgramResult result = run({"convert", sample, "-q", "--method", "mlx", "--mlx-path",
                                      "result", "--upload-repo", "made"});

    ASSERT_EQ(result.exitCode, 0) << result.err;
    EXPECT_THAT(card("alice/made"), HasSubstr("mlx_lm.generate --model alice/made "));
    EXPECT_THAT(card("alice/made"), HasSubstr("\n# alice/made\n"));
    EXPECT_THAT(card("alice/made"), Not(HasSubstr("<publisher>")));
    EXPECT_THAT(contentOf(folder / "result/README.md"), HasSubstr("--model result "));
    EXPECT_THAT(result.out, HasSubstr("alice/made is new; it is private"));
}

TEST_F(HubUploadProgram, RefusesAPublicRepoForWhatIsToBePrivate) {
    hub.addRepo("org/there");

    const ProgramResult upload = run({"upload", sample, "org/there"});
    const ProgramResult convert = run({"convert", sample, "-q", "--method", "mlx", "--mlx-path",
                                       "result", "--upload-repo", "org/there"});

    for (const ProgramResult* result : {&upload, &convert}) {
        EXPECT_EQ(result->exitCode, 2) << result->err;
        EXPECT_THAT(result->err, HasSubstr("org/there is public"));
    }
    EXPECT_FALSE(fs::exists(folder / "result")) << "it is known before hours of converting";
    EXPECT_EQ(count("POST *preupload*"), 0U);
}

TEST_F(HubUploadProgram, SaysThatARepoWasThereAndWhoMaySeeIt) {
    hub.addRepo("org/there");

    const ProgramResult text = run({"upload", sample, "org/there", "--public"});
    const ProgramResult again = run({"upload", sample, "org/there", "--public", "--json"});

    ASSERT_EQ(text.exitCode, 0) << text.err;
    EXPECT_THAT(text.out, HasSubstr("org/there was there already; everybody can see it"));
    const json answer = json::parse(again.out, nullptr, false);
    EXPECT_EQ(answer["public"], true);
    EXPECT_EQ(answer["new_repo"], false);
}

TEST_F(HubUploadProgram, WarnsOfTermsOfTheOriginalBeforeItUploads) {
    fs::copy(sample, folder / "gated");
    folder.write("gated/README.md", "---\nlicense: mit\nextra_gated_prompt: Sign\n---\n");
    hub.server().fail("POST /api/validate-yaml", {.status = 403}, fake::HttpServer::always);

    const ProgramResult gated = run({"upload", "gated", "org/new"});
    const ProgramResult open = run({"upload", sample, "org/new"});

    EXPECT_THAT(gated.err, HasSubstr("agrees to its terms"));
    EXPECT_THAT(open.err, Not(HasSubstr("terms")));
}

}  // namespace
}  // namespace cli::test
