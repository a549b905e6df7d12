#include "hub/hub_api_fixture.hpp"

namespace hub {
namespace {

using quince::ErrorCode;
using test::codeOf;

class UploadApi : public test::HubApiTest {
protected:
    UploadApi() {
        fakeHub.addRepo("org/model");
        parent = fakeHub.commit("org/model", {{"old.json", fake::Content("{}")}}).toStdString();
    }

    static LfsObject objectOf(const fake::Content& content) {
        return {content.sha256().toStdString(), content.size()};
    }

    HubApi writer = apiWith(fake::Hub::writeToken);
    std::string parent;
};

TEST_F(UploadApi, CreatesAPrivateRepoUnlessToldOtherwise) {
    const auto made = writer.createRepo("org/new", Visibility::isPrivate, {});
    const auto again = writer.createRepo("org/new", Visibility::isPublic, {});

    ASSERT_TRUE(made.ok()) << made.error().message;
    EXPECT_EQ(made->id, "org/new");
    EXPECT_FALSE(made->existed);
    ASSERT_TRUE(again.ok());
    EXPECT_TRUE(again->existed);
    const auto sent = fakeHub.server().requests("POST /api/repos/create");
    EXPECT_EQ(sent.at(0).body,
              R"({"name":"new","organization":"org","private":true,"visibility":"private"})");
    EXPECT_EQ(sent.at(1).body, R"({"name":"new","organization":"org","visibility":"public"})");
}

TEST_F(UploadApi, SaysWhyARepoCannotBeCreated) {
    const auto refused = api.createRepo("org/new", Visibility::isPrivate, {});

    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::unauthorized);
    EXPECT_NE(refused.error().message.find("rights"), std::string::npos) << refused.error().message;
    EXPECT_EQ(codeOf(writer.createRepo("a/b/c", Visibility::isPrivate, {})),
              ErrorCode::invalidArgument);
}

TEST_F(UploadApi, UsesARepoThatItMayNotCreateButThatIsThere) {
    const auto there = api.createRepo("org/model", Visibility::isPrivate, {});

    ASSERT_TRUE(there.ok()) << there.error().message;
    EXPECT_TRUE(there->existed);
}

TEST_F(UploadApi, WaitsWhileTheRepoIsBusy) {
    fakeHub.server().fail(
        "POST /api/repos/create",
        {.status = 409, .body = R"({"error":"another conflicting operation is in progress"})"}, 2);

    const auto made = writer.createRepo("org/new", Visibility::isPrivate, {});

    ASSERT_TRUE(made.ok());
    EXPECT_FALSE(made->existed);
    EXPECT_EQ(waiter.waits().size(), 2u);
}

TEST_F(UploadApi, KnowsARepoThatItMadeWhenTheAnswerIsLost) {
    fakeHub.server().fail("POST /api/repos/create", {.losesAnswer = true});

    const auto made = writer.createRepo("org/new", Visibility::isPrivate, {});

    ASSERT_TRUE(made.ok()) << made.error().message;
    EXPECT_FALSE(made->existed);
    EXPECT_EQ(fakeHub.server().requests("POST /api/repos/create").size(), 2u);
}

TEST_F(UploadApi, DoesNotTakeSomebodysRepoForItsOwnWhenAnAnswerIsLost) {
    fakeHub.server().fail("POST /api/repos/create", {.losesAnswer = true});

    const auto there = writer.createRepo("org/model", Visibility::isPrivate, {});

    ASSERT_TRUE(there.ok()) << there.error().message;
    EXPECT_TRUE(there->existed);
}

TEST_F(UploadApi, ChecksTheCard) {
    const auto fine = writer.validateCard("---\nlicense: mit\n---\n# A model", {});
    const auto wrong = writer.validateCard("---\nlicense: mine\n---\n", {});
    const auto bare = writer.validateCard("# A model", {});

    ASSERT_TRUE(fine.ok() && wrong.ok() && bare.ok());
    EXPECT_TRUE(fine->errors.empty() && fine->warnings.empty());
    ASSERT_EQ(wrong->errors.size(), 1u);
    EXPECT_NE(wrong->errors[0].find("license"), std::string::npos);
    EXPECT_EQ(bare->warnings.size(), 1u);
}

TEST_F(UploadApi, LearnsHowEachFileIsSent) {
    std::vector<UploadFile> files{{"old.json", 2, "{}"},
                                  {"w.safetensors", 4000, QByteArray(512, 'x')},
                                  {"empty.safetensors", 0, {}}};
    for (int i = 0; i < 300; ++i) {
        files.push_back({"f" + std::to_string(i), 1, "x"});
    }

    const auto choices = writer.preupload("org/model", "main", files, {});

    ASSERT_TRUE(choices.ok()) << choices.error().message;
    ASSERT_EQ(choices->size(), files.size());
    EXPECT_FALSE((*choices)[0].isLfs);
    EXPECT_EQ((*choices)[0].remoteOid, fake::Content("{}").gitSha1().toStdString());
    EXPECT_TRUE((*choices)[1].isLfs);
    EXPECT_EQ((*choices)[1].remoteOid, "");
    EXPECT_FALSE((*choices)[2].isLfs);
    EXPECT_EQ(fakeHub.server().requests("POST /api/models/org/model/preupload/main").size(), 2u);
}

TEST_F(UploadApi, DoesNotGuessHowAFileIsSent) {
    answerOnce("POST *", R"({"files":[{"path":"b","uploadMode":"regular"}]})");
    EXPECT_EQ(codeOf(writer.preupload("org/model", "main", {{"a", 1, "x"}}, {})),
              ErrorCode::untrusted);
    answerOnce("POST *", R"({"files":[{"path":"a","uploadMode":"pigeon"}]})");
    EXPECT_EQ(codeOf(writer.preupload("org/model", "main", {{"a", 1, "x"}}, {})),
              ErrorCode::untrusted);
}

TEST_F(UploadApi, GetsTicketsForObjects) {
    const LfsObject small = objectOf(fake::Content::seeded(1, 5000));
    const LfsObject large = objectOf(fake::Content::seeded(2, 1'000'001));

    const auto batch = writer.lfsBatch("org/model", "main", {large, small}, {});

    ASSERT_TRUE(batch.ok()) << batch.error().message;
    EXPECT_FALSE(batch->needsXet);
    ASSERT_EQ(batch->tickets.size(), 2u);
    const LfsTicket& parted = batch->tickets[0];
    EXPECT_EQ(parted.object.sha256, large.sha256);
    EXPECT_EQ(parted.partSize, 400'000);
    ASSERT_EQ(parted.parts.size(), 3u);
    EXPECT_TRUE(parted.parts[0].path().endsWith(u"/1"));
    EXPECT_TRUE(parted.parts[2].path().endsWith(u"/3"));
    EXPECT_TRUE(parted.upload && parted.verify);
    const LfsTicket& basic = batch->tickets[1];
    EXPECT_TRUE(basic.parts.empty());
    EXPECT_TRUE(basic.upload && basic.verify);
}

TEST_F(UploadApi, SeesWhichObjectsAreThereOrRefused) {
    const fake::Content there = fake::Content::seeded(3, 5000);
    fakeHub.commit("org/model", {{"w.safetensors", there}});
    fake::HubSettings settings = fakeHub.settings();
    settings.largestObject = 5000;
    fakeHub.set(settings);

    const auto batch = writer.lfsBatch(
        "org/model", "main", {objectOf(there), objectOf(fake::Content::seeded(4, 5001))}, {});

    ASSERT_TRUE(batch.ok());
    EXPECT_FALSE(batch->tickets.at(0).upload.has_value());
    EXPECT_EQ(batch->tickets.at(0).error, "");
    EXPECT_EQ(batch->tickets.at(1).error, "The object is too large");
}

TEST_F(UploadApi, RefusesTicketsThatCannotBe) {
    const LfsObject object{std::string(64, 'a'), 10};
    const QByteArray words = "POST /org/model.git/info/lfs/objects/batch";
    const auto ticket = [](const QByteArray& upload) {
        return R"({"objects":[{"oid":")" + QByteArray(64, 'a') +
               R"(","size":10,"actions":{"upload":)" + upload + "}}]}";
    };
    for (const QByteArray& body :
         {ticket(R"({"href":"http://example.org/x"})"), ticket(R"({"href":"file:///etc/passwd"})"),
          ticket(R"({})"),
          ticket(R"({"href":"https://x.org/","header":{"chunk_size":"5","1":"https://x.org/1"}})"),
          ticket(R"({"href":"https://x.org/","header":{"chunk_size":"0"}})"),
          ticket(R"({"href":"https://x.org/","header":{"chunk_size":5,"1":"https://x.org/1",
                     "3":"https://x.org/3"}})"),
          QByteArray(R"({"objects":[]})"), QByteArray("[]")}) {
        answerOnce(words, body);

        EXPECT_EQ(codeOf(writer.lfsBatch("org/model", "main", {object}, {})), ErrorCode::untrusted)
            << body.toStdString();
    }
    answerOnce(words, ticket(R"({"href":"https://x.org/","header":{"chunk_size":"5",
                                 "00002":"https://x.org/2","1":"https://x.org/1","X-A":"b"}})"));
    const auto fine = writer.lfsBatch("org/model", "main", {object}, {});
    ASSERT_TRUE(fine.ok());
    EXPECT_EQ(fine->tickets[0].parts[1], QUrl(QStringLiteral("https://x.org/2")));
    ASSERT_EQ(fine->tickets[0].upload->headers.size(), 1u);
    EXPECT_EQ(fine->tickets[0].upload->headers[0].name, "X-A");
}

TEST_F(UploadApi, CommitsFilesAndDeletions) {
    const fake::Content stored = fake::Content::seeded(5, 5000);
    fakeHub.with([&](fake::HubState& state) { state.objects[stored.sha256()] = stored; });
    ASSERT_TRUE(
        writer
            .preupload("org/model", "main",
                       {{"README.md", 2, "\xc3\xa9"}, {"w.safetensors", 5000, stored.read(0, 512)}},
                       {})
            .ok());
    CommitRequest request{.summary = "Add a model", .parent = parent};
    request.changes = {CommitRequest::Regular{"README.md", "\xc3\xa9"},
                       CommitRequest::Lfs{"w.safetensors", objectOf(stored)},
                       CommitRequest::Deleted{"old.json"}};

    const auto done = writer.commit("org/model", "main", request, {});

    ASSERT_TRUE(done.ok()) << done.error().message;
    EXPECT_EQ(done->commit, fakeHub.head("org/model").toStdString());
    EXPECT_EQ(fakeHub.file("org/model", "README.md")->content.all(), "\xc3\xa9");
    EXPECT_TRUE(fakeHub.file("org/model", "w.safetensors")->isLfs);
    EXPECT_FALSE(fakeHub.file("org/model", "old.json").has_value());
}

TEST_F(UploadApi, DoesNotCommitOnAMovedBranch) {
    CommitRequest request{.summary = "Add", .parent = std::string(40, 'b')};
    request.changes = {CommitRequest::Regular{"a.json", "{}"}};

    EXPECT_EQ(codeOf(writer.commit("org/model", "main", request, {})), ErrorCode::mismatch);
    EXPECT_EQ(fakeHub.head("org/model").toStdString(), parent);
}

TEST_F(UploadApi, NeverRepeatsACommitWhoseAnswerIsLost) {
    const QByteArray words = "POST /api/models/org/model/commit/main";
    fakeHub.server().fail(words, {.losesAnswer = true}, fake::HttpServer::always);
    CommitRequest request{.summary = "Add"};
    request.changes = {CommitRequest::Deleted{"old.json"}};

    EXPECT_EQ(codeOf(writer.commit("org/model", "main", request, {})), ErrorCode::network);

    EXPECT_EQ(fakeHub.server().requests(words).size(), 1u);
    EXPECT_NE(fakeHub.head("org/model").toStdString(), parent);
}

}  // namespace
}  // namespace hub
