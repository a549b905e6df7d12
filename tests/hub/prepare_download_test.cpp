#include "hub/prepare_download.hpp"

#include "hub/cache_files.hpp"
#include "hub/download_fixture.hpp"
#include "hub/hub_api.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

using fake::HttpServer;
using hub::DownloadedModel;
using hub::DownloadPlan;
using hub::HubApi;
using hub::test::DownloadTest;
using hub::test::firstShard;
using quince::ErrorCode;
using quince::test::contentOf;
using testing::HasSubstr;

class PrepareDownload : public DownloadTest {
protected:
    quince::Result<hub::PreparedDownload> prepare(const std::string& id = "org/model",
                                                  const std::string& revision = "main") {
        HubApi api(environment, token, waiter);
        return hub::prepareDownload(api, {.repoId = id, .revision = revision, .cache = cache},
                                    stop.token());
    }
    /// Prepares and carries out.
    quince::Result<DownloadedModel> fetch(const std::string& id = "org/model",
                                          const std::string& revision = "main") {
        const auto prepared = prepare(id, revision);
        if (!prepared) {
            return prepared.error();
        }
        if (const auto* model = std::get_if<DownloadedModel>(&*prepared)) {
            return *model;
        }
        return hub::runDownload(std::get<DownloadPlan>(*prepared), cache, environment, token,
                                waiter, options, progress, stop.token());
    }
};

TEST_F(PrepareDownload, PlansWithoutWriting) {
    const auto prepared = prepare();

    ASSERT_TRUE(prepared.ok()) << prepared.error().message;
    const auto& plan = std::get<DownloadPlan>(*prepared);
    EXPECT_EQ(plan.commit, commitOf());
    EXPECT_EQ(plan.files, 6U);
    EXPECT_FALSE(plan.isDone());
    EXPECT_FALSE(fs::exists(cache));
}

TEST_F(PrepareDownload, BringsTheModelAndThenAsksOnce) {
    ASSERT_TRUE(fetch().ok());
    expectWhole();
    server.server().forgetRequests();

    const auto again = fetch();

    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(server.server().requests().size(), 1U);
    EXPECT_EQ(again->bytesFetched, 0U);
    EXPECT_EQ(again->note, "");
    expectWhole();
}

TEST_F(PrepareDownload, ASecondRunOfAPartOfARepoAsksOnceToo) {
    server.commit("org/model", {{"pytorch_model.bin", fake::Content("unwanted")}});
    ASSERT_TRUE(fetch().ok());
    server.server().forgetRequests();

    ASSERT_TRUE(fetch().ok());

    EXPECT_EQ(server.server().requests().size(), 1U);
}

TEST_F(PrepareDownload, FetchesWhatWasLostAgain) {
    ASSERT_TRUE(fetch().ok());
    fs::remove(layout.blob(etagOf(firstShard)));
    server.server().forgetRequests();

    ASSERT_TRUE(fetch().ok());

    EXPECT_EQ(server.server().requests("*/resolve/*").size(), 1U);
    expectWhole();
}

TEST_F(PrepareDownload, UsesTheNameThatTheRepoHasNow) {
    server.rename("org/model", "org/renamed");

    const auto model = fetch("org/model");

    ASSERT_TRUE(model.ok()) << model.error().message;
    EXPECT_EQ(model->repoId, "org/renamed");
    EXPECT_TRUE(fs::exists(cache / "models--org--renamed/refs/main"));
    EXPECT_FALSE(fs::exists(cache / "models--org--model"));
}

TEST_F(PrepareDownload, UsesTheCaseThatTheHubUses) {
    const auto model = fetch("ORG/Model");

    ASSERT_TRUE(model.ok()) << model.error().message;
    EXPECT_EQ(model->repoId, "org/model");
    expectWhole();
}

TEST_F(PrepareDownload, FindsItInTheCacheUnderTheNameThatWasTyped) {
    ASSERT_TRUE(fetch("ORG/Model").ok());
    environment.offline = true;

    const auto model = fetch("ORG/Model");

    ASSERT_TRUE(model.ok()) << model.error().message;
    EXPECT_EQ(model->repoId, "org/model");
    EXPECT_EQ(model->folder, layout.snapshot(commitOf()));
}

TEST_F(PrepareDownload, TellsOfANewNameAndOfNoOtherCase) {
    EXPECT_EQ(fetch("ORG/Model")->note, "");
    server.rename("org/model", "org/renamed");

    const auto model = fetch("org/model");
    const auto again = fetch("Org/Model");

    ASSERT_TRUE(model.ok()) << model.error().message;
    EXPECT_EQ(model->note, "org/model is called org/renamed now, and so it is in the cache.");
    EXPECT_EQ(again->note, "Org/Model is called org/renamed now, and so it is in the cache.");
    EXPECT_EQ(fetch("org/renamed")->note, "");
}

TEST_F(PrepareDownload, StaysWithTheCommitThatItBeganWith) {
    const auto prepared = prepare();
    ASSERT_TRUE(prepared.ok());
    const std::string before = commitOf();
    server.commit("org/model", {{"config.json", fake::Content("{\"moved\":1}")}});

    const auto model = hub::runDownload(std::get<DownloadPlan>(*prepared), cache, environment,
                                        token, waiter, options, progress, stop.token());

    ASSERT_TRUE(model.ok());
    EXPECT_EQ(contentOf(layout.ref("main")), before);
    EXPECT_THAT(contentOf(model->folder / "config.json"), HasSubstr("llama"));
}

TEST_F(PrepareDownload, SaysAtOnceThatThereIsNothingToConvert) {
    server.addRepo("org/old");
    server.commit("org/old", {{"config.json", fake::Content("{}")},
                              {"pytorch_model.bin", fake::Content("weights")}});

    const auto prepared = prepare("org/old");

    ASSERT_FALSE(prepared.ok());
    EXPECT_EQ(prepared.error().code, ErrorCode::unsupported);
    EXPECT_THAT(prepared.error().message, HasSubstr("only PyTorch weights"));
}

/// Names of the safetensors files of a plan.
std::vector<std::string> weightsOf(const DownloadPlan& plan) {
    std::vector<std::string> names;
    for (const hub::PlannedBlob& blob : plan.blobs) {
        std::copy_if(blob.paths.begin(), blob.paths.end(), std::back_inserter(names),
                     [](const std::string& path) { return path.ends_with(".safetensors"); });
    }
    return names;
}

TEST_F(PrepareDownload, TakesOnlyTheWeightsThatTheIndexNames) {
    server.commit("org/model", {{"model.safetensors", hub::test::weights(3, 1000)},
                                {"model-00001-of-00003.safetensors", hub::test::weights(4, 1000)},
                                {"adapter_model.safetensors", hub::test::weights(5, 1000)},
                                {"consolidated.safetensors", hub::test::weights(6, 1000)},
                                {"vision/model.safetensors", hub::test::weights(7, 1000)}});

    const auto prepared = prepare();

    ASSERT_TRUE(prepared.ok()) << prepared.error().message;
    EXPECT_THAT(weightsOf(std::get<DownloadPlan>(*prepared)),
                testing::ElementsAre(firstShard, hub::test::secondShard));
    EXPECT_FALSE(fs::exists(cache));
    ASSERT_TRUE(fetch().ok());
    EXPECT_FALSE(fs::exists(layout.tree(commitOf()))) << "the listing would not be true";
    server.server().forgetRequests();
    const auto again = fetch();
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->bytesFetched, 0U);
    EXPECT_EQ(server.server().requests().size(), 1U) << "the index is in the cache";
}

TEST_F(PrepareDownload, TakesTheSingleFileWhereThereIsNoIndex) {
    server.addRepo("org/single");
    server.commit("org/single", {{"config.json", fake::Content("{}")},
                                 {"model.safetensors", hub::test::weights(3, 1000)},
                                 {"adapter_model.safetensors", hub::test::weights(5, 1000)},
                                 {"model-00001-of-00001.safetensors", hub::test::weights(4, 1000)},
                                 {"copy/model.safetensors", hub::test::weights(7, 1000)}});

    const auto prepared = prepare("org/single");

    ASSERT_TRUE(prepared.ok()) << prepared.error().message;
    EXPECT_THAT(weightsOf(std::get<DownloadPlan>(*prepared)),
                testing::ElementsAre("model.safetensors"));
}

TEST_F(PrepareDownload, TakesAllWeightsWhereItCannotTellThem) {
    server.commit("org/model", {{"model.safetensors.index.json", fake::Content("{no index}")},
                                {"other.safetensors", hub::test::weights(3, 1000)}});

    const auto prepared = prepare();

    ASSERT_TRUE(prepared.ok()) << prepared.error().message;
    EXPECT_EQ(weightsOf(std::get<DownloadPlan>(*prepared)).size(), 3U);
}

TEST_F(PrepareDownload, AsksForNoIndexWhereTheNamesSayEnough) {
    ASSERT_TRUE(prepare().ok());

    EXPECT_TRUE(server.server().requests("*/resolve/*").empty());
}

TEST_F(PrepareDownload, DoesWithoutATreeWhereAMirrorHasNone) {
    server.server().fail("/api/models/org/model/tree/*", {.status = 404, .body = "Not Found"},
                         HttpServer::always);

    ASSERT_TRUE(fetch().ok());

    expectWhole();
}

TEST_F(PrepareDownload, UsesTheCacheWhenTheHubCannotBeReached) {
    ASSERT_TRUE(fetch().ok());
    server.server().fail("/api/*", {.status = 503}, HttpServer::always);

    const auto model = fetch();

    ASSERT_TRUE(model.ok()) << model.error().message;
    EXPECT_EQ(model->folder, layout.snapshot(commitOf()));
    EXPECT_THAT(model->note, HasSubstr("the cache is complete and is used"));
}

TEST_F(PrepareDownload, DoesNotUseTheCacheAgainstAnAnswer) {
    ASSERT_TRUE(fetch().ok());
    server.with([](fake::HubState& state) { state.findRepo("org/model")->isPrivate = true; });
    token = {};

    const auto model = fetch();

    ASSERT_FALSE(model.ok());
    EXPECT_EQ(model.error().code, ErrorCode::notFound);
}

TEST_F(PrepareDownload, MakesNoConnectionOffline) {
    ASSERT_TRUE(fetch().ok());
    const int before = server.server().connections();
    server.server().forgetRequests();
    environment.offline = true;

    const auto model = fetch();
    const auto other = fetch("org/other");

    ASSERT_TRUE(model.ok());
    EXPECT_EQ(model->folder, layout.snapshot(commitOf()));
    EXPECT_THAT(model->note, HasSubstr("HF_HUB_OFFLINE"));
    ASSERT_FALSE(other.ok());
    EXPECT_EQ(other.error().code, ErrorCode::offline);
    EXPECT_EQ(server.server().connections(), before);
    EXPECT_TRUE(server.server().requests().empty());
}

TEST_F(PrepareDownload, DoesNotBringWhatTheHubHasDisabled) {
    server.with([](fake::HubState& state) { state.findRepo("org/model")->isDisabled = true; });

    const auto prepared = prepare();

    ASSERT_FALSE(prepared.ok());
    EXPECT_EQ(prepared.error().code, ErrorCode::unauthorized);
    EXPECT_TRUE(server.server().requests("*/tree/*").empty());
}

TEST_F(PrepareDownload, RefusesWhatIsNoIdWithoutAsking) {
    for (const auto& [id, revision] : {std::pair<std::string, std::string>{"../model", "main"},
                                       {"org/model", "../main"},
                                       {"org/model", ""}}) {
        const auto prepared = prepare(id, revision);

        ASSERT_FALSE(prepared.ok());
        EXPECT_EQ(prepared.error().code, ErrorCode::invalidArgument);
    }
    EXPECT_TRUE(server.server().requests().empty());
}

}  // namespace
