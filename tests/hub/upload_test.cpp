#include "hub/upload_fixture.hpp"

#include <quince/model_card.hpp>

#include <gmock/gmock.h>

namespace {

namespace fs = std::filesystem;

using quince::ErrorCode;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

class Upload : public hub::test::UploadTest {};

TEST_F(Upload, PutsAFolderOnTheHubInOneCommit) {
    const auto uploaded = upload();

    ASSERT_TRUE(uploaded.ok()) << uploaded.error().message;
    expectWhole();
    EXPECT_EQ(uploaded->repoId, "org/new");
    EXPECT_EQ(uploaded->commit, hub.head("org/new").toStdString());
    EXPECT_EQ(uploaded->page, QUrl(hub.endpoint().toString() + QStringLiteral("/org/new")));
    EXPECT_TRUE(uploaded->isNewRepo);
    EXPECT_FALSE(uploaded->isUnchanged);
    EXPECT_EQ(uploaded->filesCommitted, 7U);
    const QByteArray sent = hub.server().requests(commitWords).at(0).body;
    EXPECT_TRUE(sent.contains(R"("parentCommit":")")) << "else nobody sees that others committed";
    EXPECT_TRUE(sent.contains(R"("summary":"Upload new")"));
    EXPECT_EQ(uploaded->bytesSent, 1'030'001U);
    EXPECT_TRUE(uploaded->warnings.empty());
    EXPECT_EQ(count("PUT /objects/*"), 1U);
    EXPECT_EQ(count("PUT /uploads/*"), 3U);
    EXPECT_EQ(count("POST /org/new.git/info/lfs/verify"), 2U);
    hub.with([](fake::HubState& state) { EXPECT_TRUE(state.findRepo("org/new")->isPrivate); });
}

TEST_F(Upload, MakesAPublicRepoAndTakesTheGivenCardAndMessage) {
    order.visibility = hub::Visibility::isPublic;
    order.card = "---\nlicense: apache-2.0\n---\n# Mine\n";
    order.message = "A first try";

    const auto uploaded = upload();

    ASSERT_TRUE(uploaded.ok()) << uploaded.error().message;
    EXPECT_EQ(hub.file("org/new", "README.md")->content.all().toStdString(), *order.card);
    hub.with([](fake::HubState& state) {
        EXPECT_FALSE(state.findRepo("org/new")->isPrivate);
        EXPECT_EQ(state.findRepo("org/new")->find("main")->title, "A first try");
    });
}

TEST_F(Upload, TakesANameAlonePutIntoOnesOwnAccount) {
    order.repoId = "mine";

    const auto uploaded = upload();

    ASSERT_TRUE(uploaded.ok()) << uploaded.error().message;
    EXPECT_EQ(uploaded->repoId, "alice/mine");
}

TEST_F(Upload, LeavesOutWhatIsNoPartOfAModel) {
    for (const char* name : {".git/config", ".cache/huggingface/x", ".DS_Store", "._config.json",
                             "Thumbs.db", "x.safetensors.incomplete"}) {
        write(name, "x");
    }

    ASSERT_TRUE(upload().ok());

    const auto paths = hub.paths("org/new");
    EXPECT_THAT(paths,
                UnorderedElementsAre(".gitattributes", "README.md", "config.json", "empty.txt",
                                     "extra/notes.txt", small, large, "tokenizer.json"));
}

TEST_F(Upload, MakesNoCommitWhenNothingChanged) {
    ASSERT_TRUE(upload().ok());
    const QByteArray head = hub.head("org/new");
    hub.server().forgetRequests();

    const auto again = upload();

    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_TRUE(again->isUnchanged);
    EXPECT_FALSE(again->isNewRepo);
    EXPECT_EQ(again->commit, head.toStdString());
    EXPECT_EQ(count(commitWords), 0U);
    EXPECT_EQ(count("PUT *"), 0U);
    EXPECT_EQ(progress.bytesHashed, 0U) << "the hashes are known";
    expectWhole();
}

TEST_F(Upload, WarnsOfOtherWeightsInTheRepo) {
    hub.addRepo("org/new", [](fake::Repo& repo) { repo.isPrivate = true; });
    hub.commit("org/new", {{"model-00003-of-00003.safetensors", hub::test::weights(7, 5000)},
                           {"consolidated.safetensors", hub::test::weights(8, 5000)}});

    const auto uploaded = upload();

    ASSERT_TRUE(uploaded.ok()) << uploaded.error().message;
    EXPECT_FALSE(uploaded->isNewRepo);
    ASSERT_EQ(uploaded->warnings.size(), 1U);
    EXPECT_THAT(uploaded->warnings[0], HasSubstr("model-00003-of-00003.safetensors"));
}

TEST_F(Upload, NeverSendsWhatIsToBePrivateToAPublicRepo) {
    hub.addRepo("org/new");
    const QByteArray head = hub.head("org/new");

    const quince::Error error = failure();

    EXPECT_EQ(error.code, ErrorCode::invalidArgument);
    EXPECT_THAT(error.message, HasSubstr("org/new is public"));
    EXPECT_THAT(error.message, HasSubstr("another name"));
    EXPECT_EQ(count(preuploadWords), 0U);
    EXPECT_EQ(count("PUT *"), 0U);
    EXPECT_EQ(hub.head("org/new"), head);
    EXPECT_EQ(progress.bytesHashed, 0U);
}

TEST_F(Upload, DoesNotTrustAServerThatMakesThePrivatePublic) {
    hub.server().fail("POST /api/repos/create", {.status = 200, .body = R"({"id":"org/new"})"});
    hub.addRepo("org/new");

    EXPECT_EQ(failure().code, ErrorCode::invalidArgument);
    EXPECT_EQ(count(preuploadWords), 0U);
}

TEST_F(Upload, SaysWhoMaySeeARepoThatWasThere) {
    hub.addRepo("org/new");
    order.visibility = hub::Visibility::isPublic;
    const auto updated = upload();
    hub.with([](fake::HubState& state) { state.findRepo("org/new")->isPrivate = true; });
    const auto again = upload();

    ASSERT_TRUE(updated.ok()) << updated.error().message;
    EXPECT_FALSE(updated->isNewRepo);
    EXPECT_TRUE(updated->isPublic);
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_FALSE(again->isPublic) << "it stays private, whatever is asked for";
}

TEST_F(Upload, MakesTheFoldersCardNameTheRepo) {
    quince::ModelCardInput input;
    input.publisher = "Qwen";
    input.name = "result";
    input.sourceReadme = "---\nlicense: mit\n---\n";
    write("README.md", quince::makeModelCard(input).text);

    const auto uploaded = upload();

    ASSERT_TRUE(uploaded.ok()) << uploaded.error().message;
    const std::string card = hub.file("org/new", "README.md")->content.all().toStdString();
    EXPECT_THAT(card, HasSubstr("--model org/new "));
    EXPECT_THAT(card, testing::Not(HasSubstr("result")));
    EXPECT_THAT(quince::test::contentOf(folder / "README.md"), HasSubstr("Qwen/result"));
    EXPECT_TRUE(upload()->isUnchanged);
}

TEST_F(Upload, LeavesTheCardOutWhereItIsEmptied) {
    order.card = "";

    const auto uploaded = upload();

    ASSERT_TRUE(uploaded.ok()) << uploaded.error().message;
    EXPECT_FALSE(hub.file("org/new", "README.md").has_value());
    EXPECT_TRUE(hub.file("org/new", "config.json").has_value());
}

TEST_F(Upload, PublishesNoModelWithoutWhatTheRepoKeepsOut) {
    for (const char* line : {"*.safetensors\n", "config.json\n"}) {
        hub.addRepo("org/new", [](fake::Repo& repo) { repo.isPrivate = true; });
        const QByteArray head = hub.commit("org/new", {{".gitignore", fake::Content(line)}});

        const quince::Error error = failure();

        EXPECT_EQ(error.code, ErrorCode::invalidArgument);
        EXPECT_THAT(error.message, HasSubstr(".gitignore of org/new keeps out "));
        EXPECT_EQ(hub.head("org/new"), head);
        EXPECT_EQ(progress.bytesHashed, 0U);
        hub.with([](fake::HubState& state) { state.repos.erase("org/new"); });
    }
}

TEST_F(Upload, WarnsOfOtherFilesThatTheRepoKeepsOut) {
    hub.addRepo("org/new", [](fake::Repo& repo) { repo.isPrivate = true; });
    hub.commit("org/new", {{".gitignore", fake::Content("*.txt\n")}});

    const auto uploaded = upload();

    ASSERT_TRUE(uploaded.ok()) << uploaded.error().message;
    EXPECT_THAT(uploaded->warnings,
                UnorderedElementsAre(HasSubstr("empty.txt"), HasSubstr("extra/notes.txt")));
    EXPECT_FALSE(hub.file("org/new", "empty.txt").has_value());
    EXPECT_TRUE(hub.file("org/new", small).has_value());
}

TEST_F(Upload, ReadsAFileAgainThatChangedAndSendsItAlone) {
    ASSERT_TRUE(upload().ok());
    hub.server().forgetRequests();
    write(small, hub::test::weights(3, 30'000).all().toStdString());
    fs::last_write_time(folder / small,
                        fs::file_time_type::clock::now() - std::chrono::minutes(30));

    const auto again = upload();

    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(progress.bytesHashed, 30'000U);
    EXPECT_EQ(again->filesCommitted, 1U);
    EXPECT_EQ(count("PUT *"), 1U);
    EXPECT_EQ(commits(), 3U);
}

TEST_F(Upload, RefusesATokenThatMayOnlyReadBeforeAnythingElse) {
    const quince::Error error = failure(fake::Hub::readToken);

    EXPECT_EQ(error.code, ErrorCode::unauthorized);
    EXPECT_THAT(error.message, HasSubstr("may only read"));
    EXPECT_EQ(hub.server().requests().size(), 1U);
    EXPECT_EQ(progress.bytesHashed, 0U);
    EXPECT_EQ(progress.counters.state, quince::ConversionState::failed);
    EXPECT_EQ(failure("").code, ErrorCode::unauthorized);
    EXPECT_EQ(failure("hf_nobody").code, ErrorCode::unauthorized);
}

TEST_F(Upload, ShowsTheCardToTheHubBeforeItMakesARepo) {
    write("README.md", "---\nlicense: none of these\n---\n");

    const quince::Error error = failure();

    EXPECT_EQ(error.code, ErrorCode::invalidArgument);
    EXPECT_THAT(error.message, HasSubstr("license"));
    EXPECT_EQ(count("POST /api/repos/create"), 0U);
    EXPECT_EQ(progress.bytesHashed, 0U);
}

TEST_F(Upload, PassesOnWhatTheHubWarnsOf) {
    write("README.md", "# No front matter\n");

    const auto uploaded = upload();

    ASSERT_TRUE(uploaded.ok()) << uploaded.error().message;
    ASSERT_EQ(uploaded->warnings.size(), 1U);
    EXPECT_THAT(uploaded->warnings[0], HasSubstr("metadata"));
}

TEST_F(Upload, RefusesWhatIsNoModelFolder) {
    order.folder = scratch / "none";
    EXPECT_EQ(failure().code, ErrorCode::notFound);
    scratch.write("other/photo.jpg", "x");
    order.folder = scratch / "other";

    const quince::Error error = failure();

    EXPECT_EQ(error.code, ErrorCode::invalidArgument);
    EXPECT_THAT(error.message, HasSubstr("config.json"));
    EXPECT_EQ(count("POST *"), 0U);
}

#ifndef _WIN32
TEST_F(Upload, RefusesLinksOutOfTheFolderAndNamesThatCannotBe) {
    scratch.write("secret", "private");
    fs::create_symlink(scratch / "secret", folder / "link.json");
    EXPECT_EQ(failure().code, ErrorCode::invalidArgument);
    fs::remove(folder / "link.json");
    write("a\\b.json", "{}");

    EXPECT_EQ(failure().code, ErrorCode::invalidArgument);
    EXPECT_EQ(count("POST *"), 0U);
}

TEST_F(Upload, FollowsTheLinksOfASnapshotOfTheCache) {
    const fs::path repo = scratch / "models--org--new";
    fs::create_directories(repo / "blobs");
    fs::create_directories(repo / "snapshots/c");
    scratch.write("models--org--new/blobs/1", "{}");
    fs::create_symlink("../../blobs/1", repo / "snapshots/c/config.json");
    order.folder = repo / "snapshots/c";

    ASSERT_TRUE(upload().ok());

    EXPECT_EQ(hub.file("org/new", "config.json")->content.all(), "{}");
}
#endif
}  // namespace
