#include "hub/lm_studio_place.hpp"

#include "support/temp_folder.hpp"

#include <gtest/gtest.h>

namespace hub {
namespace {

using Ports = std::vector<quint16>;
const Ports usualAppPorts{41343, 52993, 16141, 39414, 22931};

TEST(LmStudioPlace, IsEmptyWhereLmStudioNeverRan) {
    const quince::test::TempFolder folder;
    folder.write(".lmstudio/models/local/Tiny/config.json", "{}");  // Quince did that

    const LmStudioPlace place = lmStudioPlace({{{"LM_API_TOKEN", "secret"}}, folder.path()});

    EXPECT_TRUE(place.serverPorts.empty() && place.appPorts.empty());
    EXPECT_TRUE(place.token.isEmpty());
}

TEST(LmStudioPlace, HasTheUsualPortsWhereNothingIsNoted) {
    const quince::test::TempFolder folder;
    folder.write(".lmstudio/.internal/other.json", "{}");

    const LmStudioPlace place = lmStudioPlace({{}, folder.path()});

    EXPECT_EQ(place.serverPorts, Ports{1234});
    EXPECT_EQ(place.appPorts, usualAppPorts);
    EXPECT_TRUE(place.lms.empty());
    EXPECT_TRUE(place.token.isEmpty());
}

TEST(LmStudioPlace, FollowsLmStudiosOwnNotes) {
    const quince::test::TempFolder folder;
    folder.write(".lmstudio/.internal/http-server-config.json",
                 R"({"port": 4321, "networkInterface": "127.0.0.1"})");
    folder.write(".lmstudio/.internal/http-server.json", R"({"port": 39414})");

    const LmStudioPlace place = lmStudioPlace({{{"LM_API_TOKEN", "secret"}}, folder.path()});

    EXPECT_EQ(place.serverPorts, (Ports{4321, 1234}));
    EXPECT_EQ(place.appPorts, (Ports{39414, 41343, 52993, 16141, 22931}));
    EXPECT_EQ(place.token.reveal(), "secret");
}

TEST(LmStudioPlace, TakesNoPortThatIsNone) {
    for (const char* note : {"{\"port\": 0}", "{\"port\": 65536}", "{\"port\": -1}",
                             "{\"port\": \"80\"}", "[]", "nonsense"}) {
        const quince::test::TempFolder folder;
        folder.write(".lmstudio/.internal/http-server-config.json", note);
        EXPECT_EQ(lmStudioPlace({{}, folder.path()}).serverPorts, Ports{1234}) << note;
    }
}

TEST(LmStudioPlace, GivesLmsNoTokenOfTheHub) {
    const quince::test::TempFolder folder;
    folder.write(".lmstudio/bin/readme", "");

    const LmStudioPlace place = lmStudioPlace(
        {{{"HF_TOKEN", "hf_a"}, {"HUGGING_FACE_HUB_TOKEN", "hf_b"}, {"LANG", "C"}}, folder.path()});

    EXPECT_EQ(place.lmsEnvironment.toStringList().filter(QStringLiteral("hf_")), QStringList());
    EXPECT_EQ(place.lmsEnvironment.value(QStringLiteral("LANG")), QStringLiteral("C"));
    EXPECT_EQ(place.lmsEnvironment.value(QStringLiteral("NO_COLOR")), QStringLiteral("1"));
}

}  // namespace
}  // namespace hub
