#include "core/publish/staging.hpp"

#include "core/base/file.hpp"
#include "support/temp_folder.hpp"

#include <quince/convert.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace quince::test {
namespace {

namespace fs = std::filesystem;

class StagingTest : public testing::Test {
protected:
    [[nodiscard]] Staging opened() const {
        Result<Staging> staging = Staging::open(folder, destination);
        EXPECT_TRUE(staging.ok());
        return std::move(staging).value();
    }

    static void put(const fs::path& file, const std::string& text) {
        fs::create_directories(file.parent_path());
        std::ofstream(file) << text;
    }

    TempFolder m_temp;
    fs::path folder = m_temp / ".models.quince-staging/pub--name";
    fs::path destination = m_temp / "models/pub/name";
};

TEST_F(StagingTest, CommitMovesTheResultInAndCleansUp) {
    Staging staging = opened();
    put(staging.model() / "config.json", "new");

    const Status status = staging.commit(false);

    ASSERT_TRUE(status.ok()) << status.error().message;
    EXPECT_EQ(contentOf(destination / "config.json"), "new");
    EXPECT_FALSE(fs::exists(folder.parent_path()));
}

TEST_F(StagingTest, DestructionKeepsTheFolder) {
    {
        const Staging staging = opened();
        put(staging.model() / "a", "1");
    }
    EXPECT_EQ(contentOf(opened().model() / "a"), "1");
    EXPECT_FALSE(fs::exists(destination));
}

TEST_F(StagingTest, AModelThatAppearedMeanwhileIsKept) {
    Staging staging = opened();
    put(destination / "a", "other");

    const Status status = staging.commit(false);

    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().code, ErrorCode::alreadyExists);
    EXPECT_EQ(contentOf(destination / "a"), "other");
    EXPECT_TRUE(fs::exists(staging.model()));
}

TEST_F(StagingTest, ReplacesInOneStepOrInTwo) {
    for (const Replacement how : {Replacement::swap, Replacement::step}) {
        Staging staging = opened();
        put(destination / "old", "old");
        put(staging.model() / "new", "new");

        const Status status = staging.commit(true, how);

        ASSERT_TRUE(status.ok()) << status.error().message;
        EXPECT_TRUE(fs::exists(destination / "new"));
        EXPECT_FALSE(fs::exists(destination / "old"));
        EXPECT_FALSE(fs::exists(folder));
        fs::remove_all(destination);
    }
}

TEST_F(StagingTest, ReplacesALinkWithoutTouchingItsTarget) {
    put(m_temp / "elsewhere/a", "kept");
    fs::create_directories(destination.parent_path());
    fs::create_directory_symlink(m_temp / "elsewhere", destination);
    Staging staging = opened();
    put(staging.model() / "new", "new");

    ASSERT_TRUE(staging.commit(true).ok());

    EXPECT_TRUE(fs::exists(destination / "new"));
    EXPECT_EQ(contentOf(m_temp / "elsewhere/a"), "kept");
}

/// As a crash between the two renames leaves it.
void cutShort(const fs::path& folder, const fs::path& destination) {
    fs::create_directories(folder / "replaced");
    std::ofstream(folder / "replaced/old") << "old";
    std::ofstream(folder / "replaces") << destination.string();
    fs::create_directories(destination.parent_path());
}

TEST_F(StagingTest, OpeningPutsAReplacedModelBack) {
    cutShort(folder, destination);

    const Staging staging = opened();

    EXPECT_EQ(contentOf(destination / "old"), "old");
    EXPECT_FALSE(fs::exists(folder / "replaced"));
}

TEST_F(StagingTest, DiscardingPutsAReplacedModelBack) {
    cutShort(folder, destination);

    ASSERT_TRUE(discardStaging(folder).ok());

    EXPECT_EQ(contentOf(destination / "old"), "old");
    EXPECT_FALSE(fs::exists(folder));
}

TEST_F(StagingTest, OpeningRemovesAModelThatWasReplaced) {
    cutShort(folder, destination);
    put(destination / "new", "new");

    const Staging staging = opened();

    EXPECT_FALSE(fs::exists(folder / "replaced"));
    EXPECT_FALSE(fs::exists(destination / "old"));
    EXPECT_TRUE(fs::exists(destination / "new"));
}

TEST_F(StagingTest, TheOldModelGoesBackWhenTheNewOneCannotMoveIn) {
    Staging staging = opened();
    put(destination / "old", "old");
    fs::remove_all(staging.model());  // nothing to move in: the second rename fails
    std::ofstream(staging.model()) << "";
    fs::remove(staging.model());

    EXPECT_FALSE(staging.commit(true, Replacement::step).ok());

    EXPECT_EQ(contentOf(destination / "old"), "old");
}

TEST_F(StagingTest, OnlyOneMayBeOpen) {
    const Staging first = opened();

    const Result<Staging> second = Staging::open(folder, destination);

    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().code, ErrorCode::alreadyExists);
}

TEST_F(StagingTest, StandsBesideTheModelsFolderOrBesideTheDestination) {
    fs::create_directories(m_temp / "models");
    EXPECT_EQ(stagingFor(destination, m_temp / "models"),
              fs::canonical(m_temp.path()) / ".models.quince-staging/pub--name");
    EXPECT_EQ(stagingFor(m_temp / "some/model", m_temp / "models"),
              m_temp / "some/.model.quince-staging");
    EXPECT_EQ(stagingFor(m_temp / "some/model/", std::nullopt),
              m_temp / "some/.model.quince-staging");
}

}  // namespace
}  // namespace quince::test
