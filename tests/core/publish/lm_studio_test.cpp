#include "core/model/fake_cache.hpp"

#include <quince/lm_studio.hpp>

#include <gtest/gtest.h>

namespace quince {
namespace {

using test::writeFile;
namespace fs = std::filesystem;

class LmStudioPlace : public testing::Test {
protected:
    [[nodiscard]] LmStudio find() const { return findLmStudio({{}, home}); }

    test::ScratchFolder scratch;
    fs::path home = scratch.path();
};

TEST_F(LmStudioPlace, IsInTheHomeFolderEvenBeforeItIsInstalled) {
    const LmStudio found = find();

    EXPECT_EQ(found.home, home / ".lmstudio");
    EXPECT_EQ(found.models, home / ".lmstudio/models");
    EXPECT_EQ(found.foundBy, LmStudioFoundBy::standard);
    EXPECT_FALSE(found.exists);
    EXPECT_TRUE(found.warnings.empty());
}

TEST_F(LmStudioPlace, TakesTheLegacyFolderIfThereIsOne) {
    fs::create_directories(home / ".lmstudio");
    fs::create_directories(home / ".cache/lm-studio");

    EXPECT_EQ(find().home, home / ".cache/lm-studio");
    EXPECT_EQ(find().foundBy, LmStudioFoundBy::legacy);
}

TEST_F(LmStudioPlace, FollowsThePointerBeforeAllElse) {
    fs::create_directories(home / ".cache/lm-studio");
    fs::create_directories(home / "elsewhere");
    writeFile(home / ".lmstudio-home-pointer",
              "\xEF\xBB\xBF" + (home / "elsewhere").string() + "\r\n");

    EXPECT_EQ(find().home, home / "elsewhere");
    EXPECT_EQ(find().foundBy, LmStudioFoundBy::pointer);
    EXPECT_TRUE(find().exists);
}

TEST_F(LmStudioPlace, PassesOverAPointerThatIsNoFullPath) {
    for (const char* text : {"", "  \n", "relative/path"}) {
        writeFile(home / ".lmstudio-home-pointer", text);

        EXPECT_EQ(find().home, home / ".lmstudio") << text;
        EXPECT_EQ(find().warnings.size(), 1U) << text;
    }
}

TEST_F(LmStudioPlace, ReadsTheModelsFolderFromSettingsWithAByteOrderMark) {
    fs::create_directories(home / "Big disk/models");
    writeFile(home / ".lmstudio/settings.json",
              "\xEF\xBB\xBF{\"downloadsFolder\":\"" + (home / "Big disk/models").string() + "\"}");

    EXPECT_EQ(find().models, home / "Big disk/models");
    EXPECT_TRUE(find().modelsFromSettings);
}

TEST_F(LmStudioPlace, FallsBackWhenTheModelsFolderIsNotThere) {
    writeFile(home / ".lmstudio/settings.json", R"({"downloadsFolder":"/not/there"})");

    EXPECT_EQ(find().models, home / ".lmstudio/models");
    ASSERT_EQ(find().warnings.size(), 1U);
    EXPECT_NE(find().warnings[0].find("/not/there"), std::string::npos);
}

TEST_F(LmStudioPlace, ToleratesBrokenSettings) {
    for (const char* text : {"{", "[]", R"({"downloadsFolder":3})", R"({"downloadsFolder":""})",
                             R"({"downloadsFolder":null})"}) {
        writeFile(home / ".lmstudio/settings.json", text);

        EXPECT_EQ(find().models, home / ".lmstudio/models") << text;
    }
}

TEST_F(LmStudioPlace, ListsPublishersButNotStrayFilesOrHiddenFolders) {
    for (const char* name : {"qwen", "Mistral", "lmstudio-community", ".trash"}) {
        fs::create_directories(home / name);
    }
    writeFile(home / "stray.gguf", "x");
    fs::create_symlink("circle", home / "circle");

    EXPECT_EQ(listPublishers(home),
              (std::vector<std::string>{"lmstudio-community", "Mistral", "qwen"}));
    EXPECT_TRUE(listPublishers(home / "absent").empty());
}

TEST_F(LmStudioPlace, GivesExactlyTwoLevelsBelowModels) {
    EXPECT_EQ(*destinationFor("/m", "Qwen", "Qwen3-8B-MLX-4bit"), "/m/Qwen/Qwen3-8B-MLX-4bit");
    EXPECT_EQ(destinationFor("/m", "..", "x").error().code, ErrorCode::invalidArgument);
    EXPECT_EQ(destinationFor("/m", "a", "b/c").error().code, ErrorCode::invalidArgument);
    EXPECT_EQ(destinationFor("/m", "a", "").error().code, ErrorCode::invalidArgument);
}

}  // namespace
}  // namespace quince
