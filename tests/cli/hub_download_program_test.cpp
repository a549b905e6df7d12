#include "cli/run_program.hpp"
#include "support/fake_hub/hub.hpp"
#include "support/temp_folder.hpp"

#include <quince/safetensors.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <functional>
#include <numeric>

namespace cli::test {
namespace {

namespace fs = std::filesystem;
using quince::test::contentOf;
using testing::HasSubstr;
using testing::Not;

const std::string sample = QUINCE_RESOURCES "/sample/Quince-Sample";

/// The real program and what it does with the cache, against a Hub on loopback that has the sample
/// model.
class DownloadProgram : public ::testing::Test {
protected:
    DownloadProgram() {
        fs::create_directories(folder / "home");
        hub.addRepo("org/model");
        std::map<QByteArray, fake::Content> files;
        for (const fs::directory_entry& entry : fs::directory_iterator(sample)) {
            files[QByteArray::fromStdString(entry.path().filename().string())] =
                fake::Content(QByteArray::fromStdString(contentOf(entry.path())));
        }
        hub.commit("org/model", files);
    }

    ~DownloadProgram() override { EXPECT_TRUE(hub.leaks().empty()); }

    ProgramResult run(
        const std::vector<std::string>& arguments,
        const std::map<std::string, std::string>& more = {},
        const std::function<void(int process, const std::string& soFar)>& onError = {}) {
        std::map<std::string, std::string> environment = more;
        environment["HOME"] = (folder / "home").string();
        environment["HF_ENDPOINT"] = hub.endpoint().toString().toStdString();
        return runProgram(QUINCE_CLI, arguments, environment, folder.path(), onError);
    }

    /// `convert org/model`, killed while its weights arrive.
    void convertAndKill() {
        // The first request is for the header, before anything is fetched.
        hub.server().fail("GET /blobs/*", {.stallAfter = 100'000}, 1, 1);
        bool isKilled = false;
        const ProgramResult killed = run(convert, {}, [&](int process, const std::string& soFar) {
            if (!isKilled && soFar.find("Downloading") != std::string::npos) {
                isKilled = true;
                EXPECT_TRUE(hub.server().waitForStalled());
                kill(process, SIGKILL);
            }
        });
        hub.server().release();
        EXPECT_EQ(killed.exitCode, -1) << killed.err;
        EXPECT_FALSE(fs::exists(repo() / "refs"));
    }

    [[nodiscard]] std::string head() const { return hub.head("org/model").toStdString(); }
    [[nodiscard]] fs::path repo() const {
        return folder / "home/.cache/huggingface/hub/models--org--model";
    }
    [[nodiscard]] fs::path weights() const {
        return repo() / "snapshots" / head() / "model.safetensors";
    }

    const std::vector<std::string> convert{"convert", "org/model",  "-q",    "--method",
                                           "mlx",     "--mlx-path", "result"};
    quince::test::TempFolder folder;
    fake::Hub hub;
};

TEST_F(DownloadProgram, GoesOnAfterItWasKilledAtTwoCommits) {
    convertAndKill();
    hub.commit("org/model", {{"NOTICE", fake::Content("the branch has moved")}});
    // What is there of the weights is found again, so the header is the only first request.
    convertAndKill();
    const ProgramResult offline = run(convert, {{"HF_HUB_OFFLINE", "1"}});
    hub.server().forgetRequests();

    const ProgramResult last = run(convert);

    EXPECT_EQ(offline.exitCode, 7) << offline.err;
    EXPECT_THAT(offline.err, HasSubstr("org/model is not complete"));
    ASSERT_EQ(last.exitCode, 0) << last.err;
    EXPECT_EQ(contentOf(repo() / "refs/main"), head());
    EXPECT_EQ(contentOf(weights()), contentOf(sample + "/model.safetensors"));
    EXPECT_TRUE(fs::exists(folder / "result/model.safetensors"));
}

/// The sample with so many words that its weights have about `bytes` bytes; all of them zero.
std::map<QByteArray, fake::Content> grownSample(std::uint64_t bytes) {
    constexpr std::uint64_t hidden = 256;
    const auto words = static_cast<std::int64_t>(bytes / (2 * 2 * hidden));  // embeddings and head
    std::vector<quince::TensorSpec> tensors;
    std::uint64_t total = 0;
    const auto reader = quince::SafetensorsReader::open(sample + "/model.safetensors");
    for (const quince::TensorInfo& tensor : reader->header().tensors) {
        tensors.push_back({tensor.name, tensor.dtype, tensor.shape});
        if (tensor.name == "lm_head.weight" || tensor.name == "model.embed_tokens.weight") {
            tensors.back().shape[0] = words;
        }
        total += 2 * std::accumulate(tensors.back().shape.begin(), tensors.back().shape.end(),
                                     std::uint64_t{1}, std::multiplies<>());
    }
    const std::string header = quince::encodeSafetensorsHeader(tensors, {{"format", "pt"}});
    nlohmann::json config = nlohmann::json::parse(contentOf(sample + "/config.json"));
    config["vocab_size"] = words;
    return {{"config.json", fake::Content(QByteArray::fromStdString(config.dump()))},
            {"model.safetensors",
             fake::Content::seeded(1, static_cast<qint64>(header.size() + total),
                                   QByteArray(header.data(), static_cast<int>(header.size())))
                 .withDigest(QByteArray(64, 'a'))}};
}

TEST_F(DownloadProgram, DoesNotBeginWithoutRoomForDownloadAndResult) {
    const auto free = fs::space(folder.path()).available;
    hub.addRepo("org/large");
    hub.commit("org/large", grownSample(free / 10 * 6));

    const ProgramResult result = run({"convert", "org/large", "--mlx-path", "result"});

    EXPECT_EQ(result.exitCode, 6) << result.err;
    EXPECT_THAT(result.err, HasSubstr("The download and what is made of it need "));
    EXPECT_FALSE(fs::exists(folder / "home/.cache/huggingface/hub"));
}

TEST_F(DownloadProgram, StillAsksWhichOfTwoWholeRevisionsIsMeant) {
    ASSERT_EQ(run({"download", "org/model"}).exitCode, 0);
    hub.commit("org/model", {{"NOTICE", fake::Content("the branch has moved")}});
    ASSERT_EQ(run({"download", "org/model"}).exitCode, 0);
    fs::remove_all(repo() / "refs");

    const ProgramResult result = run({"plan", "org/model", "-q"});

    EXPECT_EQ(result.exitCode, 2);
    EXPECT_THAT(result.err, HasSubstr("several revisions"));
}

TEST_F(DownloadProgram, FindsWhatItDownloadedUnderTheNameThatWasTyped) {
    const ProgramResult fetched = run({"download", "ORG/Model"});
    ASSERT_EQ(fetched.exitCode, 0) << fetched.err;
    EXPECT_THAT(fetched.err, Not(HasSubstr("is called")));

    const ProgramResult offline = run({"plan", "ORG/Model", "-q"}, {{"HF_HUB_OFFLINE", "1"}});

    EXPECT_EQ(offline.exitCode, 0) << offline.err;
}

TEST_F(DownloadProgram, TellsOfARepoThatWasRenamed) {
    hub.rename("org/model", "org/renamed");

    const ProgramResult fetched = run({"download", "org/model"});

    EXPECT_EQ(fetched.exitCode, 0) << fetched.err;
    EXPECT_THAT(fetched.err, HasSubstr("org/model is called org/renamed now"));
    EXPECT_EQ(run({"plan", "org/renamed", "-q"}, {{"HF_HUB_OFFLINE", "1"}}).exitCode, 0);
}

TEST_F(DownloadProgram, CopiesWhereLinksAreForbidden) {
    const std::map<std::string, std::string> noLinks{{"HF_HUB_DISABLE_SYMLINKS", "1"}};

    const ProgramResult fetched = run({"download", "org/model"}, noLinks);

    ASSERT_EQ(fetched.exitCode, 0) << fetched.err;
    for (const fs::directory_entry& entry :
         fs::recursive_directory_iterator(folder / "home/.cache/huggingface")) {
        EXPECT_FALSE(entry.is_symlink()) << entry.path();
    }
    EXPECT_EQ(contentOf(weights()), contentOf(sample + "/model.safetensors"));
    EXPECT_TRUE(fs::is_empty(repo() / "blobs"));
    EXPECT_EQ(contentOf(repo() / "refs/main"), head());

    hub.server().forgetRequests();
    EXPECT_EQ(run({"download", "org/model"}, noLinks).exitCode, 0);
    EXPECT_EQ(hub.server().requests().size(), 1U) << "with or without links, all is there";
    EXPECT_EQ(run({"download", "org/model"}).exitCode, 0);
    EXPECT_EQ(hub.server().requests().size(), 2U);
    EXPECT_EQ(run(convert, {{"HF_HUB_OFFLINE", "1"}}).exitCode, 0);
    EXPECT_TRUE(fs::exists(folder / "result/model.safetensors"));
}

TEST_F(DownloadProgram, CountsAndFetchesTheWeightsOfTheModelAlone) {
    hub.commit("org/model", {{"adapter_model.safetensors", fake::Content::seeded(1, 500'000)}});

    const auto answerOf = [&](const std::string& command) {
        const ProgramResult result = run({command, "org/model", "--json"});
        EXPECT_EQ(result.exitCode, 0) << result.err;
        return nlohmann::json::parse(result.out, nullptr, false);
    };
    const auto planned = answerOf("plan");
    const auto fetched = answerOf("download");

    EXPECT_EQ(planned["model"]["download_bytes"], fetched["bytes_fetched"]);
    EXPECT_TRUE(fs::exists(weights()));
    EXPECT_FALSE(fs::exists(weights().parent_path() / "adapter_model.safetensors"));
}

TEST_F(DownloadProgram, SearchesNoLongerThanThereAreNewPages) {
    const auto leadTo = [&](const QByteArray& from, const QByteArray& to) {
        hub.server().fail("GET /api/models?" + from,
                          {.headers = {{"Link", "<" + hub.endpoint().toEncoded() + "/api/models?" +
                                                    to + ">; rel=\"next\""}}},
                          fake::HttpServer::always);
    };
    leadTo("search=*", "cursor=0&page=a");
    leadTo("cursor=0&page=a", "cursor=0&page=b");
    leadTo("cursor=0&page=b", "cursor=0&page=a");

    const ProgramResult result = run({"search", "model", "--limit", "100"});

    EXPECT_EQ(result.exitCode, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("org/model"));
    EXPECT_EQ(hub.server().requests("GET /api/models").size(), 3U);
}

}  // namespace
}  // namespace cli::test
