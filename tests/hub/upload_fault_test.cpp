#include "hub/upload_fixture.hpp"

#include <gmock/gmock.h>

#include <optional>
#include <thread>

namespace {

using fake::HttpServer;
using quince::ErrorCode;
using testing::HasSubstr;

class UploadFault : public hub::test::UploadTest {
protected:
    void set(const std::function<void(fake::HubSettings&)>& change) {
        fake::HubSettings settings = hub.settings();
        change(settings);
        hub.set(settings);
    }
};

TEST_F(UploadFault, RepeatsAPartThatStorageFailedToTake) {
    hub.server().fail("PUT /uploads/*", {.status = 500});
    hub.server().fail("PUT /objects/*", {.status = 503}, 2);

    const auto uploaded = upload();

    ASSERT_TRUE(uploaded.ok()) << uploaded.error().message;
    expectWhole();
    EXPECT_EQ(count("PUT /uploads/*"), 4U);
    EXPECT_EQ(count("PUT /objects/*"), 3U);
    EXPECT_EQ(waiter.waits().size(), 3U);
}

TEST_F(UploadFault, GivesUpAPartThatIsNeverTaken) {
    hub.server().fail("PUT /uploads/*", {.status = 500}, HttpServer::always);

    const quince::Error error = failure();

    EXPECT_EQ(error.code, ErrorCode::network);
    EXPECT_THAT(error.message, HasSubstr("status 500"));
    expectNothingPublished();
}

TEST_F(UploadFault, RefusesAPartWithoutAnEtag) {
    hub.server().fail("PUT /uploads/*", {.withoutHeaders = {"ETag"}}, HttpServer::always);

    const quince::Error error = failure();

    EXPECT_EQ(error.code, ErrorCode::untrusted);
    EXPECT_THAT(error.message, HasSubstr("ETag"));
    EXPECT_EQ(count("POST /api/complete_multipart"), 0U);
    expectNothingPublished();
}

TEST_F(UploadFault, StartsAnUploadInPartsAnewWhenItCannotBePutTogether) {
    hub.server().fail("POST /api/complete_multipart", {.status = 400});

    const auto uploaded = upload();

    ASSERT_TRUE(uploaded.ok()) << uploaded.error().message;
    expectWhole();
    EXPECT_EQ(count("PUT /uploads/*"), 6U);
    EXPECT_EQ(count(batchWords), 2U);
}

TEST_F(UploadFault, GivesUpAnUploadThatCanNeverBePutTogether) {
    hub.server().fail("POST /api/complete_multipart", {.status = 400}, HttpServer::always);

    const quince::Error error = failure();

    EXPECT_THAT(error.message, HasSubstr(large));
    EXPECT_EQ(count("POST /api/complete_multipart"), 3U);
    expectNothingPublished();
}

TEST_F(UploadFault, NeedsNoSecondSendingWhenOnlyTheAnswerToTheLastStepIsLost) {
    hub.server().fail("POST /api/complete_multipart", {.losesAnswer = true});

    const auto uploaded = upload();

    ASSERT_TRUE(uploaded.ok()) << uploaded.error().message;
    expectWhole();
    EXPECT_EQ(count("PUT /uploads/*"), 3U);
}

TEST_F(UploadFault, AsksForNewAddressesWhenThoseHaveExpired) {
    hub.server().fail("PUT /objects/*", {.status = 403});
    hub.server().fail("PUT /uploads/*", {.status = 403}, 1, 1);

    const auto uploaded = upload();

    ASSERT_TRUE(uploaded.ok()) << uploaded.error().message;
    expectWhole();
    EXPECT_EQ(count(batchWords), 3U);
    EXPECT_EQ(count("POST /api/complete_multipart"), 1U);
}

TEST_F(UploadFault, SendsTheHeadersThatStorageWants) {
    set([](fake::HubSettings& settings) { settings.uploadHeader = "signed"; });

    const auto uploaded = upload();

    ASSERT_TRUE(uploaded.ok()) << uploaded.error().message;
    expectWhole();
}

TEST_F(UploadFault, PublishesNothingThatTheHubDoesNotFindAfterwards) {
    hub.server().fail("POST /org/new.git/info/lfs/verify", {.status = 404}, HttpServer::always);

    const quince::Error error = failure();

    EXPECT_EQ(error.code, ErrorCode::untrusted);
    EXPECT_THAT(error.message, HasSubstr("status 404"));
    EXPECT_EQ(count(commitWords), 0U);
    expectNothingPublished();
}

TEST_F(UploadFault, SaysWhichFileTheHubRefusesBeforeItSendsAny) {
    set([](fake::HubSettings& settings) { settings.largestObject = 500'000; });

    const quince::Error error = failure();

    EXPECT_EQ(error.code, ErrorCode::unsupported);
    EXPECT_THAT(error.message, HasSubstr(large));
    EXPECT_THAT(error.message, HasSubstr("too large"));
    EXPECT_EQ(count("PUT *"), 0U);
}

TEST_F(UploadFault, NamesTheHfProgramToAServerThatWantsXet) {
    set([](fake::HubSettings& settings) { settings.demandsXet = true; });

    const quince::Error error = failure();

    EXPECT_EQ(error.code, ErrorCode::unsupported);
    EXPECT_THAT(error.message, HasSubstr("`hf upload org/new \"" + folder.string() + "\"`"));
    EXPECT_EQ(count("PUT *"), 0U);
}

TEST_F(UploadFault, LooksAgainWhenSomebodyElseHasCommitted) {
    hub.server().fail(commitWords, {.status = 412}, 2);

    const auto uploaded = upload();

    ASSERT_TRUE(uploaded.ok()) << uploaded.error().message;
    expectWhole();
    EXPECT_EQ(count(preuploadWords), 3U);
    EXPECT_EQ(count("PUT *"), 4U) << "objects are sent once";
}

TEST_F(UploadFault, KeepsWhatSomebodyElseCommitsMeanwhile) {
    hub.server().fail("POST /org/new.git/info/lfs/verify", {.stallAnswer = true});
    std::optional<quince::Result<hub::Uploaded>> uploaded;
    std::thread worker([&] { uploaded = upload(); });
    EXPECT_TRUE(hub.server().waitForStalled());
    hub.commit("org/new", {{"theirs.json", fake::Content("{}")},
                           {"config.json", fake::Content("{\"theirs\":1}")}});
    hub.server().release();
    worker.join();

    ASSERT_TRUE(uploaded->ok()) << uploaded->error().message;
    EXPECT_EQ(count(commitWords), 2U) << "one onto a head that was no longer";
    EXPECT_EQ(commits(), 3U);
    EXPECT_EQ(hub.file("org/new", "theirs.json")->content.all(), "{}");
    EXPECT_EQ(hub.file("org/new", "config.json")->content.all(), R"({"model_type":"llama"})");
    EXPECT_TRUE(hub.file("org/new", large).has_value());
    EXPECT_EQ(count("PUT *"), 4U) << "objects are sent once";
}

TEST_F(UploadFault, GivesUpWhenOthersNeverStopCommitting) {
    hub.server().fail(commitWords, {.status = 412}, HttpServer::always);

    const quince::Error error = failure();

    EXPECT_EQ(error.code, ErrorCode::mismatch);
    EXPECT_THAT(error.message, HasSubstr("org/new"));
    expectNothingPublished();
}

TEST_F(UploadFault, DoesNotCommitTwiceWhenTheAnswerIsLost) {
    hub.server().fail(commitWords, {.losesAnswer = true});

    const auto uploaded = upload();

    ASSERT_TRUE(uploaded.ok()) << uploaded.error().message;
    EXPECT_EQ(count(commitWords), 1U);
    EXPECT_EQ(uploaded->commit, hub.head("org/new").toStdString());
    EXPECT_FALSE(uploaded->isUnchanged);
    expectWhole();
}

TEST_F(UploadFault, CommitsAgainWhenTheFirstTryDidNothing) {
    hub.server().fail(commitWords, {.status = 502});

    const auto uploaded = upload();

    ASSERT_TRUE(uploaded.ok()) << uploaded.error().message;
    EXPECT_EQ(count(commitWords), 2U);
    expectWhole();
}

TEST_F(UploadFault, GivesUpACommitThatIsNeverAnswered) {
    hub.server().fail(commitWords, {.status = 502}, HttpServer::always);

    EXPECT_EQ(failure().code, ErrorCode::network);
    expectNothingPublished();
}

TEST_F(UploadFault, TellsThePausesThatAServerAsksFor) {
    std::vector<hub::Pause> pauses;
    options.retry.onPause = [&](const hub::Pause& pause) { pauses.push_back(pause); };
    hub.server().fail(preuploadWords, {.status = 429, .headers = {{"Retry-After", "7"}}});

    ASSERT_TRUE(upload().ok());

    ASSERT_EQ(pauses.size(), 1U);
    EXPECT_EQ(pauses[0].reason, hub::Pause::Reason::serverAsks);
    EXPECT_EQ(progress.secondsAsked, 8U);
}

}  // namespace
