#include "hub/repo_listing.hpp"

#include <gtest/gtest.h>

namespace hub {
namespace {

bool isFine(const std::vector<std::string>& paths) {
    std::vector<RepoFile> files;
    for (const std::string& path : paths) {
        files.emplace_back();
        files.back().path = path;
    }
    const quince::Status checked = checkListing(files, "org/name");
    EXPECT_TRUE(checked.ok() || checked.error().code == quince::ErrorCode::untrusted);
    return checked.ok();
}

TEST(RepoListing, TakesOrdinaryPaths) {
    EXPECT_TRUE(isFine({"config.json", "a/b.json", "a/c/d", "ab", "a b#%+.txt", ".gitattributes",
                        "\xc3\xa9.txt", "console.log", "a/common1"}));
    EXPECT_TRUE(isFine({}));
}

TEST(RepoListing, RefusesPathsThatLeaveTheFolderOnAnySystem) {
    for (const char* path : {"../x", "/etc/x", "C:\\x", "a\\..\\b", "a//b", "a/./b", "", "a/",
                             "a\nb", "a:b", "\xff"}) {
        EXPECT_FALSE(isFine({path})) << path;
    }
}

TEST(RepoListing, RefusesNamesThatWindowsChanges) {
    for (const char* path :
         {"CON", "a/aux.json", "nul.tar.gz", "lpt1", "a.", "a ./b", "a?", "x<y"}) {
        EXPECT_FALSE(isFine({path})) << path;
    }
}

TEST(RepoListing, RefusesTwoFilesAtOnePlace) {
    EXPECT_FALSE(isFine({"a", "a"}));
    EXPECT_FALSE(isFine({"README.md", "readme.md"}));
    EXPECT_FALSE(isFine({"\xc3\xa9", "e\xcc\x81"}));  // one letter, written in two ways
    EXPECT_FALSE(isFine({"a", "a/b"}));
    EXPECT_FALSE(isFine({"x/A/b", "X/a"}));
}

TEST(RepoListing, PathsHoldOnEverySystem) {
    for (const char* path : {"config.json", "a/b c/ü#%+.json", "console.txt", "com/x", "COM10",
                             ".gitattributes", "lpt.json"}) {
        EXPECT_TRUE(isPathForEverySystem(path)) << path;
    }
    for (const char* path :
         {"", "../x", "/etc/x", "C:\\x", "a\\..\\b", "a/../b", "a//b", "a/", "CON", "con.json",
          "a/Nul .txt", "COM1.model", "lpt9", "a.", "a /b", "what?", "a|b", "x\ny", "."}) {
        EXPECT_FALSE(isPathForEverySystem(path)) << path;
    }
}

TEST(RepoListing, RefusesASizeThatCannotBe) {
    RepoFile file;
    file.path = "a";
    EXPECT_TRUE(checkListing({file}, "org/name").ok());
    file.size = std::int64_t{1} << 51;
    EXPECT_FALSE(checkListing({file}, "org/name").ok());
    file.size = -1;
    EXPECT_FALSE(checkListing({file}, "org/name").ok());
}

}  // namespace
}  // namespace hub
