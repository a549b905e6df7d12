#include "hub/download.hpp"

#include "hub/cached_model.hpp"
#include "hub/download_fixture.hpp"

#include <quince/hf_cache.hpp>

#include <gmock/gmock.h>

#include <chrono>
#include <cstdint>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <utility>

namespace {

namespace fs = std::filesystem;

using hub::DownloadPhase;
using hub::test::DownloadTest;
using hub::test::firstShard;
using hub::test::secondShard;
using quince::ErrorCode;
using quince::test::contentOf;
using testing::ElementsAre;
using testing::HasSubstr;

TEST_F(DownloadTest, BringsTheWholeModel) {
    const auto model = download();

    ASSERT_TRUE(model.ok()) << model.error().message;
    EXPECT_EQ(model->folder, layout.snapshot(commitOf()));
    EXPECT_EQ(model->commit, commitOf());
    EXPECT_TRUE(model->unproved.empty());
    EXPECT_EQ(model->bytesFetched, progress.bytesTotal);
    expectWhole();
    EXPECT_TRUE(fs::exists(layout.tree(commitOf()))) << "the repo has no other files";
}

TEST_F(DownloadTest, SendsTheTokenToTheHubAndToNobodyElse) {
    ASSERT_TRUE(download().ok());

    for (const fake::Request& request : server.server().requests()) {
        const bool toHub = request.origin == fake::Origin::hub;
        EXPECT_EQ(request.headers.value("Authorization"),
                  toHub ? QByteArray("Bearer ") + fake::Hub::readToken : QByteArray())
            << request.target.toStdString();
        EXPECT_EQ(request.headers.value("Accept-Encoding"), "identity");
        EXPECT_FALSE(request.headers.has("Cookie"));
        EXPECT_FALSE(request.headers.has("Range"));
    }
    // A small file: the hub and its resolve cache. A shard: the hub and the CDN.
    EXPECT_EQ(server.server().requests().size(), 12U);
}

TEST_F(DownloadTest, TakesSmallFilesBeforeShards) {
    options.transfers = 1;

    ASSERT_TRUE(download().ok());

    const auto requests = server.server().requests("*/resolve/*");
    ASSERT_EQ(requests.size(), 6U);
    EXPECT_TRUE(requests[4].target.endsWith(firstShard));
    EXPECT_TRUE(requests[5].target.endsWith(secondShard));
}

TEST_F(DownloadTest, IsReadByTheCore) {
    ASSERT_TRUE(download().ok());

    const auto found = quince::scanCache({{cache, "test", quince::RootKind::hubCache}}, {});

    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].state, quince::ModelState::complete);
    EXPECT_TRUE(found[0].warnings.empty());
    EXPECT_TRUE(found[0].missing.empty());
    EXPECT_EQ(found[0].bytes, progress.bytesTotal);
    const auto cached = hub::cachedModel(cache, "org/model", "main");
    ASSERT_TRUE(cached.ok()) << cached.error().message;
    EXPECT_EQ(cached->commit, commitOf());
}

TEST_F(DownloadTest, WritesNoListingOfARepoThatItTakesInPart) {
    server.commit("org/model", {{"pytorch_model.bin", fake::Content("large and unwanted")}});

    ASSERT_TRUE(download().ok());

    expectWhole();
    EXPECT_FALSE(fs::exists(layout.tree(commitOf())));
    EXPECT_FALSE(fs::exists(pointer("pytorch_model.bin")));
}

TEST_F(DownloadTest, FetchesOnlyWhatIsNewInTheNextCommit) {
    ASSERT_TRUE(download().ok());
    const std::string before = commitOf();
    server.server().forgetRequests();
    server.commit("org/model", {{"config.json", fake::Content("{\"model_type\":\"qwen3\"}")}});

    ASSERT_TRUE(download().ok());

    expectWhole();
    EXPECT_NE(commitOf(), before);
    EXPECT_EQ(server.server().requests("*/resolve/*").size(), 1U);
    EXPECT_EQ(contentOf(layout.pointer(before, "tokenizer.json")), "{\"model\":{}}");
}

TEST_F(DownloadTest, AsksNothingWhenAllIsThere) {
    ASSERT_TRUE(download().ok());
    server.server().forgetRequests();
    fs::remove(layout.ref("main"));

    const auto again = download();

    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->bytesFetched, 0U);
    EXPECT_TRUE(server.server().requests().empty());
    expectWhole();
}

/// Everything below a folder, with its size and the time of its last change.
std::map<std::string, std::pair<std::uintmax_t, fs::file_time_type>> stateOf(
    const fs::path& folder) {
    std::map<std::string, std::pair<std::uintmax_t, fs::file_time_type>> state;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
        state[entry.path().string()] = {entry.is_regular_file() ? entry.file_size() : 0,
                                        entry.last_write_time()};
    }
    return state;
}

TEST_F(DownloadTest, WritesNothingWhenAllIsThere) {
    ASSERT_TRUE(download().ok());
    const auto longAgo = fs::file_time_type::clock::now() - std::chrono::hours(1);
    for (const auto& [path, state] : stateOf(cache)) {
        fs::last_write_time(path, longAgo);
    }
    const auto before = stateOf(cache);

    const auto again = download();

    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(again->folder, layout.snapshot(commitOf()));
    EXPECT_EQ(stateOf(cache), before);
    expectWhole();
    fs::remove(layout.ref("main"));
    auto planned = *plan();
    planned.revision = commitOf();
    fs::last_write_time(layout.ref("main").parent_path(), longAgo);
    EXPECT_TRUE(hub::runDownload(planned, cache, environment, token, waiter, options, progress,
                                 stop.token())
                    .ok());
    EXPECT_EQ(stateOf(cache).size(), before.size() - 1);
    EXPECT_EQ(fs::last_write_time(cache / ".locks"), longAgo);
}

TEST_F(DownloadTest, ReadsACacheThatItMayNotWriteTo) {
    ASSERT_TRUE(download().ok());
    const auto allow = [this](fs::perm_options how) {
        fs::permissions(cache, fs::perms::owner_write, how);
        for (const auto& [path, state] : stateOf(cache)) {
            fs::permissions(path, fs::perms::owner_write, how);
        }
    };
    allow(fs::perm_options::remove);
    const bool mayWrite = std::ofstream(cache / "probe").is_open();

    const auto again = download();

    allow(fs::perm_options::add);
    if (mayWrite) {
        GTEST_SKIP() << "this user may write everywhere";
    }
    ASSERT_TRUE(again.ok()) << again.error().message;
    expectWhole();
}

TEST_F(DownloadTest, MakesEmptyFilesWithoutAsking) {
    server.commit("org/model", {{"empty.txt", fake::Content("")}});

    ASSERT_TRUE(download().ok());

    expectWhole();
    EXPECT_TRUE(server.server().requests("*empty.txt*").empty());
    EXPECT_TRUE(fs::exists(layout.blob("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")));
}

TEST_F(DownloadTest, FetchesOneContentOnceForItsNames) {
    server.commit("org/model", {{"copy/config.json", fake::Content(bytesOf("config.json"))}});

    ASSERT_TRUE(download().ok());

    expectWhole();
    EXPECT_EQ(server.server().requests("*/resolve/*config.json").size(), 1U);
}

TEST_F(DownloadTest, BringsNamesWithOddLetters) {
    server.commit("org/model", {{"a b/ü#%+&x.json", fake::Content("1")},
                                {"ü #%+&.json", fake::Content("{\"odd\":true}")}});

    ASSERT_TRUE(download().ok());

    expectWhole();
    EXPECT_EQ(server.server().requests("*/resolve/*/%C3%BC%20%23%25%2B%26.json").size(), 1U);
}

TEST_F(DownloadTest, KnowsReposOfOnePartAndRevisionsOfPullRequests) {
    server.addRepo("gpt2");
    server.commit(
        "gpt2",
        {{"config.json", fake::Content("{}")}, {"model.safetensors", hub::test::weights(3, 5000)}},
        "refs/pr/1");

    const auto model = download("gpt2", "refs/pr/1");

    ASSERT_TRUE(model.ok()) << model.error().message;
    expectWhole("gpt2", "refs/pr/1");
    EXPECT_TRUE(fs::exists(cache / "models--gpt2/refs/refs/pr/1"));
}

TEST_F(DownloadTest, WorksForACommitAndThenWritesNoRef) {
    const std::string commit = commitOf();
    auto planned = *plan();
    planned.revision = commit;

    const auto model = hub::runDownload(planned, cache, environment, token, waiter, options,
                                        progress, stop.token());

    ASSERT_TRUE(model.ok());
    EXPECT_EQ(contentOf(pointer("config.json")), bytesOf("config.json").toStdString());
    EXPECT_FALSE(fs::exists(layout.repo() / "refs"));
}

TEST_F(DownloadTest, CopiesWhereLinksAreForbidden) {
    environment.mayLink = false;

    ASSERT_TRUE(download().ok());

    expectWhole();
    EXPECT_EQ(fs::symlink_status(pointer(firstShard)).type(), fs::file_type::regular);
    EXPECT_TRUE(fs::is_empty(layout.blobs()));
    server.server().forgetRequests();
    ASSERT_TRUE(download().ok());
    EXPECT_TRUE(server.server().requests().empty());
}

TEST_F(DownloadTest, CopiesWhereLinksFail) {
    options.makeLink = [](const fs::path&, const fs::path&) {
        return std::make_error_code(std::errc::operation_not_permitted);
    };

    ASSERT_TRUE(download().ok());

    expectWhole();
    EXPECT_FALSE(fs::is_symlink(pointer("extra/notes.txt")));
}

TEST_F(DownloadTest, TakesLargeFilesInSegments) {
    options.segments = {100'000, 120'000};

    ASSERT_TRUE(download().ok());

    expectWhole();
    EXPECT_THAT(ranges(firstShard),
                ElementsAre("bytes=0-119999", "bytes=120000-239999", "bytes=240000-299999"));
    EXPECT_EQ(server.server().requests("*/resolve/*" + QByteArray(firstShard)).size(), 1U)
        << "the signed address is used again";
    EXPECT_TRUE(waiter.waits().empty());
}

TEST_F(DownloadTest, TellsWhichFilesNobodyCanProve) {
    auto planned = *plan();
    for (hub::PlannedBlob& blob : planned.blobs) {
        if (blob.paths.front() == "config.json") {
            blob.etag = "made-up-by-a-mirror";
        }
    }
    server.server().fail("*/resolve/*config.json", {.status = 200, .body = bytesOf("config.json")});

    const auto model = hub::runDownload(planned, cache, environment, token, waiter, options,
                                        progress, stop.token());

    ASSERT_TRUE(model.ok()) << model.error().message;
    EXPECT_THAT(model->unproved, ElementsAre("config.json"));
}

TEST_F(DownloadTest, SaysBeforehandThatTheDiskIsTooSmall) {
    auto planned = *plan();
    planned.spaceNeeded = std::uint64_t{1} << 60;

    const auto model = hub::runDownload(planned, cache, environment, token, waiter, options,
                                        progress, stop.token());

    ASSERT_FALSE(model.ok());
    EXPECT_EQ(model.error().code, ErrorCode::diskFull);
    EXPECT_THAT(model.error().message, HasSubstr("org/model needs 1152921504.7 GB"));
    EXPECT_TRUE(server.server().requests().empty());
    EXPECT_FALSE(fs::exists(cache));
    EXPECT_EQ(progress.phase, DownloadPhase::failed);
}

TEST_F(DownloadTest, TwoAtOnceShareTheWork) {
    hub::DownloadProgress other;
    std::optional<quince::Result<hub::DownloadedModel>> second;
    std::thread thread([&] { second = downloadWith(other); });

    const auto first = download();
    thread.join();

    ASSERT_TRUE(first.ok()) << first.error().message;
    ASSERT_TRUE(second->ok()) << second->error().message;
    expectWhole();
    EXPECT_EQ(other.bytesDone, other.bytesTotal);
    EXPECT_EQ(ranges(firstShard).size(), 1U);
    EXPECT_EQ(ranges(secondShard).size(), 1U);
}

}  // namespace
