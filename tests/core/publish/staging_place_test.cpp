#include "core/model/fake_cache.hpp"

#include <quince/lm_studio.hpp>

#include <gtest/gtest.h>

namespace quince {
namespace {

namespace fs = std::filesystem;

class StagingPlaceFor : public testing::Test {
protected:
    test::ScratchFolder scratch;
    fs::path models = scratch.path() / "studio/models";
};

TEST_F(StagingPlaceFor, StandsBesideTheModelsFolderNotInIt) {
    fs::create_directories(models);

    const auto place = stagingPlaceFor(models, "Qwen", "Qwen3-8B-MLX-4bit");

    ASSERT_TRUE(place.ok()) << place.error().message;
    EXPECT_EQ(place->folder,
              scratch.path() / "studio/.models.quince-staging/Qwen--Qwen3-8B-MLX-4bit");
    EXPECT_FALSE(place->insideModels);
    EXPECT_GT(place->bytesFree, 0U);
    EXPECT_TRUE(onSameVolume(place->folder, models));
    EXPECT_FALSE(fs::exists(place->folder.parent_path()));
}

TEST_F(StagingPlaceFor, WorksBeforeTheModelsFolderExists) {
    EXPECT_EQ(stagingPlaceFor(models / "", "a", "b")->folder,
              scratch.path() / "studio/.models.quince-staging/a--b");
}

TEST_F(StagingPlaceFor, StandsBesideTheRealFolderWhenModelsIsALink) {
    fs::create_directories(scratch.path() / "disk/llm");
    fs::create_directories(models.parent_path());
    fs::create_directory_symlink(scratch.path() / "disk/llm", models);

    EXPECT_EQ(stagingPlaceFor(models, "a", "b")->folder,
              scratch.path() / "disk/.llm.quince-staging/a--b");
}

TEST_F(StagingPlaceFor, RefusesNamesThatLeadElsewhere) {
    EXPECT_EQ(stagingPlaceFor(models, "..", "b").error().code, ErrorCode::invalidArgument);
}

#ifdef __linux__
TEST_F(StagingPlaceFor, StaysOnTheVolumeWhoseTopIsTheModelsFolder) {
    if (onSameVolume("/dev/shm", "/dev")) {
        GTEST_SKIP() << "/dev/shm is not a volume of its own here";
    }
    const auto place = stagingPlaceFor("/dev/shm", "a", "b");

    ASSERT_TRUE(place.ok()) << place.error().message;
    EXPECT_TRUE(place->insideModels);
    EXPECT_EQ(place->folder, "/dev/shm/.quince-staging/a--b");
}

TEST_F(StagingPlaceFor, SaysThatAModelsFolderCannotBeWrittenTo) {
    EXPECT_EQ(stagingPlaceFor("/proc/self", "a", "b").error().code, ErrorCode::io);
}
#endif

TEST_F(StagingPlaceFor, MeasuresSpaceWhereAFolderWouldBe) {
    EXPECT_GT(*spaceAvailable(scratch.path() / "not/yet/there"), 0U);
}

}  // namespace
}  // namespace quince
