#include "hub/server_warnings.hpp"

#include "hub/hub_api_fixture.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace hub {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ServerWarningsTest : public test::HubApiTest {
protected:
    void readHeader(const QByteArray& value) {
        HttpAnswer answer;
        answer.headers = {{"x-hf-warning", value}};
        warnings.read(answer);
    }

    std::vector<std::string> told;
    ServerWarnings warnings{[this](const std::string& text) { told.push_back(text); }};
};

TEST_F(ServerWarningsTest, TellsEachTopicOnce) {
    readHeader("version; This client is old, and will stop working; see the notes.");
    readHeader("Version; This client is still old.");
    readHeader("quota; You are near your limit.");

    EXPECT_THAT(told, ElementsAre("This client is old, and will stop working; see the notes.",
                                  "You are near your limit."));
}

TEST_F(ServerWarningsTest, SeparatesHeadersThatCameJoined) {
    readHeader("version; Old, very old., quota; Near your limit.");

    EXPECT_THAT(told, ElementsAre("Old, very old.", "Near your limit."));
}

TEST_F(ServerWarningsTest, ShowsNothingThatATerminalWouldObey) {
    readHeader("a; Red\x1b[31m alert\x07");
    readHeader("b; " + QByteArray(5000, 'x'));
    readHeader("c;");
    readHeader("");

    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[0], "Red[31m alert");
    EXPECT_EQ(told[1].size(), 400U);
}

TEST_F(ServerWarningsTest, ListensNoMoreToAServerThatInventsTopics) {
    for (int i = 0; i < 1000; ++i) {
        readHeader(QByteArray::number(i) + "; text");
    }

    EXPECT_LE(told.size(), 20U);
}

TEST_F(ServerWarningsTest, ComeWithAnyAnswerOfTheHub) {
    std::vector<std::string> heard;
    HubEnvironment environment = test::environmentOf(fakeHub.server());
    environment.warnings = std::make_shared<ServerWarnings>(
        [&heard](const std::string& text) { heard.push_back(text); });
    HubApi listening(environment, {}, waiter);
    fakeHub.addRepo("org/model");
    fakeHub.commit("org/model", {{"config.json", fake::Content("{}")}});
    ASSERT_TRUE(listening.modelInfo("org/model", "", {}).ok());
    EXPECT_THAT(heard, IsEmpty());
    fakeHub.server().fail("/api/models/*", {.headers = {{"X-HF-Warning", "old; Update soon."}}});

    ASSERT_TRUE(listening.modelInfo("org/model", "", {}).ok());

    EXPECT_THAT(heard, ElementsAre("Update soon."));
}

}  // namespace
}  // namespace hub
