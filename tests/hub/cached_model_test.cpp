#include "hub/cached_model.hpp"

#include "hub/download_fixture.hpp"

#include <gmock/gmock.h>

namespace {

namespace fs = std::filesystem;

using hub::cachedInstead;
using hub::cachedModel;
using hub::test::DownloadTest;
using hub::test::firstShard;
using quince::Error;
using quince::ErrorCode;
using testing::HasSubstr;

class CachedModelTest : public DownloadTest {
protected:
    CachedModelTest() { EXPECT_TRUE(download().ok()); }
};

TEST_F(CachedModelTest, IsFoundByBranchAndByCommit) {
    for (const std::string& revision : {std::string("main"), commitOf()}) {
        const auto model = cachedModel(cache, "org/model", revision);

        ASSERT_TRUE(model.ok()) << revision;
        EXPECT_EQ(model->folder, layout.snapshot(commitOf()));
        EXPECT_EQ(model->commit, commitOf());
    }
    EXPECT_FALSE(cachedModel(cache, "org/model", "v2").ok());
    EXPECT_FALSE(cachedModel(cache, "org/other", "main").ok());
}

TEST_F(CachedModelTest, SaysWhatIsMissing) {
    fs::remove(pointer(firstShard));

    const auto model = cachedModel(cache, "org/model", "main");

    ASSERT_FALSE(model.ok());
    EXPECT_EQ(model.error().code, ErrorCode::notFound);
    EXPECT_THAT(model.error().message, HasSubstr(firstShard));
}

TEST_F(CachedModelTest, StandsInForAHubThatCannotBeReached) {
    for (const ErrorCode code : {ErrorCode::network, ErrorCode::offline}) {
        const auto model = cachedInstead({code, "No connection.", {}}, cache, "org/model", "main");

        ASSERT_TRUE(model.ok());
        EXPECT_EQ(model->folder, layout.snapshot(commitOf()));
        EXPECT_THAT(model->note, HasSubstr("No connection. The copy in the cache is complete"));
    }
}

TEST_F(CachedModelTest, DoesNotCoverUpAnAnswerOfTheHub) {
    for (const ErrorCode code :
         {ErrorCode::unauthorized, ErrorCode::gated, ErrorCode::notFound, ErrorCode::stopped}) {
        const auto model = cachedInstead({code, "As it is.", {}}, cache, "org/model", "main");

        ASSERT_FALSE(model.ok());
        EXPECT_EQ(model.error().code, code);
        EXPECT_EQ(model.error().message, "As it is.");
    }
}

TEST_F(CachedModelTest, DoesNotStandInWhenItIsNotWhole) {
    fs::remove(pointer(firstShard));

    const auto model =
        cachedInstead({ErrorCode::offline, "Offline.", {}}, cache, "org/model", "main");

    ASSERT_FALSE(model.ok());
    EXPECT_EQ(model.error().code, ErrorCode::offline);
    EXPECT_THAT(model.error().message, HasSubstr("Offline. And the cache holds org/model only in"));
}

}  // namespace
