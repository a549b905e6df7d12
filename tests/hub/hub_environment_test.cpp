#include "hub/hub_environment.hpp"

#include <gtest/gtest.h>

namespace {

quince::Environment with(std::map<std::string, std::string> variables) {
    return {std::move(variables), "/home/someone"};
}

TEST(HubEnvironment, IsThePublicHubWhereNothingIsSet) {
    const auto hub = hub::hubEnvironment(with({}));

    ASSERT_TRUE(hub.ok());
    EXPECT_EQ(hub->endpoint, QUrl(QStringLiteral("https://huggingface.co")));
    EXPECT_EQ(hub->tokenFile, "/home/someone/.cache/huggingface/token");
    EXPECT_FALSE(hub->offline);
    EXPECT_TRUE(hub->mayLink);
    EXPECT_TRUE(hub->userAgent.startsWith("quince/"));
}

TEST(HubEnvironment, FollowsTheVariablesOfTheClient) {
    const auto hub = hub::hubEnvironment(with({{"HF_ENDPOINT", "http://127.0.0.1:8080//"},
                                               {"HF_HOME", "~/hf"},
                                               {"HF_HUB_OFFLINE", "yes"},
                                               {"HF_HUB_DISABLE_SYMLINKS", "1"},
                                               {"HF_HUB_DOWNLOAD_TIMEOUT", "7"}}));

    ASSERT_TRUE(hub.ok());
    EXPECT_EQ(hub->endpoint, QUrl(QStringLiteral("http://127.0.0.1:8080")));
    EXPECT_EQ(hub->tokenFile, "/home/someone/hf/token");
    EXPECT_TRUE(hub->offline);
    EXPECT_FALSE(hub->mayLink);
    EXPECT_EQ(hub->transferTimeout, std::chrono::seconds(7));
}

TEST(HubEnvironment, RefusesAnEndpointThatWouldSendTokensInTheOpen) {
    for (const char* endpoint : {"http://example.org", "ftp://127.0.0.1", "huggingface.co",
                                 "https://user:secret@example.org", "https://"}) {
        const auto hub = hub::hubEnvironment(with({{"HF_ENDPOINT", endpoint}}));

        ASSERT_FALSE(hub.ok()) << endpoint;
        EXPECT_EQ(hub.error().code, quince::ErrorCode::invalidArgument);
    }
}

}  // namespace
