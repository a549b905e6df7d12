#include "hub/upload_fixture.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <functional>
#include <optional>
#include <thread>

namespace {

namespace fs = std::filesystem;

using fake::HttpServer;
using hub::test::eventually;
using quince::ErrorCode;
using testing::HasSubstr;

class UploadResume : public hub::test::UploadTest {
protected:
    /// Starts an upload, waits until `isThere`, stops it and checks how it ended.
    void stopWhen(const std::function<bool()>& isThere) {
        std::optional<quince::Result<hub::Uploaded>> uploaded;
        std::thread worker([&] { uploaded = upload(); });
        EXPECT_TRUE(eventually(isThere));
        const auto asked = std::chrono::steady_clock::now();
        stop.requestStop();
        worker.join();
        const auto took = std::chrono::steady_clock::now() - asked;
        hub.server().clearFaults();
        hub.server().release();

        ASSERT_FALSE(uploaded->ok());
        EXPECT_EQ(uploaded->error().code, ErrorCode::stopped) << uploaded->error().message;
        EXPECT_LT(took, std::chrono::milliseconds(400)) << "100 ms, and as much for a busy machine";
        EXPECT_EQ(progress.counters.state, quince::ConversionState::stopped);
        expectNothingPublished();
        stop = {};
        hub.server().forgetRequests();
    }

    bool isStalled() const { return hub.server().stalled() > 0; }
};

TEST_F(UploadResume, SendsNoObjectTwiceAfterAStopBeforeTheCommit) {
    hub.server().fail("POST /org/new.git/info/lfs/verify", {.stallAnswer = true},
                      HttpServer::always);
    stopWhen([this] { return hub.server().stalled() == 2; });

    const auto uploaded = upload();

    ASSERT_TRUE(uploaded.ok()) << uploaded.error().message;
    expectWhole();
    EXPECT_EQ(count("PUT *"), 0U);
    EXPECT_EQ(progress.bytesHashed, 0U);
    EXPECT_EQ(progress.counters.bytesResumed, 1'030'001U);
}

TEST_F(UploadResume, GoesOnAfterAStopInTheMiddleOfAFile) {
    options.files = 1;
    hub.server().fail("PUT /uploads/*", {.stallAnswer = true}, HttpServer::always);
    stopWhen([this] { return isStalled(); });

    const auto uploaded = upload();

    ASSERT_TRUE(uploaded.ok()) << uploaded.error().message;
    expectWhole();
    EXPECT_EQ(count("PUT /objects/*"), 0U) << "the small one was there";
    EXPECT_EQ(count("PUT /uploads/*"), 3U);
}

TEST_F(UploadResume, StopsWhileTheHubDoesNotAnswer) {
    hub.server().fail("GET /api/whoami-v2", {.stallAnswer = true});

    stopWhen([this] { return isStalled(); });
}

TEST_F(UploadResume, StopsBeforeItReadsAnything) {
    stop.requestStop();

    EXPECT_EQ(failure().code, ErrorCode::stopped);
    EXPECT_TRUE(hub.server().requests().empty());
}

TEST_F(UploadResume, PublishesNothingOfAFileThatChangesOnTheWay) {
    // Between hash and send: while the Hub thinks about the objects.
    hub.server().fail(batchWords, {.stallAnswer = true});
    std::optional<quince::Error> error;
    std::thread worker([&] { error = failure(); });
    EXPECT_TRUE(eventually([this] { return isStalled(); }));
    write(small, hub::test::weights(9, 30'001).all().toStdString());
    hub.server().release();
    worker.join();

    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->code, ErrorCode::mismatch);
    EXPECT_THAT(error->message, HasSubstr(std::string(small) + " was changed"));
    EXPECT_EQ(count(commitWords), 0U);
    expectNothingPublished();
}

TEST_F(UploadResume, PublishesNoSmallFileThatChangesWhileLargeOnesAreSent) {
    hub.server().fail("POST /org/new.git/info/lfs/verify", {.stallAnswer = true});
    std::optional<quince::Error> error;
    std::thread worker([&] { error = failure(); });
    EXPECT_TRUE(eventually([this] { return isStalled(); }));
    write("config.json", R"({"model_type":"other"})");
    hub.server().release();
    worker.join();

    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->code, ErrorCode::mismatch);
    EXPECT_THAT(error->message, HasSubstr("config.json was changed"));
    EXPECT_EQ(count(commitWords), 0U);
}

TEST_F(UploadResume, HashesAgainWhereTheNotesAreOfNoUse) {
    ASSERT_TRUE(upload().ok());
    for (const fs::directory_entry& entry : fs::directory_iterator(options.notes)) {
        fs::resize_file(entry.path(), 20);
    }

    ASSERT_TRUE(upload().ok());
    EXPECT_GT(progress.bytesHashed, 1'030'001U);

    options.notes.clear();
    ASSERT_TRUE(upload().ok());
    EXPECT_GT(progress.bytesHashed, 1'030'001U);
}

TEST_F(UploadResume, DoesNotRememberAFileThatWasChangedAMomentAgo) {
    fs::last_write_time(folder / small, fs::file_time_type::clock::now());
    ASSERT_TRUE(upload().ok());

    ASSERT_TRUE(upload().ok());

    EXPECT_EQ(progress.bytesHashed, 30'000U);
}

}  // namespace
