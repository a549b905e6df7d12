#include "core/model/fake_cache.hpp"

#include <quince/hf_cache.hpp>

#include <gtest/gtest.h>

namespace quince {
namespace {

CacheRoot primary(const Environment& environment, const std::filesystem::path& setting = {}) {
    return cacheRoots(environment, setting, {}).front();
}

TEST(CacheRoots, FollowsTheOrderOfTheVariables) {
    Environment environment{{}, "/home/ada"};
    EXPECT_EQ(primary(environment).folder, "/home/ada/.cache/huggingface/hub");

    environment.variables["XDG_CACHE_HOME"] = "/xdg";
    EXPECT_EQ(primary(environment).folder, "/xdg/huggingface/hub");
    EXPECT_EQ(primary(environment, "/chosen").folder, "/chosen");

    environment.variables["HF_HOME"] = "~/hf";
    EXPECT_EQ(primary(environment, "/chosen").folder, "/home/ada/hf/hub");

    environment.variables["HUGGINGFACE_HUB_CACHE"] = "$HF_HOME/legacy";
    EXPECT_EQ(primary(environment).folder, "~/hf/legacy");

    environment.variables["HF_HUB_CACHE"] = "/direct";
    EXPECT_EQ(primary(environment).folder, "/direct");
    EXPECT_EQ(primary(environment).why, "HF_HUB_CACHE is set");
}

TEST(CacheRoots, IgnoresEmptyVariables) {
    const Environment environment{{{"HF_HUB_CACHE", ""}, {"HF_HOME", ""}}, "/home/ada"};

    EXPECT_EQ(primary(environment).folder, "/home/ada/.cache/huggingface/hub");
}

TEST(CacheRoots, ListsAddedFoldersOnceWhateverTheySpell) {
    const test::ScratchFolder scratch;
    const auto models = scratch.path() / "models";
    std::filesystem::create_directories(models);
    std::filesystem::create_symlink(models, scratch.path() / "link");
    const Environment environment{{{"HF_HUB_CACHE", (scratch.path() / "hub").string()}},
                                  "/nowhere"};

    const auto roots = cacheRoots(environment, {},
                                  {models,
                                   scratch.path() / "link",
                                   models / ".." / "models",
                                   scratch.path() / "hub",
                                   scratch.path() / "absent",
                                   {}});

    ASSERT_EQ(roots.size(), 3U);
    EXPECT_EQ(roots[1].folder, models);
    EXPECT_EQ(roots[1].kind, RootKind::added);
    EXPECT_EQ(roots[2].folder, scratch.path() / "absent");
}

}  // namespace
}  // namespace quince
