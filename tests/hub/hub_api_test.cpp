#include "hub/hub_api_fixture.hpp"

#include <QJsonArray>

#include <algorithm>

namespace hub {
namespace {

using quince::ErrorCode;
using test::codeOf;
using test::HubApiTest;

TEST_F(HubApiTest, TellsWhoseTokenItIs) {
    const auto reader = api.whoAmI({});
    const auto writer = apiWith(fake::Hub::writeToken).whoAmI({});

    ASSERT_TRUE(reader.ok()) << reader.error().message;
    EXPECT_EQ(reader->name, "alice");
    EXPECT_EQ(reader->organizations, std::vector<std::string>{"org"});
    EXPECT_EQ(reader->role, TokenRole::read);
    EXPECT_FALSE(reader->isOrganization);
    EXPECT_EQ(writer->role, TokenRole::write);
}

TEST_F(HubApiTest, KnowsATokenThatIsNotValid) {
    const auto got = apiWith("hf_wrong").whoAmI({});

    ASSERT_FALSE(got.ok());
    EXPECT_EQ(got.error().code, ErrorCode::unauthorized);
    EXPECT_NE(got.error().message.find("not valid"), std::string::npos) << got.error().message;
    EXPECT_EQ(got.error().message.find("hf_wrong"), std::string::npos);
}

TEST_F(HubApiTest, DescribesAModel) {
    fakeHub.addRepo("org/model", [](fake::Repo& repo) {
        repo.gated = "auto";
        repo.info = QJsonDocument::fromJson(
                        R"({"pipeline_tag": "text-generation", "tags": ["license:mit", "qwen"],
                            "safetensors": {"parameters": {"BF16": 123}, "total": 123},
                            "config": {"architectures": ["Qwen3ForCausalLM"], "model_type": "qwen3"},
                            "downloads": 7, "likes": "many"})")
                        .object();
    });
    const QByteArray commit = fakeHub.commit("org/model", {{"config.json", fake::Content("{}")}});

    const auto model = api.modelInfo("ORG/model", "main", {}, HubApi::Files::list);

    ASSERT_TRUE(model.ok()) << model.error().message;
    EXPECT_EQ(model->id, "org/model");
    EXPECT_EQ(model->sha, commit.toStdString());
    EXPECT_EQ(model->gate, Gate::automatic);
    EXPECT_EQ(model->pipelineTag, "text-generation");
    EXPECT_EQ(model->license, "mit");
    EXPECT_EQ(model->parameters, (std::map<std::string, std::int64_t>{{"BF16", 123}}));
    EXPECT_EQ(model->modelType, "qwen3");
    EXPECT_EQ(model->downloads, 7);
    EXPECT_EQ(model->likes, std::nullopt);
    ASSERT_TRUE(model->files.has_value());
    EXPECT_EQ(model->files->back().path, "config.json");
    EXPECT_EQ(model->files->back().size, 2U);
}

TEST_F(HubApiTest, FollowsARenamedRepoAndSaysWhatIsMissing) {
    fakeHub.addRepo("org/old");
    fakeHub.commit("org/old", {{"a", fake::Content("1")}});
    fakeHub.rename("org/old", "org/new");
    fakeHub.addRepo("org/hidden", [](fake::Repo& repo) { repo.isPrivate = true; });
    HubApi bob = apiWith(fake::Hub::bobsToken);

    EXPECT_EQ(api.modelInfo("org/old", {}, {})->id, "org/new");
    EXPECT_EQ(codeOf(api.modelInfo("org/new", "nowhere", {})), ErrorCode::notFound);
    EXPECT_EQ(codeOf(api.modelInfo("org/none", {}, {})), ErrorCode::notFound);
    EXPECT_EQ(codeOf(bob.modelInfo("org/hidden", {}, {})), ErrorCode::notFound);
    EXPECT_EQ(codeOf(api.modelInfo("../etc", {}, {})), ErrorCode::invalidArgument);
}

TEST_F(HubApiTest, EscapesARevisionWithSlashes) {
    fakeHub.addRepo("org/model");
    fakeHub.commit("org/model", {{"a", fake::Content("1")}});
    fakeHub.commit("org/model", {{"b", fake::Content("2")}}, "refs/pr/1");

    const auto model = api.modelInfo("org/model", "refs/pr/1", {});

    ASSERT_TRUE(model.ok()) << model.error().message;
    EXPECT_EQ(fakeHub.server().requests().back().target,
              "/api/models/org/model/revision/refs%2Fpr%2F1");
}

TEST_F(HubApiTest, ListsAllPagesOfATree) {
    fakeHub.addRepo("org/model");
    std::map<QByteArray, fake::Content> files;
    for (const char* path : {"a.json", "b c#%+.txt", "d/e.json", "f/g/h", "z.txt"}) {
        files[path] = fake::Content(path);
    }
    const fake::Content weights = fake::Content::seeded(1, 5000);
    files["model.safetensors"] = weights;
    const std::string commit = fakeHub.commit("org/model", files).toStdString();

    const auto listed = api.listFiles("org/model", commit, {});

    ASSERT_TRUE(listed.ok()) << listed.error().message;
    std::vector<std::string> paths;
    for (const RepoFile& file : *listed) {
        paths.push_back(file.path);
    }
    std::vector<std::string> expected;
    for (const QByteArray& path : fakeHub.paths("org/model")) {
        expected.push_back(path.toStdString());
    }
    EXPECT_EQ(paths, expected);
    const auto found = std::find_if(listed->begin(), listed->end(), [](const RepoFile& file) {
        return file.path == "model.safetensors";
    });
    ASSERT_NE(found, listed->end());
    EXPECT_EQ(found->size, 5000);
    EXPECT_EQ(found->sha256, weights.sha256().toStdString());
    EXPECT_GT(fakeHub.server().requests("GET /api/models/org/model/tree/*").size(), 1u);
}

TEST_F(HubApiTest, ListsTheFilesOfAServerWithoutTrees) {
    fakeHub.addRepo("org/model");
    const std::string commit =
        fakeHub.commit("org/model", {{"config.json", fake::Content("{}")}}).toStdString();
    fakeHub.server().fail("GET /api/models/org/model/tree/*", {.status = 404});

    const auto listed = api.listFiles("org/model", commit, {});

    ASSERT_TRUE(listed.ok()) << listed.error().message;
    EXPECT_EQ(listed->size(), fakeHub.paths("org/model").size());
    EXPECT_EQ(listed->back().path, "config.json");
    EXPECT_EQ(listed->back().blobId, fake::Content("{}").gitSha1().toStdString());
}

TEST_F(HubApiTest, RefusesAHostileListing) {
    const std::string commit(40, 'a');
    const QByteArray words = "GET /api/models/org/model/tree/*";
    for (const QByteArray body :
         {R"([{"type":"file","path":"../x","size":1}])",
          R"([{"type":"file","path":"a","size":-1}])", R"([{"type":"file","path":"a","size":1.5}])",
          R"([{"type":"file","path":"a","size":1e300}])",
          R"([{"type":"file","path":"a","size":1,"oid":"../../x"}])",
          R"([{"type":"file","path":"a","size":1,"lfs":{"oid":"x","size":1}}])",
          R"([{"type":"file","path":"a","size":1,"lfs":{"size":2}}])", R"({"files":[]})",
          "<html>login</html>", "[{"}) {
        answerOnce(words, body);

        EXPECT_EQ(codeOf(api.listFiles("org/model", commit, {})), ErrorCode::untrusted)
            << body.toStdString();
    }
}

TEST_F(HubApiTest, ListsNamesThatSomeSystemsCannotStore) {
    fakeHub.addRepo("org/model");
    const std::string commit = fakeHub
                                   .commit("org/model", {{"images/what?.png", fake::Content("1")},
                                                         {"Notes.md", fake::Content("2")},
                                                         {"notes.md", fake::Content("3")}})
                                   .toStdString();

    const auto listed = api.listFiles("org/model", commit, {});

    ASSERT_TRUE(listed.ok()) << listed.error().message;
    EXPECT_EQ(listed->size(), fakeHub.paths("org/model").size());
}

TEST_F(HubApiTest, DoesNotFollowAListingElsewhereOrForEver) {
    const std::string commit(40, 'a');
    const QByteArray words = "GET /api/models/org/model/tree/*";
    const QByteArray here = fakeHub.endpoint().toEncoded();
    const QByteArray tree = here + "/api/models/org/model/tree/" + commit.c_str();
    const auto withNext = [&](const QByteArray& url) {
        return fake::Fault{
            .status = 200, .body = "[]", .headers = {{"Link", "<" + url + ">; rel=\"next\""}}};
    };

    fakeHub.server().fail(words,
                          withNext(fakeHub.server().url(fake::Origin::cdn).toEncoded() + "/"));
    EXPECT_EQ(codeOf(api.listFiles("org/model", commit, {})), ErrorCode::untrusted);
    fakeHub.server().clearFaults();
    fakeHub.server().fail(words, withNext(tree + "?cursor=1"), fake::HttpServer::always);
    EXPECT_EQ(codeOf(api.listFiles("org/model", commit, {})), ErrorCode::untrusted);
    EXPECT_EQ(fakeHub.server().requests(words).size(), 3u);
    EXPECT_TRUE(fakeHub.leaks().empty());
}

TEST_F(HubApiTest, SearchesPageByPage) {
    for (const char* id : {"org/qwen-1", "org/qwen-2", "org/qwen-3", "org/qwen-4", "org/other"}) {
        fakeHub.addRepo(id, [&](fake::Repo& repo) {
            repo.info = {{QStringLiteral("downloads"), id[9]},
                         {QStringLiteral("tags"), QJsonArray{QStringLiteral("safetensors")}}};
        });
        fakeHub.commit(id, {{"a", fake::Content("1")}});
    }
    SearchQuery query;
    query.text = "qwen";
    query.limit = 3;

    const auto first = api.search(query, {});
    ASSERT_TRUE(first.ok()) << first.error().message;
    ASSERT_EQ(first->models.size(), 3u);
    EXPECT_EQ(first->models[0].id, "org/qwen-4");
    EXPECT_EQ(first->models[0].downloads, '4');
    ASSERT_TRUE(first->next.has_value());
    const auto second = api.searchMore(*first->next, {});
    ASSERT_TRUE(second.ok());
    ASSERT_EQ(second->models.size(), 1u);
    EXPECT_EQ(second->models[0].id, "org/qwen-1");
    EXPECT_FALSE(second->next.has_value());
    EXPECT_EQ(fakeHub.server().requests("GET /api/models*").front().target,
              "/api/models?search=qwen&filter=safetensors&sort=downloads&limit=3&expand=downloads"
              "&expand=likes&expand=lastModified&expand=gated&expand=safetensors"
              "&expand=pipeline_tag&expand=tags&expand=private&expand=config");
}

TEST_F(HubApiTest, ShowsItsTokenToTheEndpointOnly) {
    const QUrl elsewhere = fakeHub.server().url(fake::Origin::cdn);
    ASSERT_FALSE(api.searchMore(elsewhere, {}).ok());

    EXPECT_EQ(fakeHub.server().requests("GET *").size(), 1u);
    EXPECT_TRUE(fakeHub.leaks().empty());
}

TEST_F(HubApiTest, ReadsTheMetadataOfFiles) {
    fakeHub.addRepo("org/model");
    const fake::Content weights = fake::Content::seeded(1, 5000);
    const QByteArray commit = fakeHub.commit(
        "org/model", {{"a b.json", fake::Content("{}")}, {"w.safetensors", weights}});

    const auto regular = api.fileMetadata("org/model", "main", "a b.json", {});
    const auto lfs = api.fileMetadata("org/model", "main", "w.safetensors", {});

    ASSERT_TRUE(regular.ok()) << regular.error().message;
    EXPECT_EQ(regular->commit, commit.toStdString());
    EXPECT_EQ(regular->etag, fake::Content("{}").gitSha1().toStdString());
    EXPECT_EQ(regular->size, 2);
    ASSERT_TRUE(lfs.ok()) << lfs.error().message;
    EXPECT_EQ(lfs->etag, weights.sha256().toStdString());
    EXPECT_EQ(lfs->size, 5000);
    EXPECT_EQ(codeOf(api.fileMetadata("org/model", "main", "none", {})), ErrorCode::notFound);
    EXPECT_EQ(codeOf(api.fileMetadata("org/model", "main", "../x", {})),
              ErrorCode::invalidArgument);
    EXPECT_TRUE(fakeHub.leaks().empty());
}

TEST_F(HubApiTest, DoesNotGuessMetadata) {
    fakeHub.addRepo("org/model");
    fakeHub.commit("org/model", {{"w.safetensors", fake::Content::seeded(1, 5000)}});
    for (const char* missing : {"X-Repo-Commit", "X-Linked-ETag", "X-Linked-Size"}) {
        fakeHub.server().fail("HEAD *", {.withoutHeaders = {missing, "ETag"}});

        EXPECT_EQ(codeOf(api.fileMetadata("org/model", "main", "w.safetensors", {})),
                  ErrorCode::untrusted)
            << missing;
    }
    fakeHub.server().fail("HEAD *", {.headers = {{"X-Linked-ETag", "\"../../x\""}}});
    EXPECT_EQ(codeOf(api.fileMetadata("org/model", "main", "w.safetensors", {})),
              ErrorCode::untrusted);
    fakeHub.server().fail("HEAD *", {.headers = {{"X-Linked-ETag", "W/\"abc\""}}});
    EXPECT_EQ(api.fileMetadata("org/model", "main", "w.safetensors", {})->etag, "abc");
}

TEST_F(HubApiTest, KnowsAGatedModelByItsFiles) {
    fakeHub.addRepo("org/model", [](fake::Repo& repo) { repo.gated = "manual"; });
    fakeHub.commit("org/model", {{"a.json", fake::Content("{}")}});
    HubApi bob = apiWith(fake::Hub::bobsToken);

    EXPECT_EQ(bob.modelInfo("org/model", {}, {})->gate, Gate::manual);
    EXPECT_EQ(codeOf(bob.fileMetadata("org/model", "main", "a.json", {})), ErrorCode::gated);
    EXPECT_EQ(codeOf(apiWith("").fileMetadata("org/model", "main", "a.json", {})),
              ErrorCode::gated);
}

TEST_F(HubApiTest, TakesNoLoginPageForAnAnswer) {
    fakeHub.server().fail("GET *", {.status = 200,
                                    .body = "<!DOCTYPE html><title>Hotel</title>",
                                    .headers = {{"Content-Type", "text/html"}}});
    const auto page = api.whoAmI({});
    ASSERT_FALSE(page.ok());
    EXPECT_EQ(page.error().code, ErrorCode::untrusted);
    EXPECT_NE(page.error().message.find("login"), std::string::npos);

    fakeHub.server().fail("GET *",
                          {.status = 302, .headers = {{"Location", "http://localhost:9/"}}});
    EXPECT_EQ(codeOf(api.whoAmI({})), ErrorCode::untrusted);
}

TEST_F(HubApiTest, ConnectsToNothingWhenOffline) {
    HubEnvironment environment = test::environmentOf(fakeHub.server());
    environment.offline = true;
    HubApi offline(environment, Token::fromText(fake::Hub::readToken), waiter);

    EXPECT_EQ(codeOf(offline.whoAmI({})), ErrorCode::offline);
    EXPECT_EQ(codeOf(offline.modelInfo("org/model", {}, {})), ErrorCode::offline);
    EXPECT_EQ(codeOf(offline.listFiles("org/model", std::string(40, 'a'), {})), ErrorCode::offline);
    EXPECT_EQ(fakeHub.server().connections(), 0);
    EXPECT_TRUE(waiter.waits().empty());
}

}  // namespace
}  // namespace hub
