#include "hub/proxies.hpp"

#include "hub/client_support.hpp"
#include "hub/http_client.hpp"
#include "support/fake_hub/http_server.hpp"

#include <QNetworkProxyFactory>

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace hub {
namespace {

/// "http host:port", "direct", or "" where the environment says nothing.
std::string proxyFor(const std::map<std::string, std::string>& variables,
                     const char* url = "https://huggingface.co/api") {
    const auto proxy = proxyByEnvironment({variables, {}}, QUrl(QString::fromUtf8(url)));
    if (!proxy) {
        return {};
    }
    if (proxy->type() == QNetworkProxy::NoProxy) {
        return "direct";
    }
    const char* const type = proxy->type() == QNetworkProxy::HttpProxy ? "http " : "socks ";
    return type + proxy->hostName().toStdString() + ":" + std::to_string(proxy->port());
}

TEST(Proxies, GoByTheSchemeOfTheAddress) {
    const std::map<std::string, std::string> both{{"HTTPS_PROXY", "http://secure.example:3128"},
                                                  {"http_proxy", "plain.example:8080"}};

    EXPECT_EQ(proxyFor(both), "http secure.example:3128");
    EXPECT_EQ(proxyFor(both, "http://huggingface.co"), "http plain.example:8080");
    EXPECT_EQ(proxyFor({}), "");
    EXPECT_EQ(proxyFor({{"HTTPS_PROXY", ""}}), "");
    EXPECT_EQ(proxyFor({{"ALL_PROXY", "socks5h://gate.example"}}), "socks gate.example:1080");
    EXPECT_EQ(proxyFor({{"https_proxy", "http://small.example"}, {"HTTPS_PROXY", "http://big"}}),
              "http small.example:80");
}

TEST(Proxies, LeaveOutTheHostsThatTheEnvironmentNames) {
    const auto with = [](const char* exempt) {
        return proxyFor({{"HTTPS_PROXY", "http://gate:1"}, {"NO_PROXY", exempt}},
                        "https://cdn.huggingface.co");
    };

    EXPECT_EQ(with("*"), "direct");
    EXPECT_EQ(with("other.example, .huggingface.co"), "direct");
    EXPECT_EQ(with("huggingface.co"), "direct");
    EXPECT_EQ(with("CDN.huggingface.co"), "direct");
    EXPECT_EQ(with("face.co"), "http gate:1");
    EXPECT_EQ(with(", ,."), "http gate:1");
}

TEST(Proxies, GiveNameAndPasswordAsTheyAre) {
    const auto proxy = proxyByEnvironment({{{"HTTPS_PROXY", "http://kim:p%40ss@gate:3128"}}, {}},
                                          QUrl(QStringLiteral("https://huggingface.co")));

    ASSERT_TRUE(proxy.has_value());
    EXPECT_EQ(proxy->user(), QStringLiteral("kim"));
    EXPECT_EQ(proxy->password(), QStringLiteral("p@ss"));
}

TEST(Proxies, AreAskedForTheHubButNotForThisMachine) {
    fake::HttpServer gate;
    const std::string address = gate.url(fake::Origin::hub).toString().toStdString();
    useProxies({{{"HTTP_PROXY", address}, {"HTTPS_PROXY", address}}, {}});
    fake::HttpServer here;
    HubEnvironment environment = test::environmentOf(here);
    HttpClient client(environment);
    HttpRequest request;
    request.url = here.url(fake::Origin::hub);
    request.url.setPath(QStringLiteral("/direct"));

    const auto direct = client.send(request, {});
    EXPECT_EQ(gate.connections(), 0);
    request.url = QUrl(QStringLiteral("https://hub.invalid/"));
    const auto refused = client.send(request, {});  // this one is no real proxy

    QNetworkProxyFactory::setUseSystemConfiguration(false);
    EXPECT_TRUE(direct.ok()) << direct.error().message;
    EXPECT_EQ(here.requests("/direct").size(), 1U);
    EXPECT_FALSE(refused.ok());
    EXPECT_GT(gate.connections(), 0);
}

}  // namespace
}  // namespace hub
